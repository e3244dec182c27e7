"""Asyncio on the loop of Qt: order, other threads, fairness to the window, loops within, the end."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.ui.event_loop import EventLoop


async def test_callbacks_come_in_their_order() -> None:
    loop = asyncio.get_running_loop()
    called: list[object] = []
    assert isinstance(loop, EventLoop)
    for number in range(3):
        loop.call_soon(called.append, number)
    loop.call_soon(called.append, "gone").cancel()
    loop.call_soon_threadsafe(called.append, 3)
    assert called == []
    await asyncio.sleep(0)
    assert called == [0, 1, 2, 3]


def test_what_qt_delivers_while_the_loop_rests_waits_for_it(qapp: QApplication) -> None:
    """As when a test's window is shown before its coroutine goes on: a step of a task would find no running loop."""
    loop, seen = EventLoop(qapp), list[object]()

    async def step() -> None:
        await asyncio.sleep(0)
        seen.append(asyncio.get_running_loop())

    task = loop.create_task(step())
    for _ in range(3):
        QCoreApplication.processEvents()
    assert seen == []
    loop.run_until_complete(task)
    assert seen == [loop]
    loop.close()


async def test_another_thread_wakes_the_loop() -> None:
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    called: list[threading.Thread] = []

    def ask() -> None:
        for _ in range(1_000):
            loop.call_soon_threadsafe(lambda: called.append(threading.current_thread()))
        loop.call_soon_threadsafe(done.set)

    thread = threading.Thread(target=ask)
    thread.start()
    await done.wait()
    thread.join()
    assert called == [threading.main_thread()] * 1_000


async def test_tasks_that_never_rest_leave_the_window_its_turn() -> None:
    turned = False

    def turn() -> None:
        nonlocal turned
        turned = True

    async def spin() -> None:
        while not turned:
            await asyncio.sleep(0)

    QTimer.singleShot(0, turn)
    async with asyncio.timeout(10):
        await asyncio.gather(spin(), spin())


async def test_a_loop_of_qt_within_a_callback_goes_on_with_the_others() -> None:
    loop = asyncio.get_running_loop()
    called: list[object] = []
    done = asyncio.Event()

    def dialog() -> None:
        inner = QEventLoop()
        loop.call_soon(called.append, "asked for within")
        loop.call_later(0.001, inner.quit)
        QTimer.singleShot(10_000, inner.quit)
        inner.exec()
        called.append("the dialog is closed")
        done.set()

    loop.call_soon(dialog)
    loop.call_soon(called.append, "asked for before")
    await done.wait()
    assert called == ["asked for before", "asked for within", "the dialog is closed"]


async def test_what_a_callback_raises_keeps_nobody_from_being_called() -> None:
    loop = asyncio.get_running_loop()
    told: list[Exception] = []
    called: list[str] = []
    loop.set_exception_handler(lambda _, context: told.append(context["exception"]))
    try:
        loop.call_soon(lambda: 1 / 0)
        loop.call_soon(called.append, "after")
        await asyncio.sleep(0)
    finally:
        loop.set_exception_handler(None)
    assert called == ["after"]
    assert [type(error) for error in told] == [ZeroDivisionError]


def test_a_loop_that_is_closed_says_so_and_calls_nothing() -> None:
    code = """
from PySide6.QtCore import QCoreApplication
from app.ui.event_loop import EventLoop
qt = QCoreApplication([])

async def work():
    return "done"

with EventLoop(qt) as loop:
    print(loop.run_until_complete(work()))
    loop.call_soon(print, "too late")
loop.call_soon(print, "too late")
try:
    loop.call_soon_threadsafe(print, "too late")
except RuntimeError as error:
    print(error)
qt.processEvents()
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.stdout.splitlines(), run.stderr) == (["done", "Event loop is closed"], "")
