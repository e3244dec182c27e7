"""The script that pins another release changes sums, sizes and the version, of all archives or of none."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import refresh_engine

from app.engine.release import pinned_archive
from tests.helpers.web_server import WebServer, send

NAMES = [row["name"] for row in tomllib.loads(refresh_engine.FILE.read_text("utf-8"))["archive"]]


class Release(WebServer):
    """A folder with archives and their sums."""

    def __init__(self) -> None:
        super().__init__()
        self.files = {name: f"the archive {name}".encode() * 1000 for name in NAMES}
        self.sums: bytes | None = None
        self.url = f"http://127.0.0.1:{self.port}/v9.1.0"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        name = request.path.removeprefix("/v9.1.0/")
        if name == "sha256sum.txt":
            lines = [f"{hashlib.sha256(data).hexdigest()}  ./{file}" for file, data in self.files.items()]
            send(request, 200, self.sums if self.sums is not None else "\n".join(lines).encode())
        elif name in self.files:
            request.send_response(200)
            request.send_header("Content-Length", str(len(self.files[name])))
            request.end_headers()
        else:
            send(request, 404)


@pytest.fixture
def release() -> Iterator[Release]:
    with Release() as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    copy = tmp_path / "release.toml"
    copy.write_text(refresh_engine.FILE.read_text("utf-8"), "utf-8")
    return copy


def test_every_archive_gets_its_sum_and_size(release: Release, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_text("utf-8")
    assert refresh_engine.main(["v9.1.0", "--source", release.url, "--file", str(file)]) == 0
    after = file.read_text("utf-8")
    assert [line for line in after.splitlines() if line.startswith("#")] == [
        line for line in before.splitlines() if line.startswith("#")
    ]
    told = capsys.readouterr().out
    for row in tomllib.loads(after)["archive"]:
        assert row["name"] in told
        data = release.files[row["name"]]
        assert row["sha256"] == hashlib.sha256(data).hexdigest()
        assert row["size_bytes"] == len(data)
        assert row["unpacked_bytes"] >= len(data)
    archive = pinned_archive(file, "linux", "x86_64")
    assert archive is not None
    assert archive.version == "9.1.0"
    assert "127.0.0.1" not in archive.url  # the mirror was for the script alone
    assert "/v9.1.0/" in archive.url


def test_the_pins_of_today_come_out_as_they_are() -> None:
    """What the script writes from a release that is pinned already is the file itself."""
    text = refresh_engine.FILE.read_text("utf-8")
    table = tomllib.loads(text)
    sums = {row["name"]: row["sha256"] for row in table["archive"]}
    sizes = {row["name"]: row["size_bytes"] for row in table["archive"]}
    assert refresh_engine.refreshed(text, table["version"], table["source"], sums, sizes) == text


def test_all_or_nothing(release: Release, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_text("utf-8")
    del release.files[NAMES[2]]
    assert refresh_engine.main(["9.1.0", "--source", release.url, "--file", str(file)]) == 1
    assert f"{NAMES[2]} is not in the release" in capsys.readouterr().err
    assert file.read_text("utf-8") == before


@pytest.mark.parametrize("sums", [b"<html>Please sign in</html>", b"", b"zz" * 32 + b"  ./ollama-darwin.tgz"])
def test_a_page_that_is_no_list_of_sums_changes_nothing(release: Release, file: Path, sums: bytes) -> None:
    before = file.read_text("utf-8")
    release.sums = sums
    assert refresh_engine.main(["9.1.0", "--source", release.url, "--file", str(file)]) == 1
    assert file.read_text("utf-8") == before


@pytest.mark.parametrize("version", ["0.1.0", "latest", "v9.1.0-rc1"])
def test_an_older_release_or_none_at_all_is_refused(release: Release, file: Path, version: str) -> None:
    before = file.read_text("utf-8")
    assert refresh_engine.main([version, "--source", release.url, "--file", str(file)]) == 1
    assert file.read_text("utf-8") == before


def test_who_is_not_there_changes_nothing(file: Path) -> None:
    before = file.read_text("utf-8")
    assert refresh_engine.main(["9.1.0", "--source", "http://127.0.0.1:1", "--file", str(file)]) == 1
    assert file.read_text("utf-8") == before
