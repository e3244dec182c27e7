"""Qt in tests: one loop for the session, no garbage collection behind our back, nothing left behind."""

from __future__ import annotations

import asyncio
import gc
import os
import warnings
from collections.abc import Callable, Iterator, Mapping

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.event_loop import EventLoop

_KEPT_BY_QT = ("QTipLabel", "QComboBoxPrivateContainer")
"""Top-level widgets that Qt makes for itself and reuses."""

_loops: list[EventLoop] = []


def qt_loop() -> asyncio.AbstractEventLoop:
    """The one loop. A function of the module: a closure would be another factory, and so another loop, per test."""
    application = QApplication.instance() or QApplication([])
    loop = EventLoop(application)
    _loops.append(loop)
    return loop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return {"qt": qt_loop}


@pytest.fixture(scope="session", autouse=True)
def _collect_by_hand(qapp: QApplication) -> Iterator[None]:
    """The collector runs in whatever thread allocates, and would destroy Qt objects there."""
    qapp.setQuitOnLastWindowClosed(False)
    gc.disable()
    gc.collect()
    gc.freeze()  # what is loaded by now stays: each later collection looks only at a test's own objects
    yield
    gc.unfreeze()
    gc.enable()


@pytest.fixture(autouse=True)
def _leaves_nothing_behind(_collect_by_hand: None) -> Iterator[None]:
    """Fails a test whose windows or tasks outlive it."""
    # Tests of other folders ran meanwhile, with nobody collecting: what they left is not this test's fault.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    windows, tasks = _windows(), _tasks()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    left_windows = [_describe(window) for window in _windows() - windows]
    left_tasks = [task.get_name() for task in _tasks() - tasks]
    for task in _tasks() - tasks:
        task.cancel()
    assert not left_windows, f"windows left behind: {left_windows}"
    assert not left_tasks, f"tasks left running: {left_tasks}"


def _windows() -> set[QWidget]:
    return {widget for widget in QApplication.topLevelWidgets() if widget.metaObject().className() not in _KEPT_BY_QT}


def _tasks() -> set[asyncio.Task[object]]:
    return {task for loop in _loops if not loop.is_closed() for task in asyncio.all_tasks(loop)}


def _describe(widget: QWidget) -> str:
    return f"{widget.metaObject().className()} {widget.accessibleName() or widget.objectName()}".strip()
