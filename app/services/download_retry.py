"""When a download that failed is tried again, and which one is next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from app.domain.downloads import Download, DownloadState
from app.domain.errors import (
    AppError,
    ConnectionDrops,
    DamagedOnTheWay,
    FolderUnusable,
    NetworkBlocks,
    NoInternet,
    NoSpace,
    RegistryBusy,
    Stalled,
    StillEnding,
    Unreachable,
)

QUICK_DELAYS_S = (1.0, 3.0, 10.0)
"""Between tries without a new byte, the last one again and again: a network that is back is noticed within 10 s."""
SLOW_DELAYS_S = (5.0, 15.0, 30.0, 60.0)
"""Where somebody has to do something first, or asks for patience."""
SPACE_DELAYS_S = (5.0,)
_MOST_DAMAGED = 2
"""Bytes that are wrong again will be wrong the third time."""
_HOLDS_ALL = (NoInternet, ConnectionDrops, Unreachable, Stalled, NetworkBlocks)
"""What keeps one download keeps the others too: they wait behind it."""


class RetryPlan:
    """Remembers, by tag, what went wrong in a row."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._due_at: dict[str, float] = {}
        self._failures: Counter[str] = Counter()
        self._damages: Counter[str] = Counter()

    def forgive(self, tag: str) -> None:
        """What went wrong so far no longer counts."""
        self._due_at.pop(tag, None)
        self._failures.pop(tag, None)
        self._damages.pop(tag, None)

    def take(self, tag: str, error: AppError, *, has_received: bool) -> bool:
        """Whether a download that ended so is tried again by itself; when, is noted."""
        if has_received:
            self._failures.pop(tag, None)
        delays_s = self._delays_s(tag, error)
        if delays_s is None:
            return False
        self._due_at[tag] = self._monotonic() + delays_s[min(self._failures[tag], len(delays_s) - 1)]
        self._failures[tag] += 1
        return True

    def _delays_s(self, tag: str, error: AppError) -> tuple[float, ...] | None:
        match error:
            case DamagedOnTheWay():
                self._damages[tag] += 1
                return QUICK_DELAYS_S if self._damages[tag] < _MOST_DAMAGED else None
            case NoInternet() | ConnectionDrops() | StillEnding() | Unreachable() | Stalled():
                return QUICK_DELAYS_S
            case NoSpace():
                return SPACE_DELAYS_S
            case RegistryBusy() | NetworkBlocks() | FolderUnusable():
                return SLOW_DELAYS_S
        return None

    def next(self, rows: Sequence[Download]) -> tuple[Download | None, float | None]:
        """The row to run now; else the seconds until one is due, None for never."""
        pauses_s = []
        for row in rows:
            if row.state is DownloadState.WAITING:
                return row, None
            if row.state is DownloadState.HELD:
                pause_s = self._due_at.get(row.tag, 0.0) - self._monotonic()
                if pause_s <= 0:
                    return row, None
                pauses_s.append(pause_s)
                if isinstance(row.error, _HOLDS_ALL):
                    break
        return None, min(pauses_s, default=None)
