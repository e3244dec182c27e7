"""A store in a folder of its own."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.store.chats import SqliteChatStore
from tests.store.building import fast_folder, opened


@pytest.fixture(autouse=True)
def own_temp_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Rescue files and private copies of a test stay in its own folder."""
    folder = tmp_path_factory.mktemp("temp")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def fast_path() -> Iterator[Path]:
    """See `fast_folder`."""
    with fast_folder() as folder:
        yield folder


@pytest.fixture
async def store(fast_path: Path) -> AsyncIterator[SqliteChatStore]:
    async with opened(fast_path) as opened_store:
        yield opened_store.chats
