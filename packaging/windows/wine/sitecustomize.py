"""Wine 8 ends a program that calls CopyFile2. Without it `shutil` copies as it did up to Python 3.11."""

import _winapi

if hasattr(_winapi, "CopyFile2"):
    del _winapi.CopyFile2
