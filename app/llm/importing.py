"""A model file becomes a model of the server. Runs on the `llm` thread's loop."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import BackendError, ModelBroken
from app.llm import library
from app.llm.client import Connection
from app.llm.errors import classify, translated
from app.llm.limits import Limits

_PIECE_BYTES = 1 << 20
_CLEANUP_S = 10.0

Progress = Callable[[int, int], None]


async def import_file(
    connection: Connection,
    tag: str,
    path: Path,
    *,
    template: str,
    stop: Sequence[str],
    threads: int,
    progress: Progress,
    limits: Limits,
) -> None:
    """Send the file, unless the server has it, and make a model from it. Cancel: no model is left.

    Raises: `BackendError`; `ModelBroken` when the file cannot be read.
    """
    with ThreadPoolExecutor(1, "llm-file") as worker:
        try:
            with path.open("rb") as file:
                digest, size = await _digest(worker, file)
                if not await _has_blob(connection, digest):
                    await _send(connection, digest, size, _pieces(worker, file, size, progress))
        except OSError as error:
            raise ModelBroken(str(error)) from error
    progress(size, size)
    parameters: dict[str, object] = {"stop": list(stop)} if stop else {}
    if threads:
        parameters["num_thread"] = threads
    await _create(connection, tag, {path.name: digest}, template, parameters, limits)


async def _digest(worker: ThreadPoolExecutor, file: BinaryIO) -> tuple[str, int]:
    """SHA-256 as the server writes it, and the size in bytes; piece by piece, so that a cancel need not wait."""
    loop, digest, size = asyncio.get_running_loop(), hashlib.sha256(), 0

    def hash_next() -> int:
        piece = file.read(_PIECE_BYTES)
        digest.update(piece)
        return len(piece)

    while length := await loop.run_in_executor(worker, hash_next):
        size += length
    return f"sha256:{digest.hexdigest()}", size


async def _pieces(
    worker: ThreadPoolExecutor, file: BinaryIO, size: int, progress: Progress
) -> AsyncGenerator[bytes, None]:
    loop, sent = asyncio.get_running_loop(), 0
    file.seek(0)
    while piece := await loop.run_in_executor(worker, file.read, _PIECE_BYTES):
        yield piece
        sent += len(piece)
        progress(sent, size)


async def _has_blob(connection: Connection, digest: str) -> bool:
    # Asked first: the server answers a blob that it has without reading it, and the sender gets a broken pipe.
    with translated():
        return (await connection.http.head(f"/api/blobs/{digest}")).status_code == 200


async def _send(connection: Connection, digest: str, size: int, pieces: AsyncGenerator[bytes, None]) -> None:
    with translated():
        response = await connection.http.post(
            f"/api/blobs/{digest}",
            content=pieces,
            headers={"Content-Length": str(size)},
            timeout=connection.patient,
        )
    if response.status_code not in (200, 201):
        raise classify(response.status_code, response.text)


async def _create(
    connection: Connection,
    tag: str,
    files: dict[str, str],
    template: str,
    parameters: dict[str, object],
    limits: Limits,
) -> None:
    """The server does not stop creating when we hang up: on a cancel, let it finish and delete what it made."""
    create = partial(connection.ollama.create, tag, files=files, stream=False)
    if template:
        create = partial(create, template=template)
    if parameters:
        create = partial(create, parameters=parameters)
    creating = asyncio.get_running_loop().create_task(create())
    try:
        with translated(tag):
            await asyncio.shield(creating)
    except asyncio.CancelledError:
        with suppress(BackendError, TimeoutError):
            async with asyncio.timeout(_CLEANUP_S):
                await asyncio.wait([creating])
                await library.delete(connection, tag, limits)
        creating.cancel()
        raise
