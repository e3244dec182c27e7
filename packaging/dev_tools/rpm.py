"""`dist/baleen-VERSION-1.ARCH.rpm`, where rpmbuild is there."""

from __future__ import annotations

import gzip
import os
import platform
import shutil
import subprocess
from pathlib import Path

from dev_tools import linux_tree, release
from dev_tools.places import BUILD, DIST, ROOT
from dev_tools.say import Stop, say

SONAMES = (
    "libc.so.6(GLIBC_2.34)", "libstdc++.so.6", "libgcc_s.so.1", "libz.so.1", "libzstd.so.1", "libuuid.so.1",
    "libglib-2.0.so.0", "libgthread-2.0.so.0", "libEGL.so.1", "libGL.so.1", "libfontconfig.so.1", "libfreetype.so.6",
    "libX11.so.6", "libX11-xcb.so.1", "libdbus-1.so.3", "libgssapi_krb5.so.2", "libbrotlidec.so.1", "libxcb.so.1",
    "libxcb-glx.so.0", "libxcb-randr.so.0", "libxcb-render.so.0", "libxcb-shape.so.0", "libxcb-shm.so.0",
    "libxcb-sync.so.1", "libxcb-xfixes.so.0", "libwayland-client.so.0", "libwayland-cursor.so.0", "libwayland-egl.so.1",
)  # fmt: skip
"""As the `Depends` of the .deb, by the names that every distribution with packages of this kind gives them."""
PAYLOAD = "w19T2.zstdio"
"""Two threads; the next step takes twice the time for a hundredth of the size."""


def make() -> list[Path]:
    """Make the package from `dist/baleen`. Raises: `Stop`."""
    if not shutil.which("rpmbuild"):
        say("no .rpm: rpmbuild is not here (Debian's package `rpm` brings it)")
        return []
    root, top = BUILD / "rpm" / "root", BUILD / "rpm" / "top"
    linux_tree.lay_out(root, installed_by="dnf")
    manual = root / "usr" / "share" / "man" / "man1" / "baleen.1"
    manual.with_name("baleen.1.gz").write_bytes(gzip.compress(manual.read_bytes(), 9, mtime=0))
    manual.unlink()
    licences = root / "usr" / "share" / "licenses" / release.COMMAND
    licences.mkdir(parents=True)
    shutil.copyfile(ROOT / "LICENSE", licences / "LICENSE")
    linux_tree.normalise(root)
    shutil.rmtree(top, ignore_errors=True)
    top.mkdir(parents=True)
    recipe = top / "baleen.spec"
    recipe.write_text(_recipe(root), encoding="utf-8")
    architecture = platform.machine()
    command = ["rpmbuild", "-bb", "--quiet", "--define", f"_topdir {top}", "--target", architecture, str(recipe)]
    variables = {**os.environ, "SOURCE_DATE_EPOCH": str(release.epoch())}
    if subprocess.run(command, env=variables, check=False).returncode != 0:
        raise Stop("rpmbuild failed; it says why above")
    built = next(top.glob("RPMS/*/*.rpm"))
    shutil.copyfile(built, DIST / built.name)
    shutil.rmtree(BUILD / "rpm")
    return [DIST / built.name]


def requires() -> list[str]:
    """The `Requires` by soname, marked as 64-bit."""
    return [soname + "(64bit)" if soname.endswith(")") else soname + "()(64bit)" for soname in SONAMES]


def _recipe(root: Path) -> str:
    values = {
        "VERSION": release.version(),
        "PAYLOAD": PAYLOAD,
        "SUMMARY": release.SUMMARY,
        "HOMEPAGE": release.HOMEPAGE,
        "REQUIRES": "\n".join(f"Requires: {name}" for name in requires()),
        "ROOT": str(root),
        "MIME": "/usr/share/mime/packages/@APP_ID@.xml\n" if release.OPENS_GGUF else "",
        "APP_ID": release.APP_ID,
    }
    text = (linux_tree.TEMPLATES / "baleen.rpm.spec").read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text
