"""What is loaded before the first paint, and what the bundle carries."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import PySide6

from dev_tools.places import ROOT

LATE = {
    "app.composition",
    "app.ui.chat.transcript_view",
    "asyncio",
    "httpx",
    "keyring",
    "markdown",
    "ollama",
    "pydantic",
    "pygments",
    "qasync",
    "sqlite3",
    "tomli_w",
    "ziamath",
}


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "--first-paint", str(tmp_path)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert LATE & set(json.loads(told)["modules"]) == set()


def test_the_bundle_keeps_plugins_that_exist() -> None:
    """Qt renames plugins; a name that no longer fits would silently leave one out."""
    spec = ast.parse((ROOT / "packaging" / "baleen.spec").read_text(encoding="utf-8"))
    (table,) = (
        node.value
        for node in spec.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "PLUGINS"
    )
    wanted = {node.value for node in ast.walk(table) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    folder = Path(PySide6.__file__).parent / "Qt" / "plugins"
    there = {path.name.removeprefix("lib").split(".")[0] for path in folder.rglob("*.so")}
    for needed in ("qxcb", "qoffscreen", "qsvg", "qsvgicon", "xdg-shell", "qxdgdesktopportal"):
        assert needed in wanted
        if sys.platform == "linux":
            assert needed in there
