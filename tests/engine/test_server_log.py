"""What the logs of both generations tell, and that a log never holds up a server."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.engine.server_log import ServerLog, compute_device, is_mere_question, listening_port

LOGS = Path(__file__).parent / "logs"


@pytest.mark.parametrize(
    ("name", "port", "device"),
    [
        ("024-gpu", 42649, "NVIDIA H200"),
        ("024-hidden", 44941, ""),
        ("034-gpu", 44225, "NVIDIA H200"),
        ("034-hidden", 42881, ""),
    ],
)
def test_recorded_logs(name: str, port: int, device: str) -> None:
    lines = (LOGS / f"{name}.log").read_text(encoding="utf-8").splitlines()
    assert [found for line in lines if (found := listening_port(line)) is not None] == [port]
    assert [found for line in lines if (found := compute_device(line)) is not None] == [device]


@pytest.mark.parametrize(
    "line",
    ["", "Listening on 127.0.0.1:1 (version 1)", 'msg="Listening on 10.0.0.1:1 (version 1)"', 'msg="inference"', "\0="],
)
def test_other_lines_say_nothing(line: str) -> None:
    assert listening_port(line) is None
    assert compute_device(line) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "[::]"])
def test_a_server_for_all_has_a_port_too(address: str) -> None:
    assert listening_port(f'msg="Listening on {address}:11434 (version 0.34.4)"') == 11434


def test_a_card_without_a_description_has_its_name() -> None:
    assert compute_device('msg="inference compute" library=Vulkan name=Vulkan0') == "Vulkan0"


@pytest.mark.parametrize(
    ("line", "is_mere"),
    [
        ('[GIN] 2026/11/26 - 14:37:04 | 200 |     128.961µs |       127.0.0.1 | GET      "/api/tags"', True),
        ('[GIN] 2026/11/26 - 14:37:12 | 200 |      75.212µs |       127.0.0.1 | GET      "/api/ps"', True),
        ('[GIN] 2026/11/26 - 14:37:12 | 500 |      75.212µs |       127.0.0.1 | GET      "/api/ps"', False),
        ('[GIN] 2026/11/26 - 14:37:12 | 200 |      4.23212s |       127.0.0.1 | POST     "/api/chat"', False),
        ('time=2026-11-26T14:37:12Z level=INFO msg="inference compute" library=cpu', False),
    ],
)
def test_answered_questions_are_not_worth_keeping(line: str, is_mere: bool) -> None:
    assert is_mere_question(line) is is_mere


def test_the_file_is_turned_over_at_its_cap_and_the_end_stays_in_memory(tmp_path: Path) -> None:
    log = ServerLog(tmp_path / "logs" / "engine.log", cap_bytes=1000)
    for number in range(500):
        log.write(f"line {number} äöü")
    sizes = {file.name: file.stat().st_size for file in (tmp_path / "logs").iterdir()}
    assert sizes.keys() == {"engine.log", "engine.1.log"}
    assert all(size < 1100 for size in sizes.values())
    if os.name != "nt":
        assert (tmp_path / "logs" / "engine.log").stat().st_mode & 0o077 == 0
    assert log.last_lines().splitlines()[-1] == "line 499 äöü"
    assert len(log.last_lines().splitlines()) == 60


def test_a_folder_that_cannot_be_written_costs_the_file_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    log = ServerLog(tmp_path / "file" / "engine.log")
    log.write("still known")
    assert log.last_lines() == "still known"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")  # noqa: PTH110
def test_a_full_disk_costs_the_file_only() -> None:
    log = ServerLog(Path("/dev/full"))
    log.write("still known")
    assert log.last_lines() == "still known"
