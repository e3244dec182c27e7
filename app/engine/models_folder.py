"""The folder with the models of a server on this computer, as the server lays it out.

`blobs/sha256-HEX` are files of models, `blobs/sha256-HEX-partial*` unfinished ones with their notes on finished
ranges, `manifests/HOST/NAMESPACE/MODEL/TAG` says which files belong to a model (design: ollama §1.5, §8).
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from app.domain.downloads import Layer, Manifest
from app.engine.model_leftovers import last_change, make_new, remove_leftovers
from app.engine.models_manifests import read_manifests
from app.engine.partial_notes import mend, present_bytes

_log = logging.getLogger(__name__)


class ServerModelsFolder:
    """Implements `domain.ports.ModelFolder`. Only reads, but for leftovers whose digests it is given."""

    def __init__(self, path: Callable[[], Path | None]) -> None:
        """`path` tells where the folder of the server in use is; None when that is another computer's."""
        self._path = path

    def path(self) -> Path | None:
        return self._path()

    def free_bytes(self) -> int | None:
        usage = self._usage()
        return usage.free if usage else None

    def disk_bytes(self) -> int | None:
        """How big the disk is; None where that cannot be known."""
        usage = self._usage()
        return usage.total if usage else None

    def manifests(self) -> Mapping[str, Manifest]:
        """Raises nothing: what cannot be read counts as not there."""
        folder = self._path()
        with suppress(OSError):
            return read_manifests(folder) if folder else {}
        return {}

    def present_bytes(self, layers: Sequence[Layer]) -> int:
        """Raises nothing: what cannot be read counts as not there."""
        blobs = self._folder("blobs")
        return sum(present_bytes(blobs, layer) for layer in layers) if blobs else 0

    def refresh(self, digests: Sequence[str]) -> None:
        if folder := self._path():
            make_new(folder, digests)

    def mend(self, layers: Sequence[Layer]) -> None:
        if blobs := self._folder("blobs"):
            for layer in layers:
                with suppress(OSError):
                    if mend(blobs, layer):
                        _log.info("what a server noted of an unfinished file was put right")

    def last_change(self, digests: Sequence[str]) -> float:
        folder = self._path()
        return last_change(folder, digests) if folder else 0.0

    def remove_leftovers(self, digests: Sequence[str]) -> int:
        folder = self._path()
        return remove_leftovers(folder, digests) if folder else 0

    def _usage(self) -> shutil._ntuple_diskusage | None:
        folder = self._path()
        while folder is not None:
            try:
                return shutil.disk_usage(folder)
            except OSError:
                folder = folder.parent if folder != folder.parent else None
        return None

    def _folder(self, name: str) -> Path | None:
        folder = self._path()
        return folder / name if folder else None
