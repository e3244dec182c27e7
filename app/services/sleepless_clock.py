"""A clock that goes on while the computer sleeps, and that nobody sets."""

from __future__ import annotations

import time

_CLOCK: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
"""Linux has the first; on macOS the second counts sleep, unlike the clock behind `time.monotonic`."""


def sleepless() -> float:
    """Seconds since some moment, sleep included: `time.monotonic` stands still in it, `time.time` can be set."""
    return time.monotonic() if _CLOCK is None else time.clock_gettime(_CLOCK)  # on Windows monotonic counts sleep
