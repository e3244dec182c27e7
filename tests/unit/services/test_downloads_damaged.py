"""A note on what has arrived is damaged while a download rests: that is fetched again, and the row says so."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest

from app.domain.downloads import Download, DownloadState
from app.services import download_attempt
from tests.helpers.downloading import downloading, until
from tests.helpers.registry import Registry
from tests.helpers.tiny_models import recites

pytestmark = [pytest.mark.engine("034"), pytest.mark.slow]

MB = 1_000_000


@pytest.mark.parametrize("content", [b"", b"{", None], ids=["empty", "cut", "gone"])
async def test_a_damaged_note_costs_time_and_nothing_else(
    engine_program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    monkeypatch.setattr(download_attempt, "DISK_RESERVE_BYTES", 0)
    monkeypatch.setattr(download_attempt, "SHOW_EVERY_S", 0.0)
    with Registry() as registry:
        tag = registry.add(recites().path, padding=8 * MB)
        registry.hold.clear()
        registry.held_after = 4 * MB
        async with downloading(tmp_path, engine_program) as parts:
            parts.downloads.add(tag)
            await until(lambda: parts.row(tag).done_bytes > 3 * MB)
            parts.downloads.pause(tag)
            rested = parts.row(tag)
            (note,) = (parts.folder / "blobs").glob("sha256-*-partial-*")
            await until(lambda: _noted_bytes(note) > 0)  # the server writes it when it has been hung up on
            note.unlink() if content is None else note.write_bytes(content)
            seen: list[Download] = []
            parts.downloads.changes.add(lambda rows: seen.extend(rows))
            registry.held_after = MB
            parts.downloads.resume(tag)
            await until(lambda: any(row.is_repeating for row in seen))
            assert parts.row(tag).done_bytes >= rested.done_bytes
            registry.hold.set()
            await until(lambda: parts.row(tag).state is DownloadState.DONE)
            shares = [row.fraction for row in seen]
            assert shares == sorted(shares)
            assert not seen[-1].is_repeating
            assert parts.unfinished() == []
            await until(lambda: parts.models.find(tag))


def _noted_bytes(note: Path) -> int:
    with suppress(ValueError):
        return int(json.loads(note.read_text())["Completed"])
    return 0
