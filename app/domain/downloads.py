"""Downloads: what is waiting, running, paused or done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import AppError


class DownloadState(StrEnum):
    """The rows of the download list (design: ux §6)."""

    WAITING = "waiting"
    STARTING = "starting"
    """The registry is asked what belongs to the model."""
    RUNNING = "running"
    STALLED = "stalled"
    """No byte for ten seconds; goes on by itself."""
    PAUSED = "paused"
    """By the person. Stays so across restarts."""
    HELD = "held"
    """By us, `error` says why (no internet, no engine, no space); goes on by itself when that has changed.

    It stays so through the tries that follow, until the first new byte: the reason is not blinked away.
    """
    CHECKING = "checking"
    """All bytes are here and their sums are computed."""
    DONE = "done"
    FAILED = "failed"
    """`error` says why; trying again is the person's choice."""


@dataclass(frozen=True, slots=True)
class Download:
    """One row, a snapshot. `done_bytes` never falls while the download lives."""

    tag: str
    state: DownloadState
    done_bytes: int = 0
    total_bytes: int = 0
    """All that belongs to the model, parts that are already here included; 0 until it is known."""
    bytes_per_second: float | None = None
    """Over the last ten seconds; None in the first two."""
    seconds_left: float | None = None
    """None in the first five."""
    error: AppError | None = None
    is_update: bool = False
    """The model is here already, in an older version."""
    least_fraction: float = 0.0
    """What the bar has shown: a total that grows, where nobody told it beforehand, does not make it fall."""

    is_repeating: bool = False
    """Something that was here is fetched again: the bar stands still until that is made good."""

    @property
    def is_active(self) -> bool:
        """A stream is open for it."""
        return self.state in _ACTIVE

    @property
    def fraction(self) -> float:
        """0 to 1; 0 while the total is unknown. Never falls while the download lives."""
        share = self.done_bytes / self.total_bytes if self.total_bytes else 0.0
        return min(1.0, max(share, self.least_fraction))


_ACTIVE = frozenset({DownloadState.STARTING, DownloadState.RUNNING, DownloadState.STALLED, DownloadState.CHECKING})


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a model."""

    digest: str
    """`sha256:` and 64 digits."""
    size_bytes: int
    media_type: str = ""

    @property
    def is_weights(self) -> bool:
        return self.media_type.endswith((".model", ".projector", ".adapter", ".tensor"))


@dataclass(frozen=True, slots=True)
class Manifest:
    """What belongs to a model, as a registry says it."""

    digest: str
    """Of the manifest itself, as `/api/tags` shows it: 64 digits. Empty where no registry told us and the layers are
    those that the server has spoken of so far."""
    layers: tuple[Layer, ...]
    """The config among them."""

    @property
    def size_bytes(self) -> int:
        return sum(layer.size_bytes for layer in self.layers)

    @property
    def digests(self) -> frozenset[str]:
        return frozenset(layer.digest for layer in self.layers)


@dataclass(frozen=True, slots=True)
class StoredDownloads:
    """The queue as it lies on disk."""

    rows: tuple[tuple[Download, Manifest | None], ...] = ()
    """In the order of the queue."""
    leftovers: frozenset[str] = frozenset()
    """Digests of cancelled downloads whose files have still to go."""


@dataclass(frozen=True, slots=True)
class PullProgress:
    """One step of a download, as the server tells it."""

    digest: str
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class PullChecking:
    """All bytes have come; sums are computed, which takes as long as reading the files."""


@dataclass(frozen=True, slots=True)
class PullDone:
    """The model is complete and usable."""


PullEvent = PullProgress | PullChecking | PullDone
