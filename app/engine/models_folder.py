"""The folder with the models of a server on this computer, as the server lays it out.

`blobs/sha256-HEX` are files of models, `blobs/sha256-HEX-partial*` unfinished ones with their notes on finished
ranges, `manifests/HOST/NAMESPACE/MODEL/TAG` says which files belong to a model (design: ollama §1.5, §8).
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from app.domain.downloads import Layer, Manifest
from app.engine.model_leftovers import last_change, make_new, remove_leftovers
from app.engine.models_manifests import read_manifests

_DIGEST = re.compile(r"sha256[:-]([0-9a-f]{64})")
_NOTE = re.compile(r"-partial-\d+$")


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

    def manifests(self) -> Mapping[str, Manifest]:
        """Raises nothing: what cannot be read counts as not there."""
        folder = self._path()
        with suppress(OSError):
            return read_manifests(folder) if folder else {}
        return {}

    def present_bytes(self, layers: Sequence[Layer]) -> int:
        """Raises nothing: what cannot be read counts as not there."""
        blobs = self._folder("blobs")
        return sum(_present(blobs, layer) for layer in layers) if blobs else 0

    def refresh(self, digests: Sequence[str]) -> None:
        if folder := self._path():
            make_new(folder, digests)

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


def _present(blobs: Path, layer: Layer) -> int:
    found = _DIGEST.fullmatch(layer.digest)
    if not found:
        return 0
    whole = blobs / f"sha256-{found[1]}"
    if whole.is_file():
        return layer.size_bytes
    done = 0
    with suppress(OSError):
        for note in blobs.glob(f"sha256-{found[1]}-partial-*"):
            if _NOTE.search(note.name):
                with suppress(OSError, ValueError, AttributeError):
                    done += int(json.loads(note.read_bytes()).get("Completed", 0))
    return min(done, layer.size_bytes)
