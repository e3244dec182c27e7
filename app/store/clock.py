"""The time that the store writes down."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The time of this computer's clock."""
    return datetime.now(UTC)
