"""Installing the engine: what is installed, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from app.domain.engine import EngineState, Origin, version_tuple
from app.domain.errors import AppError, BadAddress
from app.domain.hardware import Hardware, Vendor


@dataclass(frozen=True, slots=True)
class EngineArchive:
    """One official archive of the server, for one kind of computer."""

    version: str
    name: str
    url: str
    sha256: str
    size_bytes: int
    unpacked_bytes: int
    """About; for the check of free space. What is unpacked may be twice that and no more."""

    @property
    def disk_bytes(self) -> int:
        """What the disk must have: the archive and what comes out of it lie side by side for a while."""
        return self.size_bytes + self.unpacked_bytes


class InstallPhase(StrEnum):
    """How an installation is doing."""

    IDLE = "idle"
    DOWNLOADING = "downloading"
    PAUSED = "paused"
    """What arrived is kept; also after a crash."""
    CHECKING = "checking"
    UNPACKING = "unpacking"
    TRYING = "trying"
    """The new engine is started; the old one comes back if it does not."""
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class InstallState:
    """A snapshot. Bytes are of the archive: fetched while DOWNLOADING, read while CHECKING and UNPACKING."""

    phase: InstallPhase = InstallPhase.IDLE
    done_bytes: int = 0
    total_bytes: int = 0
    bytes_per_second: float | None = None
    error: AppError | None = None

    @property
    def is_busy(self) -> bool:
        return self.phase in _BUSY

    @property
    def fraction(self) -> float:
        return min(1.0, self.done_bytes / self.total_bytes) if self.total_bytes else 0.0


def mirror_url(text: str) -> str:
    """The address of a folder with the official archives, as it is kept; empty stays empty.

    Plain http will do: what comes is checked by sum. Raises: `BadAddress`, also for one with a name and password.
    """
    given = text.strip()
    if not given:
        return ""
    try:
        parts = urlsplit(given if "://" in given else f"https://{given}")
        is_good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError as error:
        raise BadAddress(str(error), address=given) from error
    if parts.username is not None:
        raise BadAddress(address=parts.hostname or "")  # without the password: errors are kept and shown
    if not is_good or parts.query or parts.fragment or any(char.isspace() for char in given):
        raise BadAddress(address=given)
    return parts.geturl().rstrip("/")


def lacks_amd_part(hardware: Hardware | None, system: str) -> bool:
    """Whether the makers have one more file for a card of this computer. It is not installed: no sum of it has been
    confirmed for the pinned release (design: engine-pins §1c), and an engine without it uses such cards through Vulkan.
    """
    if hardware is None or system not in ("linux", "win32"):
        return False
    return any(card.vendor is Vendor.AMD and not card.shares_memory for card in hardware.cards)


def is_update(archive: EngineArchive, state: EngineState) -> bool:
    """Whether it is newer than our own server that runs now. One built from its sources tells no version of use."""
    running, offered = version_tuple(state.version), version_tuple(archive.version)
    if not state.is_ready or state.origin is not Origin.MANAGED or running is None or offered is None:
        return False
    return (0, 0, 0) < running < offered


_BUSY = frozenset({InstallPhase.DOWNLOADING, InstallPhase.CHECKING, InstallPhase.UNPACKING, InstallPhase.TRYING})
