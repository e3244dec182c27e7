"""A disk of a few megabytes that can fill up and be made read-only."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class SmallDisk:
    """A mounted disk in memory."""

    path: Path

    def resize(self, size_bytes: int) -> None:
        _mount("-o", f"remount,size={size_bytes}", str(self.path))

    def set_writable(self, is_writable: bool) -> None:
        _mount("-o", f"remount,{'rw' if is_writable else 'ro'}", str(self.path))


@contextmanager
def small_disk(path: Path, size_bytes: int) -> Iterator[SmallDisk]:
    """Mounted for the time of a `with` block; the test is skipped, with the reason, where that is not allowed."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small disk can be mounted only on Linux, by root")
    path.mkdir(parents=True)
    try:
        _mount("-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs", str(path))
    except subprocess.CalledProcessError as error:
        pytest.skip(f"a small disk cannot be mounted here: {error.stderr.strip()}")
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True, text=True)
