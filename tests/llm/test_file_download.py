"""One big file over a bad network: whole in the end, or a clear error and nothing lost."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from app.domain.errors import EngineArchiveUnreachable
from app.llm.file_download import Stopped, fetch_file
from tests.helpers.file_server import FileServer

DATA = os.urandom(3_000_000)


def fetch(server: FileServer, file: Path, stop: threading.Event | None = None) -> list[int]:
    seen: list[int] = []
    fetch_file(f"{server.url}/engine.zip", file, len(DATA), seen.append, stop or threading.Event(), proxy="")
    return seen


def test_a_file_arrives(tmp_path: Path) -> None:
    with FileServer(DATA) as server:
        seen = fetch(server, tmp_path / "f")
        assert (tmp_path / "f").read_bytes() == DATA
        assert seen == sorted(seen)
        assert seen[-1] == len(DATA)
        fetch(server, tmp_path / "f")
        assert server.requests == [""], "what is there is asked for again"


def test_after_a_break_it_goes_on(tmp_path: Path) -> None:
    with FileServer(DATA) as server:
        server.breaks_after = [1_000_000, 1_000_000]
        server.is_abrupt = False
        for kept in (1_000_000, 2_000_000):
            with pytest.raises(EngineArchiveUnreachable):
                fetch(server, tmp_path / "f")
            assert (tmp_path / "f").stat().st_size == kept, "no byte that arrived is fetched again"
        fetch(server, tmp_path / "f")
        assert server.requests[-1] == f"bytes={kept}-"
    assert (tmp_path / "f").read_bytes() == DATA


def test_a_server_without_ranges_begins_anew(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x" * 1000)
    with FileServer(DATA) as server:
        server.knows_ranges = False
        fetch(server, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == DATA


@pytest.mark.parametrize("page", [(200, b"<html>Log in</html>"), (404, b"no"), (407, b""), (429, b""), (503, b"")])
def test_a_page_instead_of_the_file(tmp_path: Path, page: tuple[int, bytes]) -> None:
    (tmp_path / "f").write_bytes(DATA[:1000])
    with FileServer(DATA) as server:
        server.page = page
        with pytest.raises(EngineArchiveUnreachable):
            fetch(server, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == DATA[:1000], "what had arrived was spoilt"


def test_nobody_there(tmp_path: Path) -> None:
    with FileServer(DATA) as server:
        pass
    with pytest.raises(EngineArchiveUnreachable):
        fetch(server, tmp_path / "f")


def test_redirects_are_followed_on_this_computer_and_in_safety_only(tmp_path: Path) -> None:
    with FileServer(DATA) as server, FileServer(DATA) as other:
        server.redirect = f"{other.url}/cdn"
        fetch(server, tmp_path / "f")
        for place in ("http://192.0.2.1/x", "file:///etc/passwd", "ftp://localhost/x", ""):
            server.redirect = place or "http://"
            with pytest.raises(EngineArchiveUnreachable):
                fetch(server, tmp_path / "g")
    assert (tmp_path / "f").read_bytes() == DATA


def test_a_stop_keeps_what_arrived(tmp_path: Path) -> None:
    stop = threading.Event()
    with FileServer(DATA) as server:
        with pytest.raises(Stopped):
            fetch_file(server.url, tmp_path / "f", len(DATA), lambda _: stop.set(), stop, proxy="")
        fetch(server, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == DATA
