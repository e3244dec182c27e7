"""How fast bytes arrive."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

SPAN_S = 10.0
"""The mean is over this time (design: ux §6)."""
FIRST_SPEED_S = 2.0
FIRST_TIME_LEFT_S = 5.0


class TransferRate:
    """A sliding mean, and how long nothing has come."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._began_at = monotonic()
        self._last_at = self._began_at
        self._seen: deque[tuple[float, int]] = deque()
        self._most: int | None = None

    def take(self, done_bytes: int) -> None:
        """So many bytes are here now. What was there at the first call does not count as speed."""
        now = self._monotonic()
        if self._most is None or done_bytes > self._most:
            if self._most is None:
                self._began_at = now
            self._most = done_bytes
            self._last_at = now
        self._seen.append((now, self._most))
        while len(self._seen) > 2 and now - self._seen[1][0] >= SPAN_S:
            self._seen.popleft()

    @property
    def silent_s(self) -> float:
        """Seconds since the last new byte."""
        return self._monotonic() - self._last_at

    @property
    def bytes_per_second(self) -> float | None:
        """None in the first two seconds."""
        if self._monotonic() - self._began_at < FIRST_SPEED_S or len(self._seen) < 2:
            return None
        (first_at, first), (last_at, last) = self._seen[0], self._seen[-1]
        return (last - first) / (last_at - first_at) if last_at > first_at else None

    def seconds_left(self, left_bytes: int) -> float | None:
        """None in the first five seconds, and while nothing comes."""
        speed = self.bytes_per_second
        if not speed or self._monotonic() - self._began_at < FIRST_TIME_LEFT_S:
            return None
        return left_bytes / speed
