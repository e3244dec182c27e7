"""Controls that all screens share, painted from tokens."""
