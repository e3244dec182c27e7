"""`dist/baleen-VERSION-macos-ARCH.dmg`: the program beside a link to the folder it is dragged to."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

from dev_tools import release
from dev_tools.places import BUILD, DIST, ROOT
from dev_tools.say import Stop, say

NOTARIZE = ROOT / "packaging" / "macos" / "sign-and-notarize.sh"
SECRETS = ("BALEEN_SIGN_AS", "BALEEN_NOTARY_PROFILE")


def make() -> list[Path]:
    """Pack `dist/Baleen.app`; signed and notarized where the environment has both `SECRETS`. Raises: `Stop`."""
    image = DIST / f"{release.COMMAND}-{release.version()}-macos-{platform.machine()}.dmg"
    content = BUILD / "dmg"
    lay_out(content)
    _run(create_command(content, image))
    if all(os.environ.get(name) for name in SECRETS):
        _run([str(NOTARIZE), str(image)])
    else:
        say(f"{image.name} is not signed: macOS asks whoever opens it (README)")
    shutil.rmtree(content)
    return [image]


def lay_out(content: Path) -> None:
    """Fill `content`, which is emptied first, with what the opened image shows."""
    shutil.rmtree(content, ignore_errors=True)
    content.mkdir(parents=True)
    program = f"{release.NAME}.app"
    shutil.copytree(DIST / program, content / program, symlinks=True)
    (content / "Applications").symlink_to("/Applications")


def create_command(content: Path, image: Path) -> list[str]:
    """ULMO is the smallest that every macOS we run on opens."""
    return ["hdiutil", "create", "-volname", release.NAME, "-srcfolder", str(content), "-fs", "HFS+",
            "-format", "ULMO", "-ov", str(image)]  # fmt: skip


def _run(command: list[str]) -> None:
    if subprocess.run(command, check=False).returncode != 0:
        raise Stop(f"{command[0]} failed; it says why above")
