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
        self._began_at: float | None = None
        self._last_at = monotonic()
        self._received = 0
        self._counted: int | None = None
        self._seen: deque[tuple[float, int]] = deque()

    def add(self, new_bytes: int) -> None:
        """So many bytes have arrived since the last call; 0 says that time has passed."""
        now = self._monotonic()
        if self._began_at is None:
            self._began_at = now
        if new_bytes > 0:
            self._received += new_bytes
            self._last_at = now
        self._seen.append((now, self._received))
        while len(self._seen) > 2 and now - self._seen[1][0] >= SPAN_S:
            self._seen.popleft()

    def take(self, done_bytes: int) -> None:
        """So many bytes are there in all; those of the first call were there before, and falling is no arrival."""
        most = done_bytes if self._counted is None else max(self._counted, done_bytes)
        self.add(0 if self._counted is None else most - self._counted)
        self._counted = most

    @property
    def silent_s(self) -> float:
        """Seconds since the last new byte, or since the beginning."""
        return self._monotonic() - self._last_at

    @property
    def bytes_per_second(self) -> float | None:
        """None in the first two seconds."""
        if self._age_s < FIRST_SPEED_S or len(self._seen) < 2:
            return None
        (first_at, first), (last_at, last) = self._seen[0], self._seen[-1]
        return (last - first) / (last_at - first_at) if last_at > first_at else None

    def seconds_left(self, left_bytes: int) -> float | None:
        """None in the first five seconds, and while nothing comes."""
        speed = self.bytes_per_second
        if not speed or self._age_s < FIRST_TIME_LEFT_S:
            return None
        return max(0, left_bytes) / speed

    @property
    def _age_s(self) -> float:
        return 0.0 if self._began_at is None else self._monotonic() - self._began_at
