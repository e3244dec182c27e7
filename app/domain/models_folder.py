"""Moving the folder of the models."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class MoveStage(StrEnum):
    """Where a move is."""

    STOPPING = "stopping"
    """The server is ended."""
    BRINGING = "bringing"
    CHECKING = "checking"
    """Sizes and sums of what was copied."""
    FINISHING = "finishing"
    """The old files go; it can no longer be cancelled."""


@dataclass(frozen=True, slots=True)
class MoveProgress:
    """How far a move is; the bytes are those of this stage."""

    stage: MoveStage
    done_bytes: int = 0
    total_bytes: int = 0


@dataclass(frozen=True, slots=True)
class FolderMove:
    """What is to be moved where."""

    source: Path
    target: Path
    files: tuple[tuple[Path, int], ...] = ()
    """Below both folders, with their sizes."""
    is_linked: bool = False
    """Nothing is copied: both folders are on one disk."""
    is_new: bool = False
    """The target was not there before."""

    @property
    def size_bytes(self) -> int:
        return sum(size for _, size in self.files)
