"""The log as it is read while it grows, turns over, and holds a password."""

from __future__ import annotations

from pathlib import Path

from app.engine.log_tail import LogTail
from app.engine.server_log import ServerLog


def test_what_is_new_is_read_once(tmp_path: Path) -> None:
    log, tail = ServerLog(tmp_path / "engine.log"), LogTail(tmp_path / "engine.log")
    assert tail.read(from_start=True) == ""
    log.write("first")
    assert tail.read(from_start=False) == "first\n"
    assert tail.read(from_start=False) == ""
    log.write("second")
    log.write("third")
    assert tail.read(from_start=False) == "second\nthird\n"
    assert tail.read(from_start=True) == "first\nsecond\nthird\n"
    assert tail.folder() == tmp_path


def test_it_goes_on_in_the_next_file(tmp_path: Path) -> None:
    log, tail = ServerLog(tmp_path / "engine.log", cap_bytes=100), LogTail(tmp_path / "engine.log")
    log.write("a" * 120)
    tail.read(from_start=True)
    log.write("the file turns over")
    assert tail.read(from_start=False) == "the file turns over\n"


def test_half_a_line_waits_for_its_end(tmp_path: Path) -> None:
    file = tmp_path / "engine.log"
    file.write_bytes(b"one\ntw")
    tail = LogTail(file)
    assert tail.read(from_start=True) == "one\n"
    with file.open("ab") as more:
        more.write(b"o\n")
    assert tail.read(from_start=False) == "two\n"


def test_of_a_long_log_the_end_is_shown_from_the_beginning_of_a_line(tmp_path: Path) -> None:
    file = tmp_path / "engine.log"
    file.write_text("".join(f"line {number:06} of a log\n" for number in range(60_000)))
    shown = LogTail(file).read(from_start=True).splitlines()
    assert shown[-1] == "line 059999 of a log"
    assert all(len(line) == len(shown[-1]) for line in shown)
    assert len(shown) < 20_000


def test_the_password_of_a_proxy_is_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "engine.log"
    file.write_text('msg="server config" env="map[HTTPS_PROXY:http://me:s3cret@proxy.example:3128 NO_PROXY:]"\n')
    shown = LogTail(file).read(from_start=True)
    assert "s3cret" not in shown
    assert "http://***@proxy.example:3128" in shown
