"""The notes of a server on what it has of an unfinished file, read and put right.

`blobs/sha256-HEX-partial-N` beside the data in `…-partial`: `{"N", "Offset", "Size", "Completed"}` for each of up to
sixteen ranges (design: ollama §1.5). A server that ends while it writes one leaves it empty, and no server goes on
with such a file: it says `EOF` for ever. One that is missing makes a file with a hole, which is thrown away whole.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from app.domain.downloads import Layer

_DIGEST = re.compile(r"sha256[:-]([0-9a-f]{64})")
_NOTE = re.compile(r"-partial-(\d+)$")
_SETTLE_S = 0.1


@dataclass(frozen=True, slots=True)
class _Range:
    number: int
    start: int
    size: int
    done: int


def present_bytes(blobs: Path, layer: Layer) -> int:
    """How much of a file is here. Raises nothing: what cannot be read counts as not there."""
    found = _DIGEST.fullmatch(layer.digest)
    if not found:
        return 0
    if (blobs / f"sha256-{found[1]}").is_file():
        return layer.size_bytes
    ranges = _good(_ranges(blobs, layer, found[1]))
    return min(sum(one.done for one in ranges), layer.size_bytes)


def mend(blobs: Path, layer: Layer) -> bool:
    """Replace notes that are damaged or missing, by ranges of which nothing is here; what the others say stays.

    Only for files that no server is downloading. Returns whether there was something to mend. Raises: `OSError`.
    """
    found = _DIGEST.fullmatch(layer.digest)
    if not found or _is_sound(_ranges(blobs, layer, found[1]), layer):
        return False
    time.sleep(_SETTLE_S)  # a server that was hung up on may be writing this moment
    read = _ranges(blobs, layer, found[1])
    if _is_sound(read, layer):
        return False
    good = _good(read)
    gaps = _gaps(good, layer.size_bytes)
    is_hopeless = gaps is None or not good or not (blobs / f"sha256-{found[1]}-partial").exists()
    for note, one in read.items():
        if is_hopeless or one is None:
            note.unlink(missing_ok=True)
    if not is_hopeless:
        taken = {one.number for one in good}
        free = (number for number in count() if number not in taken)
        for (start, end), number in zip(gaps or (), free, strict=False):
            content = {"N": number, "Offset": start, "Size": end - start, "Completed": 0}
            (blobs / f"sha256-{found[1]}-partial-{number}").write_text(json.dumps(content))
    return True


def _ranges(blobs: Path, layer: Layer, digits: str) -> dict[Path, _Range | None]:
    return {note: _read(note, layer.size_bytes) for note in _notes(blobs, digits)}


def _good(read: dict[Path, _Range | None]) -> list[_Range]:
    return sorted((one for one in read.values() if one), key=lambda one: one.start)


def _is_sound(read: dict[Path, _Range | None], layer: Layer) -> bool:
    return not read or (None not in read.values() and _gaps(_good(read), layer.size_bytes) == [])


def _notes(blobs: Path, digits: str) -> Iterator[Path]:
    with suppress(OSError):
        yield from (note for note in blobs.glob(f"sha256-{digits}-partial-*") if _NOTE.search(note.name))


def _read(note: Path, size: int) -> _Range | None:
    """None for a note that is damaged, or speaks of another file."""
    number = _NOTE.search(note.name)
    try:
        record = json.loads(note.read_bytes())
        found = _Range(*(int(record.get(key, 0)) for key in ("N", "Offset", "Size", "Completed")))
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    fits = found.start >= 0 and 0 <= found.done <= found.size and 0 < found.size <= size - found.start
    return found if number and int(number[1]) == found.number and fits else None


def _gaps(ranges: list[_Range], size: int) -> list[tuple[int, int]] | None:
    """What the ranges, by their start, leave out; None when they overlap."""
    gaps, at = [], 0
    for one in ranges:
        if one.start < at:
            return None
        if one.start > at:
            gaps.append((at, one.start))
        at = one.start + one.size
    if at < size:
        gaps.append((at, size))
    return gaps
