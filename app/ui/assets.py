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


def icon_svg(name: str) -> str:
    """The SVG source of an icon; raises `FileNotFoundError`, for a missing icon is a fault of ours."""
    path = resources_dir() / "icons" / f"{name}.svg"
    if path.is_file():
        return path.read_text("utf-8")
    if name in _bundled_icons():
        return _bundled_icons()[name]
    raise FileNotFoundError(path)


def icon_names() -> list[str]:
    """All icons, our mark among them."""
    return sorted({path.stem for path in (resources_dir() / "icons").glob("*.svg")} | set(_bundled_icons()))


@cache
def _bundled_icons() -> dict[str, str]:
    """The icons of a frozen program, which carries them as one file; none in a checkout."""
    import json

    bundle = resources_dir() / "icons.json"
    icons: dict[str, str] = json.loads(bundle.read_text("utf-8")) if bundle.is_file() else {}
    return icons


def licence_texts() -> dict[str, str]:
    """The licence of each work that comes with the program, by its name."""
    return {path.stem: path.read_text("utf-8") for path in sorted((resources_dir() / "licences").glob("*.txt"))}
