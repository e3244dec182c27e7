"""Sizes in words."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale


def size_text(size_bytes: int) -> str:
    """A size as the file manager shows it: decimal units, one decimal under 100."""
    units = ("B", "kB", "MB", "GB", "TB")
    value, unit = float(size_bytes), 0
    while value >= 1000 and unit < len(units) - 1:
        value, unit = value / 1000, unit + 1
    return f"{QLocale().toString(value, 'f', 0 if unit == 0 or value >= 100 else 1)} {units[unit]}"


def memory_text(size_bytes: int, *, is_installed: bool = False) -> str:
    """Memory as it is sold: in binary megabytes and gigabytes, without a decimal from 10 on.

    Of what is `is_installed` the system sees a little less than was bought: the next whole number is shown. What would
    round to nothing, as of the tour's model, is shown in smaller units.
    """
    gigabytes = size_bytes / 2**30
    if 0 < size_bytes < 2**20:
        return size_text(size_bytes)
    if round(gigabytes * 1024) < 1000:
        return f"{QLocale().toString(gigabytes * 1024, 'f', 0)} MB"
    if is_installed:
        return f"{math.ceil(gigabytes - 0.05)} GB"
    return f"{QLocale().toString(gigabytes, 'f', 0 if gigabytes >= 10 else 1)} GB"
