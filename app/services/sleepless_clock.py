"""A clock that goes on while the computer sleeps, and that nobody sets."""

from __future__ import annotations

import sys
import time


def sleepless() -> float:
    """Seconds since some moment, sleep included.

    `time.monotonic` stands still in sleep on Linux and macOS, and `time.time` jumps when the clock is set.
    """
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":  # there it counts sleep, unlike the clock behind `time.monotonic`
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()  # Windows counts sleep
