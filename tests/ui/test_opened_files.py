"""macOS gives files as events: before the window listens, and after."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from app.ui.opened_files import OpenedFiles


def test_a_file_before_and_after_the_window_listens(qapp: QApplication) -> None:
    opened = OpenedFiles(qapp)
    told: list[str] = []
    opened.given.connect(told.append)
    try:
        assert QCoreApplication.sendEvent(qapp, QFileOpenEvent("/models/early.gguf"))
        assert told == []
        assert opened.take() == Path("/models/early.gguf")
        QCoreApplication.sendEvent(qapp, QFileOpenEvent("/models/late.gguf"))
        assert told == ["/models/late.gguf"]
        QCoreApplication.sendEvent(qapp, QEvent(QEvent.Type.User))
        assert told == ["/models/late.gguf"]
    finally:
        qapp.removeEventFilter(opened)
        opened.deleteLater()


def test_no_file_at_all(qapp: QApplication) -> None:
    opened = OpenedFiles(qapp)
    try:
        assert opened.take() is None
    finally:
        qapp.removeEventFilter(opened)
        opened.deleteLater()
