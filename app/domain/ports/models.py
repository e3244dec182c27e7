"""Where models come from and where they lie."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from app.domain.catalogue import CatalogueModel
from app.domain.downloads import Layer, Manifest
from app.domain.models_folder import FolderMove, MoveStage


class ModelRegistry(Protocol):
    """Where models come from, asked without the server: sizes before a download, and news of a model."""

    async def manifest(self, tag: str) -> Manifest:
        """What belongs to this model today. A few hundred bytes; a second or so.

        Raises: `DownloadError` (no internet, no such model, private, a portal or proxy in between…).
        """
        ...

    async def try_file(self, tag: str, digest: str) -> None:
        """Ask for one byte of a file of this model, the way the server does; some seconds at most.

        Returns when it is given, and when that cannot be told (its host is slow, or an account is asked for). Raises:
        `DownloadError`: `NoInternet` when the registry itself is away, else what stands between us and its files.
        """
        ...


class ModelFolder(Protocol):
    """The folder that holds the models of a server on this computer. Blocking: call it in a worker.

    Raises: `StoreError`.
    """

    def path(self) -> Path | None:
        """The folder; None when the server is not on this computer or does not tell."""
        ...

    def free_bytes(self) -> int | None:
        """Free space of the disk that holds it; None when there is no folder."""
        ...

    def manifests(self) -> Mapping[str, Manifest]:
        """What belongs to each model that is here, by its tag; empty when there is no folder."""
        ...

    def present_bytes(self, layers: Sequence[Layer]) -> int:
        """How much of these files is here, unfinished ones counted by their finished ranges."""
        ...

    def refresh(self, digests: Sequence[str]) -> None:
        """Make the files of these digests look new: a server that starts deletes what belongs to no model and is an
        hour old, be it whole or not.
        """
        ...

    def mend(self, layers: Sequence[Layer]) -> None:
        """Put right what a server that was killed leaves of unfinished files, and could not go on with.

        Only for files that no server is downloading.
        """
        ...

    def last_change(self, digests: Sequence[str]) -> float:
        """When something was last written to unfinished files of these digests; 0 where there are none."""
        ...

    def remove_leftovers(self, digests: Sequence[str]) -> int:
        """Delete the files of these digests, whole or not, that belong to no model; returns the bytes freed.

        Where it cannot be told which models there are, whole files stay.
        """
        ...


class FolderMover(Protocol):
    """Moves the files of the models. Blocking: call it in a worker."""

    def plan(self, source: Path, target: Path) -> FolderMove:
        """Leaves nothing behind. Raises: `FolderMoveFailed`, `FolderUnusable`, `NoSpace`."""
        ...

    def is_there(self, folder: Path) -> bool:
        """Whether this is a folder of models, with or without any."""
        ...

    def prepare(self, folder: Path) -> None:
        """Make it a folder of models. Raises: `FolderUnusable`."""
        ...

    def bring(self, move: FolderMove, progress: Callable[[MoveStage, int, int], None], stop: threading.Event) -> None:
        """Have everything in both places, checked. When it raises, the new place is as it was before.

        Raises: `FolderMoveFailed`, `FolderUnusable`, `NoSpace`; something else when `stop` was set.
        """
        ...

    def undo(self, move: FolderMove) -> None:
        """Delete at the new place what the old one has, too. Raises nothing."""
        ...

    def finish(self, move: FolderMove) -> None:
        """Delete at the old place what the new one has, too. Raises nothing."""
        ...


class CatalogueSource(Protocol):
    """The catalogue that Baleen carries."""

    def __call__(self) -> tuple[CatalogueModel, ...]:
        """Every model, in the order of the file. Blocking: a few kilobytes."""
        ...


class TourBuilder(Protocol):
    """Makes the model file of the tour."""

    def __call__(self) -> Path:
        """The path of the file, made anew; the same bytes every time. Blocking, well under 0.3 s.

        Raises: `StoreError` when it cannot be written.
        """
        ...
