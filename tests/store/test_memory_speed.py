"""The verdict on a model does not change from start to start because the computer was busy at one of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.hardware import Hardware
from app.store.memory_speed import BestMemorySpeed

COMPUTER = Hardware("Ryzen 5", 6, 16 * 2**30, 9 * 2**30, (), 40e9)


def look(file: Path, hardware: Hardware) -> float | None:
    """At one start of the program."""
    return BestMemorySpeed(lambda: hardware, file)().ram_bandwidth_bytes_s


def busy(speed: float | None) -> Hardware:
    return replace(COMPUTER, ram_bandwidth_bytes_s=speed, free_ram_bytes=2**30)


def test_a_worse_one_never_counts_and_a_better_one_always(tmp_path: Path) -> None:
    file = tmp_path / "state" / "memory-speed.json"
    starts = [(20e9, 20e9), (12e9, 20e9), (41e9, 41e9), (None, 41e9), (40e9, 41e9)]
    assert [look(file, busy(measured)) for measured, _ in starts] == [best for _, best in starts]


@pytest.mark.parametrize(
    "other",
    [
        replace(COMPUTER, processor="Ryzen 9", ram_bandwidth_bytes_s=30e9),
        replace(COMPUTER, cores=8, ram_bandwidth_bytes_s=30e9),
        replace(COMPUTER, ram_bytes=32 * 2**30, ram_bandwidth_bytes_s=30e9),
    ],
    ids=["processor", "cores", "memory"],
)
def test_other_hardware_is_measured_anew(tmp_path: Path, other: Hardware) -> None:
    file = tmp_path / "memory-speed.json"
    assert look(file, COMPUTER) == 40e9
    assert look(file, other) == 30e9


def test_the_same_memory_may_be_told_a_little_differently(tmp_path: Path) -> None:
    file = tmp_path / "memory-speed.json"
    look(file, COMPUTER)
    less = replace(COMPUTER, ram_bytes=COMPUTER.ram_bytes - 40 * 2**20, ram_bandwidth_bytes_s=10e9)
    assert look(file, less) == 40e9


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"\xff", b'{"computer": 1, "bytes_per_s": "x"}', b"[" * 5000, b"null"]
)
def test_a_damaged_file_costs_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "memory-speed.json"
    file.write_bytes(content)
    assert look(file, COMPUTER) == 40e9
    assert look(file, busy(1e9)) == 40e9, "it was not written anew"


def test_a_file_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"a file where the folder should be")
    assert look(tmp_path / "state" / "memory-speed.json", COMPUTER) == 40e9
