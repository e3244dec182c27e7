"""What a real server has on disk, and what it really frees."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

from app.domain.model_space import freed_by
from app.engine.models_folder import ServerModelsFolder
from tests.helpers.real_engine import RealEngine
from tests.helpers.tiny_models import import_model, recites


def ask(url: str, path: str, method: str, body: dict[str, object]) -> bytes:
    request = urllib.request.Request(url + path, json.dumps(body).encode(), method=method)
    with urllib.request.urlopen(request) as answer:
        return bytes(answer.read())


def on_disk(folder: Path) -> int:
    return sum(file.stat().st_size for file in (folder / "blobs").iterdir())


def test_the_space_said_is_the_space_freed(engine_program: Path, tmp_path: Path) -> None:
    """One of two models made of the same weights goes, then the other."""
    folder = ServerModelsFolder(lambda: tmp_path / "models")
    with RealEngine(engine_program, tmp_path) as engine:
        import_model(engine.url, recites().path, "one:1b")
        ask(engine.url, "/api/create", "POST", {"model": "two:1b", "from": "one:1b", "system": "s" * 1000})
        for tag in ("two:1b", "one:1b"):
            said = freed_by(tag, folder.manifests())
            assert said is not None
            assert (said.kept_bytes > 1_000_000) == (tag == "two:1b")
            assert said.kept_for == (("one:1b",) if tag == "two:1b" else ())
            before = on_disk(tmp_path / "models")
            ask(engine.url, "/api/delete", "DELETE", {"model": tag})
            assert before - on_disk(tmp_path / "models") == said.freed_bytes


def test_what_is_no_list_is_left_out(tmp_path: Path) -> None:
    root = tmp_path / "manifests" / "registry.ollama.ai" / "library" / "m"
    root.mkdir(parents=True)
    row = {"digest": "sha256:" + "a" * 64, "size": 3, "mediaType": "x.model"}
    (root / "1b").write_text(json.dumps({"layers": [row], "config": None}))
    for name, text in {"2b": "{", "3b": "[1]", "4b": '{"layers": 5}', "5b": '{"layers": [{}]}'}.items():
        (root / name).write_text(text)
    (root / ".DS_Store").write_text("x")
    assert list(ServerModelsFolder(lambda: tmp_path).manifests()) == ["m:1b"]
    assert ServerModelsFolder(lambda: None).manifests() == {}
    assert ServerModelsFolder(lambda: tmp_path / "none").manifests() == {}
