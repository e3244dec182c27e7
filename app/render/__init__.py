"""From a model's text to blocks, coloured code and formulas. Pure Python, no Qt."""
