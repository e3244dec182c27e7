"""The program's downloads as a process of its own, to be killed: `python download_driver.py FOLDER OLLAMA TAG…`.

Says `ready` when its server is, then the bytes that each download has, and `done` when all have ended well.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from app.domain.downloads import Download, DownloadState
from app.services import download_attempt, download_retry
from tests.helpers.downloading import downloading


async def main(folder: Path, program: Path, tags: list[str]) -> None:
    download_attempt.DISK_RESERVE_BYTES = 0
    download_retry.QUICK_DELAYS_S = (0.1,)
    async with downloading(folder, program) as parts:
        tell("ready")
        tell_rows(parts.downloads.rows)
        all_done = asyncio.Event()

        def look(rows: tuple[Download, ...]) -> None:
            tell_rows(rows)
            if rows and all(row.state is DownloadState.DONE for row in rows):
                all_done.set()

        parts.downloads.changes.add(look)
        for tag in tags:
            if not await _is_here(parts.folder, tag):
                parts.downloads.add(tag)
        if parts.downloads.rows:
            await all_done.wait()
    tell("done")


async def _is_here(models: Path, tag: str) -> bool:
    name, _, version = tag.partition("/")[2].rpartition(":")
    return any(file.match(f"*/{name}/{version}") for file in (models / "manifests").rglob("*"))


def tell_rows(rows: tuple[Download, ...]) -> None:
    for row in rows:
        tell(f"row {row.tag} {row.state} {row.done_bytes} {_fault(row)}")


def _fault(row: Download) -> str:
    return f"{type(row.error).__name__}:{row.error.detail}".replace(" ", "_") if row.error else "-"


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
