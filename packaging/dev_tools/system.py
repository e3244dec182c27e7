"""What the operating system must bring: found by trying, installed where allowed, else named with the line to type."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dev_tools.places import ON_LINUX
from dev_tools.say import Stop, say


@dataclass(frozen=True)
class Need:
    """Something that is there or not, and the Debian packages that bring it."""

    name: str
    packages: tuple[str, ...]
    is_there: Callable[[], bool]


def _library(soname: str, package: str) -> Need:
    def loads() -> bool:
        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    return Need(soname, (package,), loads)


def _program(name: str, package: str) -> Need:
    return Need(name, (package,), lambda: shutil.which(name) is not None)


def _has_font() -> bool:
    folders = ("/usr/share/fonts", "/usr/local/share/fonts", str(Path.home() / ".local/share/fonts"))
    return any(
        name.endswith((".ttf", ".otf", ".ttc"))
        for folder in folders
        for _, _, names in os.walk(folder)
        for name in names
    )


QT = (
    _library("libglib-2.0.so.0", "libglib2.0-0"),
    _library("libEGL.so.1", "libegl1"),
    _library("libGL.so.1", "libgl1"),
    _library("libfontconfig.so.1", "libfontconfig1"),
    _library("libxkbcommon.so.0", "libxkbcommon0"),
    _library("libdbus-1.so.3", "libdbus-1-3"),
    _library("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
    _library("libbrotlidec.so.1", "libbrotli1"),
    Need("a font", ("fonts-dejavu-core",), _has_font),
)
"""For a window that nobody sees."""

QT_ON_X = (
    *QT,
    _library("libxcb-cursor.so.0", "libxcb-cursor0"),
    _library("libxcb-icccm.so.4", "libxcb-icccm4"),
    _library("libxcb-image.so.0", "libxcb-image0"),
    _library("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    _library("libxcb-randr.so.0", "libxcb-randr0"),
    _library("libxcb-render-util.so.0", "libxcb-render-util0"),
    _library("libxcb-shape.so.0", "libxcb-shape0"),
    _library("libxcb-sync.so.1", "libxcb-sync1"),
    _library("libxcb-xfixes.so.0", "libxcb-xfixes0"),
    _library("libxcb-xkb.so.1", "libxcb-xkb1"),
    _library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    _library("libX11-xcb.so.1", "libx11-xcb1"),
)
"""For a window on a screen."""

VIRTUAL_SCREEN = (
    *QT_ON_X,
    _program("Xvfb", "xvfb"),
    _program("dbus-daemon", "dbus"),
    Need(
        "the accessibility bus",
        ("at-spi2-core",),
        lambda: Path("/usr/share/dbus-1/services/org.a11y.Bus.service").exists(),
    ),
)
"""For a screen that is not there, with what a screen reader needs."""

DRIVING = (_program("xdotool", "xdotool"), _program("import", "imagemagick"))
"""For tests that type as a person does, and for pictures of what went wrong. Without it they are skipped."""

FREEZING = (_program("objdump", "binutils"), _program("strip", "binutils"))

PACKING = (_program("rpmbuild", "rpm"),)
"""Where it is missing, the .rpm is left out."""

WINE = (
    Need("wine", ("wine", "wine64"), lambda: shutil.which("wine") is not None),
    _program("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64-win32"),
    _program("makensis", "nsis"),
)
"""For Windows programs and their installers."""


def missing(needs: Sequence[Need]) -> list[Need]:
    """What is not there. Always nothing on Windows and macOS, where Qt brings everything."""
    return [need for need in needs if not need.is_there()] if ON_LINUX else []


def ensure_if_possible(needs: Sequence[Need]) -> None:
    """Install what is missing where this user may; what stays missing is for the caller to do without."""
    try:
        ensure(needs)
    except Stop as lack:
        say(str(lack).splitlines()[0])


def ensure(needs: Sequence[Need]) -> None:
    """Install what is missing where this user may. Raises: `Stop` with the exact line to type."""
    lacking = missing(needs)
    if not lacking:
        return
    packages = sorted({package for need in lacking for package in need.packages})
    if shutil.which("apt-get") and os.geteuid() == 0:
        say(f"installing system packages: {' '.join(packages)}")
        if not _apt("install", *packages):
            _apt("update")
            _apt("install", *packages)
        lacking = missing(needs)
        if not lacking:
            return
    names = ", ".join(need.name for need in lacking)
    if shutil.which("apt-get"):
        raise Stop(f"this system lacks {names}. Please type:\n\n  sudo apt-get install -y {' '.join(packages)}\n")
    raise Stop(f"this system lacks {names}. Please install what brings them with your package manager and start again.")


def _apt(*arguments: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", "-y", "--no-install-recommends", *arguments]
    return subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode == 0
