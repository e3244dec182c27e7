"""The ground under the other tests of this folder."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.event_loop import EventLoop


class _Sender(QObject):
    told = Signal(bool)


async def test_coroutines_run_on_the_loop_of_qt(qtbot: QtBot) -> None:
    label = QLabel("before")
    qtbot.addWidget(label)
    asyncio.get_running_loop().call_soon(label.setText, "after")
    await asyncio.sleep(0)
    assert label.text() == "after"
    assert isinstance(asyncio.get_running_loop(), EventLoop)


async def test_every_test_has_the_same_loop() -> None:
    assert isinstance(asyncio.get_running_loop(), EventLoop)
    assert threading.current_thread() is threading.main_thread()


def test_the_collector_is_off() -> None:
    assert not gc.isenabled()


def test_this_binding_keeps_the_references_of_true() -> None:
    """PySide6 6.12.0 on Python 3.11 drops one per signal, and in the end aborts the process."""
    sender = _Sender()
    before = sys.getrefcount(True)
    for _ in range(100):
        sender.told.emit(True)
    assert sys.getrefcount(True) > before - 50
