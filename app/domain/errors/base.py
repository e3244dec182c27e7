"""What all errors that Baleen explains have in common."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class AppError(Exception):
    """An expected failure. `detail` is the raw text, for the Details button only."""

    detail: str = ""
