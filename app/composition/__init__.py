"""Builds each object once, connects them, and closes them in reverse.

`compose` makes the program, `build` everything but its screens.
"""
