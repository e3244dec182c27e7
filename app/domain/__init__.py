"""Values, rules, errors and ports. Standard library only; every other layer may import this one."""
