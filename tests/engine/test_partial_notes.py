"""Notes of a server on unfinished files: damaged or missing ones become ranges that are fetched again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.downloads import Layer
from app.engine.partial_notes import mend, present_bytes

HEX = "a" * 64
LAYER = Layer(f"sha256:{HEX}", 300)


@pytest.fixture
def blobs(tmp_path: Path) -> Path:
    (tmp_path / f"sha256-{HEX}-partial").write_bytes(bytes(300))
    for number in range(3):
        write(tmp_path, number, number * 100, 100, 50)
    return tmp_path


def name(number: int) -> str:
    return f"sha256-{HEX}-partial-{number}"


def write(blobs: Path, number: int, start: int, size: int, done: int) -> None:
    record = {"N": number, "Offset": start, "Size": size, "Completed": done}
    (blobs / name(number)).write_text(json.dumps(record))


def ranges(blobs: Path) -> list[tuple[int, int, int]]:
    """Start, size and what is here, in order."""
    records = [json.loads(note.read_bytes()) for note in blobs.glob("*-partial-*")]
    return sorted((one["Offset"], one["Size"], one["Completed"]) for one in records)


def test_sound_notes_stay(blobs: Path) -> None:
    assert not mend(blobs, LAYER)
    assert ranges(blobs) == [(0, 100, 50), (100, 100, 50), (200, 100, 50)]
    assert present_bytes(blobs, LAYER) == 150


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"N": 1, "Offset": 100, "Size": 900, "Completed": 1}'])
def test_a_damaged_note_costs_its_own_range_alone(blobs: Path, content: bytes) -> None:
    (blobs / name(1)).write_bytes(content)
    assert present_bytes(blobs, LAYER) == 100
    assert mend(blobs, LAYER)
    assert ranges(blobs) == [(0, 100, 50), (100, 100, 0), (200, 100, 50)]
    assert not mend(blobs, LAYER)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_missing_note_is_written_anew(blobs: Path, number: int) -> None:
    (blobs / name(number)).unlink()
    assert mend(blobs, LAYER)
    assert [size for _, size, _ in ranges(blobs)] == [100, 100, 100]
    assert present_bytes(blobs, LAYER) == 100


def test_without_one_sound_note_it_begins_anew(blobs: Path) -> None:
    for number in range(3):
        (blobs / name(number)).write_bytes(b"")
    assert mend(blobs, LAYER)
    assert ranges(blobs) == []


def test_notes_that_overlap_or_have_no_data_go(blobs: Path) -> None:
    write(blobs, 1, 50, 150, 0)
    assert mend(blobs, LAYER)
    assert ranges(blobs) == []
    write(blobs, 0, 0, 200, 10)
    (blobs / f"sha256-{HEX}-partial").unlink()
    assert mend(blobs, LAYER)
    assert ranges(blobs) == []
