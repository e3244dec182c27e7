"""The queue of downloads as a small file."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from app.domain.downloads import Download, DownloadState, Layer, Manifest, StoredDownloads
from app.domain.errors import from_record, to_record
from app.store.faults import translated
from app.store.private_files import private_folder, write_atomically

_KEPT = (DownloadState.PAUSED, DownloadState.FAILED, DownloadState.DONE)
"""What a row still is after a start; everything else waits its turn again."""


class DownloadFile:
    """Implements `domain.ports.DownloadStore`. A file that is damaged counts as empty: the models are safe."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = threading.Lock()
        self._numbers = count(1)
        self._written = 0

    async def downloads(self) -> StoredDownloads:
        return await asyncio.to_thread(self._read)

    async def save_downloads(self, stored: StoredDownloads) -> None:
        """Cancelled, it is written all the same, but never over what was saved later."""
        record = {
            "rows": [_record(*row) for row in stored.rows],
            "leftovers": sorted(stored.leftovers),
        }
        content = json.dumps(record, indent=1).encode()
        await asyncio.to_thread(self._write, next(self._numbers), content)

    def _write(self, number: int, content: bytes) -> None:
        with translated(), self._turn:
            if number > self._written:
                private_folder(self._file.parent)
                write_atomically(self._file, content)
                self._written = number

    def _read(self) -> StoredDownloads:
        try:
            record = json.loads(self._file.read_bytes())
            rows = tuple(_row(row) for row in record["rows"])
            return StoredDownloads(rows, frozenset(map(str, record["leftovers"])))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return StoredDownloads()


def _record(download: Download, manifest: Manifest | None) -> dict[str, object]:
    record: dict[str, object] = {
        "tag": download.tag,
        "state": download.state.value,
        "done_bytes": download.done_bytes,
        "total_bytes": download.total_bytes,
        "is_update": download.is_update,
    }
    if download.error and download.state is DownloadState.FAILED:
        record["error"] = to_record(download.error)
    if manifest:
        record["manifest"] = {
            "digest": manifest.digest,
            "layers": [[layer.digest, layer.size_bytes, layer.media_type] for layer in manifest.layers],
        }
    return record


def _row(record: Mapping[str, Any]) -> tuple[Download, Manifest | None]:
    state = DownloadState(record["state"])
    download = Download(
        tag=str(record["tag"]),
        state=state if state in _KEPT else DownloadState.WAITING,
        done_bytes=int(record["done_bytes"]),
        total_bytes=int(record["total_bytes"]),
        is_update=bool(record["is_update"]),
        error=from_record(record["error"]) if "error" in record else None,
    )
    return download, _manifest(record["manifest"]) if "manifest" in record else None


def _manifest(record: Mapping[str, Any]) -> Manifest:
    layers = tuple(Layer(str(digest), int(size), str(kind)) for digest, size, kind in record["layers"])
    return Manifest(str(record["digest"]), layers)
