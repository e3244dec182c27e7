"""Writing the export file."""

from __future__ import annotations

import json
from pathlib import Path

from app.domain.export import to_export
from app.store.faults import translated
from app.store.opening import read_chats
from app.store.private_files import write_atomically


async def export_file(data_dir: Path, target: Path) -> int:
    """Write all chats of a data folder as JSON (UTF-8, see `domain.export`); how many there were.

    Works while another Baleen has the chats open. The target is there whole or as it was before.
    Raises: `StoreError`.
    """
    chats = await read_chats(data_dir)
    content = json.dumps(to_export(chats), ensure_ascii=False, indent=2) + "\n"
    with translated():
        write_atomically(target, content.encode())
    return len(chats)
