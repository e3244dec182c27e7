"""The server that runs the models: where it is and how it is doing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import AppError

MINIMUM_VERSION = "0.17.1"
"""The first version without CVE-2026-7482 (design: reliability §6)."""


class Origin(StrEnum):
    """Whose server it is. One that we did not start is never stopped."""

    MANAGED = "managed"
    EXTERNAL = "external"


class Phase(StrEnum):
    """How the engine is doing."""

    SEARCHING = "searching"
    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    MISSING = "missing"
    """No server answers and no program was found."""
    FAILED = "failed"
    """It cannot be used; `EngineState.error` says why."""
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class EngineState:
    """A snapshot; `url` is usable only while READY."""

    phase: Phase
    url: str = ""
    version: str = ""
    origin: Origin | None = None
    device: str = ""
    """Name of the graphics card that does the work, empty for the processor or when unknown."""
    error: AppError | None = None

    @property
    def is_ready(self) -> bool:
        return self.phase is Phase.READY


def version_tuple(version: str) -> tuple[int, ...] | None:
    """`0.34.4-rc1` as (0, 34, 4); None when it is no version at all."""
    found = re.match(r"v?(\d+)\.(\d+)(?:\.(\d+))?", version.strip())
    return tuple(int(part or 0) for part in found.groups()) if found else None


def is_too_old(version: str) -> bool:
    """True below `MINIMUM_VERSION`. `0.0.0`, which builds from source report, passes: its age is unknown."""
    found = version_tuple(version)
    if found is None:
        return True
    return found != (0, 0, 0) and found < (version_tuple(MINIMUM_VERSION) or ())
