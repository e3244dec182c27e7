"""The queue of downloads as a small file."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.domain.downloads import Download, DownloadState, Layer, Manifest
from app.store.faults import translated
from app.store.private_files import write_atomically

_RESUMED = {DownloadState.PAUSED: DownloadState.PAUSED, DownloadState.FAILED: DownloadState.PAUSED}
"""What a row is after a start; everything else waits its turn again."""

Row = tuple[Download, Manifest | None]


class DownloadFile:
    """Implements `domain.ports.DownloadStore`. A file that is damaged counts as empty: the models are safe."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = asyncio.Lock()

    async def downloads(self) -> tuple[Row, ...]:
        return await asyncio.to_thread(self._read)

    async def save_downloads(self, rows: Sequence[Row]) -> None:
        content = json.dumps([_record(*row) for row in rows], indent=1).encode()
        async with self._turn:
            await asyncio.to_thread(self._write, content)

    def _write(self, content: bytes) -> None:
        with translated():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, content)

    def _read(self) -> tuple[Row, ...]:
        try:
            return tuple(_row(record) for record in json.loads(self._file.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return ()


def _record(download: Download, manifest: Manifest | None) -> dict[str, object]:
    record: dict[str, object] = {
        "tag": download.tag,
        "state": download.state.value,
        "done_bytes": download.done_bytes,
        "total_bytes": download.total_bytes,
        "is_update": download.is_update,
    }
    if manifest:
        record["manifest"] = {
            "digest": manifest.digest,
            "layers": [[layer.digest, layer.size_bytes, layer.media_type] for layer in manifest.layers],
        }
    return record


def _row(record: Mapping[str, Any]) -> Row:
    state = _RESUMED.get(DownloadState(record["state"]), DownloadState.WAITING)
    download = Download(
        tag=str(record["tag"]),
        state=state,
        done_bytes=int(record["done_bytes"]),
        total_bytes=int(record["total_bytes"]),
        is_update=bool(record["is_update"]),
    )
    return download, _manifest(record["manifest"]) if "manifest" in record else None


def _manifest(record: Mapping[str, Any]) -> Manifest:
    layers = tuple(Layer(str(digest), int(size), str(kind)) for digest, size, kind in record["layers"])
    return Manifest(str(record["digest"]), layers)
