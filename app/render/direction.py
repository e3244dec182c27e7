"""Which way a text reads, by its first letter that has a direction (Unicode's rule P2)."""

from __future__ import annotations

import unicodedata


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is one of a script that runs from right to left."""
    for character in text:
        match unicodedata.bidirectional(character):
            case "R" | "AL":
                return True
            case "L":
                return False
    return False
