"""What `dev.py` does, one idea a module. Standard library only."""
