"""The thread that talks to the server, at its end."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress

import pytest

from app.domain.errors import Unreachable
from app.llm.llm_thread import LlmThread


async def nothing() -> None:
    pass


async def test_work_that_is_being_cancelled_cleans_up_undisturbed() -> None:
    """A client whose cleaning up is interrupted leaves its sockets open."""
    thread = LlmThread(nothing)
    has_begun, is_cleaning, steps = threading.Event(), threading.Event(), 0

    async def work() -> None:
        nonlocal steps
        try:
            has_begun.set()
            await asyncio.Event().wait()
        finally:
            is_cleaning.set()
            while len(asyncio.all_tasks()) == 1:  # until that which ends the thread is there, too
                await asyncio.sleep(0.001)
            for _ in range(3):
                await asyncio.sleep(0)
                steps += 1

    job = thread.start(work())
    assert await asyncio.to_thread(has_begun.wait, 10)
    job.cancel()
    assert await asyncio.to_thread(is_cleaning.wait, 10)
    await asyncio.to_thread(thread.close)
    assert steps == 3
    with pytest.raises(Unreachable):
        await job.result()


async def test_work_that_does_not_heed_a_cancel_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.llm.llm_thread._PATIENCE_S", 0.01)
    thread = LlmThread(nothing)
    has_begun = threading.Event()

    async def work() -> None:
        has_begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()

    job = thread.start(work())
    assert await asyncio.to_thread(has_begun.wait, 10)
    job.cancel()
    await asyncio.to_thread(thread.close)
    with pytest.raises(Unreachable):
        await job.result()


async def test_a_connection_that_a_client_forgot_is_closed() -> None:
    thread, server = LlmThread(nothing), socket.create_server(("127.0.0.1", 0))

    async def connect() -> None:
        await asyncio.get_running_loop().create_connection(asyncio.Protocol, *server.getsockname())

    with server:
        await thread.run(connect())
        peer, _ = await asyncio.to_thread(server.accept)
        with peer:
            peer.settimeout(10)
            await asyncio.to_thread(thread.close)
            with suppress(ConnectionResetError):  # cut, not closed
                assert peer.recv(1) == b""
