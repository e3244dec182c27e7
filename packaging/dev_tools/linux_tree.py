"""The files of an installed Baleen on Linux, as they lie below `/`: the same for every package."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from dev_tools import release
from dev_tools.places import APP_ICONS, DIST, ROOT

TEMPLATES = ROOT / "packaging" / "linux"
PROGRAM = "usr/lib/baleen"


def lay_out(root: Path, installed_by: str) -> None:
    """Fill `root`, which is emptied first, with the frozen program and what desktops look for.

    `installed_by` is the package manager that owns the files: what looks for updates leaves it to that. Empty for none.
    """
    shutil.rmtree(root, ignore_errors=True)
    program = root / PROGRAM
    shutil.copytree(DIST / "baleen", program, symlinks=True)
    if installed_by:
        (program / "_internal" / "INSTALLED_BY").write_text(f"{installed_by}\n", encoding="utf-8")
    (root / "usr" / "bin").mkdir(parents=True)
    (root / "usr" / "bin" / release.COMMAND).symlink_to("../lib/baleen/baleen")
    share = root / "usr" / "share"
    _fill(TEMPLATES / f"{release.APP_ID}.desktop", share / "applications")
    _fill(TEMPLATES / f"{release.APP_ID}.metainfo.xml", share / "metainfo")
    _fill(TEMPLATES / "baleen.1", share / "man" / "man1")
    if release.OPENS_GGUF:
        _copy(TEMPLATES / "gguf.xml", share / "mime" / "packages", f"{release.APP_ID}.xml")
    icons = share / "icons" / "hicolor"
    for picture in APP_ICONS.glob("*.png"):
        _copy(picture, icons / f"{picture.stem}x{picture.stem}" / "apps", f"{release.APP_ID}.png")
    mark = ROOT / "resources" / "icons" / "mark.svg"
    _copy(mark, icons / "scalable" / "apps", f"{release.APP_ID}.svg")


def normalise(root: Path) -> None:
    """Modes and times that do not depend on who built it, and when."""
    epoch = release.epoch()
    for path in sorted(root.rglob("*"), reverse=True):
        if not path.is_symlink():
            runs = path.is_dir() or path.parent.name == "bin" or (os.access(path, os.X_OK) and not _is_library(path))
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)
    root.chmod(0o755)


def installed_kib(root: Path) -> int:
    """What it takes on a disk, as package managers count."""
    files = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(-(-path.stat().st_size // 1024) for path in files)


def filled(template: Path) -> str:
    """A template with the version and the date of this release."""
    values = {
        "VERSION": release.version(),
        "DATE": release.date().isoformat(),
        "FILE": " %f" if release.OPENS_GGUF else "",
        "MIME": f"MimeType={release.GGUF_TYPE};\n" if release.OPENS_GGUF else "",
    }
    text = template.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def _fill(template: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / template.name).write_text(filled(template), encoding="utf-8")


def _copy(file: Path, folder: Path, name: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, folder / (name or file.name))


def _is_library(path: Path) -> bool:
    return ".so" in path.name
