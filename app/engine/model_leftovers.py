"""Files of a models folder that belong to downloads: kept young while they are wanted, deleted when they are not.

See `models_folder` for how the folder is laid out.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

_DIGEST = re.compile(r"sha256[:-]([0-9a-f]{64})")
_NAMED = re.compile(rb"sha256:([0-9a-f]{64})")


def make_new(folder: Path, digests: Sequence[str]) -> None:
    """Give the files of these digests, whole or not, the time of now. Raises nothing."""
    for file in _files(folder, digests):
        with suppress(OSError):
            os.utime(file)


def last_change(folder: Path, digests: Sequence[str]) -> float:
    """When something was last written to unfinished files of these digests; 0 where there are none."""
    newest = 0.0
    for file in _files(folder, digests):
        if _is_unfinished(file):
            with suppress(OSError):
                newest = max(newest, file.stat().st_mtime)
    return newest


def remove_leftovers(folder: Path, digests: Sequence[str]) -> int:
    """Delete the files of these digests that belong to no model; returns the bytes freed.

    Whole files stay where it cannot be told for certain which models there are. What cannot be deleted stays.
    """
    freed = 0
    used = _used(folder)
    for file in _files(folder, digests):
        if _is_unfinished(file) or (used is not None and file.name.removeprefix("sha256-") not in used):
            with suppress(OSError):
                size = size_on_disk(file)
                file.unlink()
                freed += size
    return freed


def size_on_disk(file: Path) -> int:
    """What a file really takes: an unfinished one is as long as the whole, and hollow."""
    with suppress(OSError):
        status = file.stat()
        blocks = getattr(status, "st_blocks", None)
        return status.st_size if blocks is None else min(status.st_size, blocks * 512)
    return 0


def _files(folder: Path, digests: Sequence[str]) -> Iterator[Path]:
    """What is there of these digests, whole or not."""
    wanted = {found[1] for digest in digests if (found := _DIGEST.fullmatch(digest))}
    with suppress(OSError):
        for file in list((folder / "blobs").iterdir()):
            found = _DIGEST.match(file.name)
            if found and found[1] in wanted and (file.name == found[0] or _is_unfinished(file)):
                yield file


def _is_unfinished(file: Path) -> bool:
    return "-partial" in file.name


def _used(folder: Path) -> set[str] | None:
    """The digits of every file that belongs to a model; None when a list of one cannot be read."""
    used: set[str] = set()
    unreadable: list[OSError] = []
    for place, _, names in os.walk(folder / "manifests", onerror=unreadable.append):
        for name in names:
            if name.startswith("."):
                continue  # a file manager's
            try:
                content = Path(place, name).read_bytes()
                json.loads(content)
            except (OSError, ValueError, RecursionError):
                return None
            used.update(digest.decode() for digest in _NAMED.findall(content))
    missing = [error for error in unreadable if not isinstance(error, FileNotFoundError)]
    return None if missing else used
