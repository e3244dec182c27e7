"""Where the files are that come with the program: icons, licences."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import app


@cache
def resources_dir() -> Path:
    """The folder of resources: inside the package in a wheel or a frozen program, beside it in a checkout."""
    package = Path(app.__file__).resolve().parent
    packaged = package / "resources"
    return packaged if packaged.is_dir() else package.parent / "resources"


def icon_path(name: str) -> Path:
    """The SVG file of an icon; raises `FileNotFoundError`, for a missing icon is a fault of ours."""
    path = resources_dir() / "icons" / f"{name}.svg"
    if not path.is_file():
        raise FileNotFoundError(path)
    return path


def licence_texts() -> dict[str, str]:
    """The licence of each work that comes with the program, by its name."""
    return {path.stem: path.read_text("utf-8") for path in sorted((resources_dir() / "licences").glob("*.txt"))}
