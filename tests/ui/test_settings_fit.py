"""Every page of the settings at every text size and width: nothing is cut, and nothing scrolls sideways.

`BALEEN_PICTURES=FOLDER` keeps a picture of each.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QScrollArea, QSlider, QWidget

from app.domain.memory_use import Memory, MemoryUse
from app.domain.settings import ProxyMode
from app.ui.controls.label import ElidedLabel, Label, WrappedLabel
from app.ui.settings.memory_row import MemoryRow
from app.ui.settings.settings_dialog import Page, SettingsDialog
from app.ui.theme import theme
from tests.helpers.fake_ollama import FakeOllama
from tests.ui.desk import at_desk

FOLDER = os.environ.get("BALEEN_PICTURES")
LEFT, RIGHT = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
WIDTHS, PERCENTS = (560, 720, 960), (100, 150, 200)
EVERY = [(width, percent, side) for side in (LEFT, RIGHT) for percent in PERCENTS for width in WIDTHS]
TELLING = [(560, 100, LEFT), (560, 200, LEFT), (720, 200, RIGHT)]
"""Whoever takes pictures takes them of all."""


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    yield
    theme().set_text_scale(100)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


async def test_nothing_is_cut(tmp_path: Path, qapp: QApplication) -> None:
    faults: list[str] = []
    with FakeOllama() as server:
        async with at_desk(server, tmp_path) as desk:
            desk.baleen.settings.change("proxy", ProxyMode.ADDRESS)
            desk.window.sidebar.settings_requested.emit()
            (dialog,) = desk.window.findChildren(SettingsDialog)
            for width, percent, direction in EVERY if FOLDER else TELLING:
                qapp.setLayoutDirection(direction)
                theme().set_text_scale(percent)
                dialog.resize(width, 720)
                for page in Page:
                    dialog.open_page(page)
                    await settle(dialog, width)
                    name = f"{page} {percent} {width} {direction.name}"
                    picture(dialog, name)
                    faults += [f"{name}: {fault}" for fault in found(dialog, width)]
            dialog.close()
    assert not faults, "\n".join(faults)


def picture(dialog: QWidget, name: str) -> None:
    """For whoever wants to see it."""
    if FOLDER:
        dialog.grab().save(str(Path(FOLDER) / f"{name.replace(' ', '_')}.png"))


async def settle(dialog: SettingsDialog, width: int) -> None:
    """Layouts that depend on each other take a few turns."""
    with suppress(TimeoutError):
        async with asyncio.timeout(10):
            await asyncio.sleep(0.005)
            while any(found(dialog, width)):
                await asyncio.sleep(0.02)


def found(dialog: SettingsDialog, width: int) -> Iterator[str]:
    if dialog.width() > width:
        yield f"the dialog is {dialog.width()} wide"
    (area,) = (one for one in dialog.findChildren(QScrollArea) if one.isVisible() and one.parentWidget() is not None)
    if area.horizontalScrollBar().maximum():
        yield f"scrolls {area.horizontalScrollBar().maximum()} px sideways"
    page = area.widget()
    empty = page.height() - max(area.viewport().height(), page.heightForWidth(page.width()))
    if empty > 0:
        yield f"ends with {empty} empty px"
    for widget in dialog.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, ElidedLabel):
            continue
        if isinstance(widget, QLabel | QAbstractButton | QComboBox | QLineEdit | QSlider):
            needed = widget.minimumSizeHint()
            what = widget.accessibleIdentifier() or (
                widget.text() if isinstance(widget, QLabel) else type(widget).__name__
            )
            high = widget.heightForWidth(widget.width()) if widget.hasHeightForWidth() else needed.height()
            if widget.width() < needed.width() or widget.height() < high:
                yield f"{what} has {widget.width()} × {widget.height()}, needs {needed.width()} × {high}"
            left = widget.mapTo(dialog, QPoint(0, 0)).x()
            if left < 0 or left + widget.width() > dialog.width():
                yield f"{what} goes from {left} to {left + widget.width()}"


async def test_great_figures_make_the_memory_row_higher_not_wider(qapp: QApplication) -> None:
    theme().set_text_scale(200)
    row = MemoryRow("memory")
    row.show()
    row.set_use(MemoryUse(Memory.COMPUTER, 1_999_900_000_000, 888_800_000_000, 888_800_000_000))
    assert max(label.minimumSizeHint().width() for label in row.findChildren(Label)) <= 400
    row.resize(420, row.heightForWidth(420))
    async with asyncio.timeout(10):
        while any(label.height() < label.heightForWidth(label.width()) for label in row.findChildren(WrappedLabel)):
            await asyncio.sleep(0.005)
    row.close()
    row.deleteLater()
