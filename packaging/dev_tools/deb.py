"""`dist/baleen_VERSION_ARCH.deb`."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from dev_tools import linux_tree, release
from dev_tools.places import BUILD, DIST, ROOT
from dev_tools.say import Stop, say

DEPENDS = (
    "libc6 (>= 2.35)", "libstdc++6 (>= 11)", "libgcc-s1", "zlib1g", "libzstd1", "libuuid1",
    "libglib2.0-0t64 | libglib2.0-0", "libegl1", "libgl1", "libfontconfig1", "libfreetype6", "libx11-6", "libx11-xcb1",
    "libdbus-1-3", "libgssapi-krb5-2", "libbrotli1", "libxcb1", "libxcb-glx0", "libxcb-randr0", "libxcb-render0",
    "libxcb-shape0", "libxcb-shm0", "libxcb-sync1", "libxcb-xfixes0", "libwayland-client0", "libwayland-cursor0",
    "libwayland-egl1",
)  # fmt: skip
"""Every library that the bundle needs and does not bring: tried on bare Debian 12 and 13 by linux/test-deb.sh."""
RECOMMENDS = ("xdg-utils", "xdg-desktop-portal", "fonts-dejavu-core | fonts-noto-core")


def make() -> list[Path]:
    """Make the package from `dist/baleen`. Raises: `Stop`."""
    if not shutil.which("dpkg-deb"):
        say("no .deb: dpkg-deb is not here")
        return []
    root = BUILD / "deb"
    linux_tree.lay_out(root, installed_by="apt")
    share = root / "usr" / "share"
    documents = share / "doc" / release.COMMAND
    documents.mkdir(parents=True)
    _compress(_changelog(), documents / "changelog.gz")
    (documents / "copyright").write_text(_copyright(), encoding="utf-8")
    manual = share / "man" / "man1" / "baleen.1"
    _compress(manual.read_text(encoding="utf-8"), manual.with_name("baleen.1.gz"))
    manual.unlink()
    overrides = share / "lintian" / "overrides"
    overrides.mkdir(parents=True)
    shutil.copyfile(linux_tree.TEMPLATES / "lintian-overrides", overrides / release.COMMAND)
    linux_tree.normalise(root)
    control = root / "DEBIAN"
    control.mkdir(mode=0o755)
    (control / "md5sums").write_text(_sums(root), encoding="utf-8")
    architecture = _said("dpkg", "--print-architecture")
    (control / "control").write_text(_control(architecture, linux_tree.installed_kib(root)), encoding="utf-8")
    linux_tree.normalise(control)
    file = DIST / f"{release.COMMAND}_{release.version()}_{architecture}.deb"
    variables = {**os.environ, "SOURCE_DATE_EPOCH": str(release.epoch())}
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(root), str(file)]
    if subprocess.run(command, env=variables, stdout=subprocess.DEVNULL, check=False).returncode != 0:
        raise Stop("dpkg-deb failed; it says why above")
    shutil.rmtree(root)
    return [file]


def _control(architecture: str, kib: int) -> str:
    return f"""\
Package: {release.COMMAND}
Version: {release.version()}
Section: utils
Priority: optional
Architecture: {architecture}
Maintainer: {release.CONTACT}
Installed-Size: {kib}
Depends: {", ".join(DEPENDS)}
Recommends: {", ".join(RECOMMENDS)}
Homepage: {release.HOMEPAGE}
Description: {release.SUMMARY[0].lower()}{release.SUMMARY[1:]}
 Baleen is a window for talking with DeepSeek models that run on your own
 computer. What you write goes to an Ollama server on your machine and nowhere
 else; chats are kept in one database file on your disk.
"""


def _sums(root: Path) -> str:
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    lines = (
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(root).as_posix()}"
        for path in files
        if "DEBIAN" not in path.parts
    )
    return "\n".join(lines) + "\n"


def _changelog() -> str:
    """The one entry that Debian's form asks for; what people notice is in ours, on the home page."""
    when = format_datetime(datetime.fromtimestamp(release.epoch(), UTC))
    return f"""\
{release.COMMAND} ({release.version()}) stable; urgency=medium

  * See {release.HOMEPAGE}/blob/main/CHANGELOG.md

 -- {release.CONTACT}  {when}
"""


def _copyright() -> str:
    own = (ROOT / "LICENSE").read_text(encoding="utf-8")
    return f"""\
{own}
Works of others that come with it, and their licences, are in
/{linux_tree.PROGRAM}/_internal/app/resources/licences/third-party.txt

The texts that several of them share are also in /usr/share/common-licenses:
LGPL-3, GPL-3 and Apache-2.0.
"""


def _compress(text: str, target: Path) -> None:
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
