"""What the host of a model's files answers, and what that says of the network."""

from __future__ import annotations

import socket
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from app.domain.errors import DownloadError, NetworkBlocks, NoInternet, RegistryBusy
from app.llm import file_offer
from app.llm.file_offer import try_file
from tests.helpers.registry import Registry
from tests.helpers.web_server import WebServer, send

PAGE = b"<html>Sign in"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF" + bytes(1000))
    return file


def ask(registry: Registry) -> None:
    digest = max(registry.digests_of(), key=lambda one: len(registry.blobs[one]))
    url = f"http://127.0.0.1:{registry.port}/v2/library/deepseek-tiny/blobs/{digest}"
    try_file(url, "test", "", is_here=True)


def test_a_file_that_is_given_says_nothing_and_costs_a_byte(model: Path) -> None:
    with Registry() as registry:
        registry.add(model)
        ask(registry)
        deadline_s = time.monotonic() + 10
        while not registry.sent_bytes and time.monotonic() < deadline_s:  # counted after it was sent
            time.sleep(0.005)
        assert registry.sent_bytes == 1


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, PAGE, NetworkBlocks),
        (403, b"no", NetworkBlocks),
        (403, PAGE, NetworkBlocks),
        (404, b"{}", RegistryBusy),
        (429, b"{}", RegistryBusy),
        (500, b"{}", RegistryBusy),
        (511, PAGE, NetworkBlocks),
    ],
)
def test_who_refuses_is_named(model: Path, status: int, body: bytes, kind: type[DownloadError]) -> None:
    with Registry() as registry:
        registry.add(model)
        registry.file_page = status, body
        with pytest.raises(kind):
            ask(registry)


@pytest.mark.parametrize("status", [401, 416])
def test_what_may_be_right_is_not_a_refusal(model: Path, status: int) -> None:
    with Registry() as registry:
        registry.add(model)
        registry.file_status = status
        ask(registry)


def test_a_host_of_the_files_that_is_away_alone_is_blocked() -> None:
    with _SendsOn("http://localhost:1/file") as server, pytest.raises(NetworkBlocks):
        try_file(f"http://127.0.0.1:{server.port}/", "test", "", is_here=True)


def test_a_circle_of_redirects_is_somebody_in_between() -> None:
    with _SendsOn("/again") as server, pytest.raises(NetworkBlocks):
        try_file(f"http://127.0.0.1:{server.port}/", "test", "", is_here=True)


def test_a_registry_that_is_silent_is_no_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_offer, "_PATIENCE_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NoInternet):
        try_file(f"http://127.0.0.1:{silent.getsockname()[1]}/", "test", "", is_here=True)


def test_a_registry_that_is_away_is_no_internet() -> None:
    with pytest.raises(NoInternet):
        try_file("http://127.0.0.1:1/", "test", "", is_here=True)


class _SendsOn(WebServer):
    def __init__(self, to: str) -> None:
        super().__init__()
        self._to = to

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        send(request, 307, Location=self._to)
