"""Registries that answer what nobody expects: a real server, and what the row says in the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from app.domain.downloads import DownloadState
from app.domain.errors import (
    AppError,
    ConnectionDrops,
    DamagedOnTheWay,
    NetworkBlocks,
    NoWeights,
    PrivateModel,
    RegistryBusy,
)
from app.services import download_attempt, download_retry
from tests.helpers.downloading import downloading, until
from tests.helpers.registry import Registry
from tests.helpers.tiny_models import recites
from tests.helpers.web_server import send

pytestmark = [pytest.mark.engine("034"), pytest.mark.slow]

MB = 1_000_000
Answer = Callable[["Strange", BaseHTTPRequestHandler], bool]


class Strange(Registry):
    """Asks `way` first; what that does not answer is answered as usual."""

    def __init__(self, way: Answer) -> None:
        super().__init__()
        self._way = way

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        if not self._way(self, request):
            super().answer(request)


def manifest(change: Callable[[dict[str, Any]], object]) -> Answer:
    """Another manifest than that of the model."""

    def way(registry: Strange, request: BaseHTTPRequestHandler) -> bool:
        if "/manifests/" not in request.path:
            return False
        found = json.loads(registry.manifests[request.path])
        made = change(found)
        send(request, 200, made if isinstance(made, bytes) else json.dumps(made).encode())
        return True

    return way


def always(part: str, status: int, body: bytes = b"", **headers: str) -> Answer:
    """One answer to everything whose path has this part."""

    def way(_: Strange, request: BaseHTTPRequestHandler) -> bool:
        if part in request.path:
            send(request, status, body, **headers)
        return part in request.path

    return way


def loop(_: Strange, request: BaseHTTPRequestHandler) -> bool:
    send(request, 302, Location=request.path)
    return True


def gibberish(_: Strange, request: BaseHTTPRequestHandler) -> bool:
    request.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")
    request.close_connection = True
    return True


def wrong_bytes(registry: Strange, request: BaseHTTPRequestHandler) -> bool:
    registry.spoils = True
    return False


def with_layer(kind: str, data: bytes) -> Callable[[Strange], Answer]:
    """One layer more, which the registry has."""

    def made(registry: Strange) -> Answer:
        from tests.helpers.registry import digest_of

        registry.blobs[digest_of(data)] = data
        layer = {"mediaType": kind, "digest": digest_of(data), "size": len(data)}
        return manifest(lambda found: found | {"layers": [*found["layers"], layer]})

    return made


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_attempt, "DISK_RESERVE_BYTES", 0)
    monkeypatch.setattr(download_retry, "QUICK_DELAYS_S", (0.1,))


@pytest.mark.parametrize(
    ("way", "kind", "state"),
    [
        (manifest(lambda found: {"schemaVersion": 2, "manifests": []}), NoWeights, DownloadState.FAILED),
        (manifest(lambda _: None), NoWeights, DownloadState.FAILED),
        (manifest(lambda found: found | {"layers": []}), NoWeights, DownloadState.FAILED),
        (manifest(lambda _: b""), ConnectionDrops, DownloadState.HELD),
        (manifest(lambda _: b"<html>Welcome</html>"), NetworkBlocks, DownloadState.HELD),
        (loop, NetworkBlocks, DownloadState.HELD),
        (gibberish, NetworkBlocks, DownloadState.HELD),
        (always("/manifests/", 403, b"<html>Blocked</html>"), NetworkBlocks, DownloadState.HELD),
        (always("/blobs/", 403, b"<html>Blocked</html>"), NetworkBlocks, DownloadState.HELD),
        (always("/blobs/", 404), RegistryBusy, DownloadState.HELD),
        (always("/manifests/", 503, b"busy", Retry_After="120"), RegistryBusy, DownloadState.HELD),
        (always("/manifests/", 451), PrivateModel, DownloadState.FAILED),
        (
            always("/manifests/", 401, Www_Authenticate='Bearer realm="http://127.0.0.1:1/t",service="x",scope="y"'),
            PrivateModel,
            DownloadState.FAILED,
        ),
        (wrong_bytes, DamagedOnTheWay, DownloadState.FAILED),
    ],
    ids=[
        *("list of manifests", "null", "no layers", "empty", "portal", "loop", "gibberish", "manifest 403 page"),
        *("file 403", "file 404", "503", "451", "realm away", "wrong bytes twice"),
    ],
)
async def test_what_the_row_says(
    engine_program: Path, tmp_path: Path, way: Answer, kind: type[AppError], state: DownloadState
) -> None:
    with Strange(way) as registry:
        tag = registry.add(recites().path, padding=MB)
        async with downloading(tmp_path, engine_program) as parts:
            fractions: list[float] = []
            parts.downloads.changes.add(lambda rows: fractions.extend(row.fraction for row in rows))
            parts.downloads.add(tag)
            await until(lambda: parts.row(tag).state is state)
            error = parts.row(tag).error
            assert type(error) is kind, error
            if isinstance(error, DamagedOnTheWay):
                assert error.is_again
            else:
                assert fractions == sorted(fractions)
            assert parts.complete() == []
            registry._way = lambda *_: False
            registry.spoils = False
            parts.downloads.resume(tag)
            await until(lambda: parts.row(tag).state is DownloadState.DONE)
            assert parts.unfinished() == []


@pytest.mark.parametrize(
    "layer",
    [with_layer("application/vnd.somebody.new+json", b"{}"), with_layer("application/vnd.ollama.image.system", b"")],
    ids=["of an unknown kind", "empty"],
)
async def test_a_layer_more_does_no_harm(
    engine_program: Path, tmp_path: Path, layer: Callable[[Strange], Answer]
) -> None:
    with Strange(lambda *_: False) as registry:
        tag = registry.add(recites().path, padding=MB)
        registry._way = layer(registry)
        async with downloading(tmp_path, engine_program) as parts:
            parts.downloads.add(tag)
            await until(lambda: parts.row(tag).state is DownloadState.DONE)
            await until(lambda: parts.models.find(tag))
