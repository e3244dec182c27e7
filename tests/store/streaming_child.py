"""A process that streams answers into a store and tells what was acknowledged, until it is killed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from app.domain.chat import State
from app.store.opening import open_store


def stream(data_dir: Path, acknowledged: Connection) -> None:
    """Sends id and length of the text for each save that returned."""
    asyncio.run(_stream(data_dir, acknowledged))


async def _stream(data_dir: Path, acknowledged: Connection) -> None:
    store = await open_store(data_dir)
    assert store.problem is None, store.problem
    chat = await store.chats.create_chat("child", "m")
    parent = None
    while True:
        question, answer = await store.chats.add_question(chat.id, parent, "question", "m")
        acknowledged.send((question.id, len(question.text)))
        for length in range(40, 401, 40):
            state = State.DONE if length == 400 else State.STREAMING
            await store.chats.save_answer(replace(answer, text="x" * length, state=state))
            acknowledged.send((answer.id, length))
        parent = answer.id
