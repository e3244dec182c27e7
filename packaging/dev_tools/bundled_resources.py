"""Our resources as the frozen program carries them: few files, each costs an installer time."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import distributions
from pathlib import Path

from dev_tools import licences
from dev_tools.places import ROOT


def write(folder: Path) -> None:
    """Fill `folder`, which is emptied first, with what becomes `app/resources`."""
    source = ROOT / "resources"
    shutil.rmtree(folder, ignore_errors=True)
    # Sources of translations and the icons one by one are for those who work on them.
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("icons", "*.ts"))
    icons = {file.stem: file.read_text(encoding="utf-8") for file in sorted((source / "icons").glob("*.svg"))}
    (folder / "icons.json").write_text(json.dumps(icons), encoding="utf-8")
    text = licences.third_party(distributions())
    (folder / "licences" / "third-party.txt").write_text(text, encoding="utf-8")
