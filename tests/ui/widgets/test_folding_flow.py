"""A line of things of different heights."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.controls.folding import Flow


def test_what_stands_beside_each_other_stands_on_one_middle(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    flow = Flow(page, spacing=8)
    parts = []
    for width, height in ((100, 20), (60, 32), (40, 24), (90, 20)):
        part = QWidget()
        part.setFixedSize(width, height)
        flow.addWidget(part)
        parts.append(part)
    page.resize(230, 120)
    page.show()
    qtbot.waitUntil(lambda: parts[3].y() > 0)
    first = [part.geometry().center().y() for part in parts[:3]]
    assert max(first) - min(first) <= 1
    assert parts[3].y() == 32 + 8
    assert flow.heightForWidth(230) == 32 + 8 + 20
