"""The script that takes sizes from a registry changes those and nothing else."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import refresh_catalogue

from app.files.catalogue import CatalogueFile

MANIFEST = json.dumps({"config": {"size": 5}, "layers": [{"size": 404_000_000_001}, {"size": 4}]}).encode()
HAS = {
    "/v2/library/deepseek-v3.1/manifests/671b": MANIFEST,
    "/v2/library/deepseek-r1/manifests/8b": b'{"manifests":[]}',
}


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = HAS.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def registry() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_sizes_are_written_and_what_the_registry_lacks_stays(
    registry: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "models.toml"
    before = refresh_catalogue.FILE.read_text("utf-8")
    file.write_text(before, "utf-8")
    assert refresh_catalogue.main([registry, "--file", str(file)]) == 1
    told = capsys.readouterr()
    assert "deepseek-v3.1:671b: 404_000_000_010 bytes" in told.out
    assert "deepseek-r1:8b: not a manifest" in told.err
    assert "deepseek-r1:7b: HTTP Error 404" in told.err
    found = {model.tag: model for model in CatalogueFile(file)()}
    model = found.pop("deepseek-v3.1:671b")
    assert (model.size_bytes, model.size_is_exact) == (404_000_000_010, True)
    assert model.digest == hashlib.sha256(MANIFEST).hexdigest()
    unchanged = {model.tag: model for model in CatalogueFile(refresh_catalogue.FILE)()}
    del unchanged["deepseek-v3.1:671b"]
    assert found == unchanged
    changed = [line for line in file.read_text("utf-8").splitlines() if line not in before.splitlines()]
    assert len(changed) == 2, "comments and order stay"


def test_only_the_tags_that_are_named(registry: str, tmp_path: Path) -> None:
    file = tmp_path / "models.toml"
    file.write_bytes(refresh_catalogue.FILE.read_bytes())
    assert refresh_catalogue.main([registry, "deepseek-v3.1:671b", "--file", str(file)]) == 0
    assert refresh_catalogue.main(["file:///etc/passwd", "deepseek-v3.1:671b", "--file", str(file)]) == 1
