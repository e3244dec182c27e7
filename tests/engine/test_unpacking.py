"""Archives are unpacked whole or refused, and never write outside their folder."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest

from app.domain.errors import EngineArchiveBad
from app.engine import unpacking
from app.engine.unpacking import unpack
from tests.helpers.engine_archives import member, tar_of, zip_of, zst_of

PROGRAM = member("bin/ollama", mode=0o755), b"#!/bin/sh\n"


def written(tmp_path: Path, name: str, data: bytes) -> Path:
    file = tmp_path / name
    file.write_bytes(data)
    return file


def assert_refused(tmp_path: Path, name: str, data: bytes) -> None:
    """Refused, and nothing but the archive and the folder is there afterwards."""
    file = written(tmp_path, name, data)
    with pytest.raises(EngineArchiveBad):
        unpack(file, tmp_path / "new", most_bytes=10_000_000)
    assert {entry.name for entry in tmp_path.iterdir()} <= {name, "new"}
    assert not (tmp_path.parent / "evil").exists()


@pytest.mark.parametrize("name", ["engine.tar.zst", "engine.tgz"])
def test_a_tar_is_unpacked_with_its_modes_and_links(tmp_path: Path, name: str) -> None:
    tar = tar_of(
        [PROGRAM, (member("lib/a.so.1.2"), b"lib"), (member("lib/a.so.1", kind=tarfile.SYMTYPE, link="a.so.1.2"), b"")]
    )
    if name.endswith(".zst"):
        data = zst_of(tar)
    else:
        import gzip

        data = gzip.compress(tar)
    read: list[int] = []
    unpack(written(tmp_path, name, data), tmp_path / "new", most_bytes=1000, progress=read.append)
    assert os.access(tmp_path / "new/bin/ollama", os.X_OK)
    assert not os.access(tmp_path / "new/lib/a.so.1.2", os.X_OK)
    assert (tmp_path / "new/lib/a.so.1").read_bytes() == b"lib"
    assert read[-1] == len(data)


def test_a_zip_is_unpacked(tmp_path: Path) -> None:
    data = zip_of({"ollama.exe": b"MZ", "lib/ollama/x.dll": b"dll"})
    unpack(written(tmp_path, "e.zip", data), tmp_path / "new", most_bytes=1000)
    assert (tmp_path / "new/lib/ollama/x.dll").read_bytes() == b"dll"


EVIL_MEMBERS = {
    "up": member("../evil"),
    "deep up": member("bin/../../evil"),
    "absolute": member("/tmp/evil"),
    "drive": member("C:/evil"),
    "backslash": member("..\\evil"),
    "link out": member("x", kind=tarfile.SYMTYPE, link="../../evil"),
    "absolute link": member("x", kind=tarfile.SYMTYPE, link="/etc/passwd"),
    "hard link": member("x", kind=tarfile.LNKTYPE, link="bin/ollama"),
    "too deep": member("d/" * 1_500 + "x"),
    "pipe": member("x", kind=tarfile.FIFOTYPE),
    "device": member("x", kind=tarfile.CHRTYPE),
    "twice": member("bin/ollama"),
}


@pytest.mark.parametrize("evil", EVIL_MEMBERS.values(), ids=EVIL_MEMBERS)
def test_evil_members_are_refused(tmp_path: Path, evil: tarfile.TarInfo) -> None:
    assert_refused(tmp_path, "e.tar.zst", zst_of(tar_of([PROGRAM, (evil, b"")])))


def test_a_link_does_not_lead_a_later_file_out(tmp_path: Path) -> None:
    members = [(member("d", kind=tarfile.SYMTYPE, link=".."), b""), (member("d/evil"), b"x")]
    assert_refused(tmp_path, "e.tar.zst", zst_of(tar_of(members)))


@pytest.mark.parametrize("name", ["../evil", "/evil", "a\\..\\..\\evil", "C:evil"])
def test_evil_names_in_a_zip_are_refused(tmp_path: Path, name: str) -> None:
    assert_refused(tmp_path, "e.zip", zip_of({"ollama.exe": b"MZ", name: b"x"}))


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = bytes(20_000_000)
    assert_refused(tmp_path, "e.tar.zst", zst_of(tar_of([(member("bin/ollama"), zeros)])))
    (tmp_path / "zip").mkdir()
    assert_refused(tmp_path / "zip", "e.zip", zip_of({"ollama.exe": zeros}))
    monkeypatch.setattr(unpacking, "MOST_FILES", 3)
    (tmp_path / "many").mkdir()
    assert_refused(tmp_path / "many", "e.tar.zst", zst_of(tar_of([(member(str(i)), b"") for i in range(4)])))


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("name", ["e.tar.zst", "e.tgz", "e.zip"])
def test_an_archive_that_ends_early_is_refused(tmp_path: Path, name: str, share: float) -> None:
    import gzip

    body = os.urandom(200_000)
    if name == "e.zip":
        data = zip_of({"ollama.exe": body})
    else:
        tar = tar_of([(member("bin/ollama"), body)])
        data = zst_of(tar) if name == "e.tar.zst" else gzip.compress(tar)
    assert_refused(tmp_path, name, data[: int(len(data) * share)])


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    for name in ("e.tar.zst", "e.tgz", "e.zip", "e.rar"):
        assert_refused(tmp_path, name, b"<html>Log in to the hotel's network</html>")
        (tmp_path / name).unlink()
        unpacking.remove_tree(tmp_path / "new")
