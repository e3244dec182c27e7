"""Sizes in words."""

from __future__ import annotations

from PySide6.QtCore import QLocale


def size_text(size_bytes: int) -> str:
    """A size as the file manager shows it: decimal units, one decimal under 100."""
    units = ("B", "kB", "MB", "GB", "TB")
    value, unit = float(size_bytes), 0
    while value >= 1000 and unit < len(units) - 1:
        value, unit = value / 1000, unit + 1
    return f"{QLocale().toString(value, 'f', 0 if unit == 0 or value >= 100 else 1)} {units[unit]}"
