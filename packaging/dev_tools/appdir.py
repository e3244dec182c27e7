"""`dist/Baleen.AppDir`: a folder that runs from anywhere; the release workflow makes one file of it, an AppImage."""

from __future__ import annotations

import shutil
from pathlib import Path

import smoke

from dev_tools import linux_tree, release
from dev_tools.places import APP_ICONS, DIST
from dev_tools.say import Stop, say

FOLDER = DIST / "Baleen.AppDir"


def make() -> list[Path]:
    """Make the folder and have the program in it test itself. Raises: `Stop`. No file for a size gate comes of it."""
    linux_tree.lay_out(FOLDER, installed_by="")
    shutil.copy2(linux_tree.TEMPLATES / "AppRun", FOLDER / "AppRun")
    entry = f"{release.APP_ID}.desktop"
    shutil.copyfile(FOLDER / "usr" / "share" / "applications" / entry, FOLDER / entry)
    shutil.copyfile(APP_ICONS / "256.png", FOLDER / f"{release.APP_ID}.png")
    (FOLDER / ".DirIcon").symlink_to(f"{release.APP_ID}.png")
    linux_tree.normalise(FOLDER)
    (FOLDER / "AppRun").chmod(0o755)
    if not smoke.tell(smoke.app_run(FOLDER), say):
        raise Stop(f"{FOLDER.name} does not run")
    return []
