"""The list of downloads is put in another order, by menu, keyboard and dragging."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from app.domain.downloads import Download, DownloadState
from app.domain.errors import DownloadError, NeedsNewerEngine, NoInternet, NoSpace, NoSuchModel
from app.ui.controls.buttons import Button, IconButton
from app.ui.controls.menu import Menu
from app.ui.models.download_list import DownloadList
from app.ui.models.download_row import DownloadRow
from app.ui.theme import theme

TAGS = ("a:1b", "b:1b", "c:1b")


class Queue:
    """Does what the list asks for, as the service does."""

    def __init__(self, shown: DownloadList) -> None:
        self.tags = list(TAGS)
        self._shown = shown
        shown.move_requested.connect(self.move)
        self.show()

    def move(self, tag: str, place: int) -> None:
        self.tags.remove(tag)
        self.tags.insert(place, tag)
        self.show()

    def show(self) -> None:
        first, *others = (Download(tag, DownloadState.WAITING, 10, 100) for tag in self.tags)
        self._shown.set_downloads((Download(first.tag, DownloadState.RUNNING, 10, 100), *others))


@pytest.fixture
def shown(qtbot: QtBot) -> DownloadList:
    shown = DownloadList("test")
    qtbot.addWidget(shown)
    return shown


@pytest.fixture
def queue(qtbot: QtBot, shown: DownloadList) -> Queue:
    queue = Queue(shown)
    shown.resize(500, 300)
    shown.show()
    shown.activateWindow()
    qtbot.waitExposed(shown)
    return queue


def row(shown: DownloadList, tag: str) -> DownloadRow:
    return next(one for one in shown.findChildren(DownloadRow) if one.accessibleIdentifier() == f"test.{tag}")


def more(shown: DownloadList, tag: str) -> IconButton:
    return next(one for one in shown.findChildren(IconButton) if one.accessibleIdentifier() == f"test.more.{tag}")


def open_menu(shown: DownloadList) -> Menu:
    (menu,) = (menu for menu in shown.findChildren(Menu) if menu.isVisible())
    return menu


def test_the_menu_moves_a_row_and_the_keyboard_stays_on_it(qtbot: QtBot, shown: DownloadList, queue: Queue) -> None:
    button = more(shown, "a:1b")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    menu = open_menu(shown)
    assert [one.text() for one in menu.rows] == ["Move down"]
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: queue.tags == ["b:1b", "a:1b", "c:1b"])
    qtbot.waitUntil(lambda: QApplication.focusWidget() is more(shown, "a:1b"))
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert [one.text() for one in open_menu(shown).rows] == ["Move up", "Move down"]


def test_a_row_is_dragged_past_another(qtbot: QtBot, shown: DownloadList, queue: Queue) -> None:
    dragged, last = row(shown, "a:1b"), row(shown, "c:1b")
    start = QPoint(40, 10)
    qtbot.mousePress(dragged, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(dragged, start + QPoint(0, 2))
    assert queue.tags == list(TAGS), "a click that trembles is no drag"
    qtbot.mouseMove(dragged, dragged.mapFromGlobal(last.mapToGlobal(last.rect().bottomLeft())))
    qtbot.waitUntil(lambda: queue.tags == ["b:1b", "c:1b", "a:1b"])
    qtbot.mouseRelease(dragged, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dragged.y() > last.y())
    qtbot.mouseMove(dragged, QPoint(40, -100))
    assert queue.tags == ["b:1b", "c:1b", "a:1b"], "it is let go"


def test_one_alone_has_no_menu(shown: DownloadList) -> None:
    shown.set_downloads((Download("a:1b", DownloadState.PAUSED, 10, 100),))
    assert more(shown, "a:1b").isHidden()


@pytest.mark.parametrize(
    ("error", "label", "in_settings"),
    [
        (NoSpace(needed_bytes=10, free_bytes=1), "Free up space", ""),
        (NoSuchModel(tag="a:1b"), "See models", ""),
        (NeedsNewerEngine(tag="a:1b"), "Install the engine", "Install the engine"),
        (NoInternet(), "", ""),
    ],
)
def test_a_download_that_cannot_go_on_offers_what_helps(
    qtbot: QtBot, error: DownloadError, label: str, in_settings: str
) -> None:
    held = Download("a:1b", DownloadState.HELD, 10, 100, error=error)
    for leads_to_models, words in ((True, label), (False, in_settings)):
        shown = DownloadList("test", leads_to_models=leads_to_models)
        qtbot.addWidget(shown)
        chosen: list[object] = []
        shown.remedy_requested.connect(chosen.append)
        shown.set_downloads((held,))
        button = next(one for one in shown.findChildren(Button) if one.accessibleIdentifier() == "test.help.a:1b")
        assert (button.text(), button.isHidden()) == (words, not words)
        button.click()
        assert len(chosen) == bool(words)
        shown.set_downloads((Download("a:1b", DownloadState.RUNNING, 10, 100),))
        assert button.isHidden()


def test_a_row_that_was_moved_still_grows(qtbot: QtBot, shown: DownloadList, queue: Queue) -> None:
    queue.move("b:1b", 0)
    qtbot.waitUntil(lambda: row(shown, "b:1b").height() >= row(shown, "b:1b").heightForWidth(shown.width()))
    queue.move("c:1b", 0)
    wanted = [Download(tag, DownloadState.PAUSED, 10, 100) for tag in queue.tags]
    shown.set_downloads(tuple(wanted))
    for tag in TAGS:
        one = row(shown, tag)
        qtbot.waitUntil(lambda one=one: one.height() >= one.heightForWidth(one.width()))
    box = row(shown, "a:1b").parentWidget()
    rows = [row(shown, tag) for tag in TAGS]
    assert box.heightForWidth(500) >= sum(one.heightForWidth(500) for one in rows)


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("state", [DownloadState.RUNNING, DownloadState.PAUSED, DownloadState.DONE])
def test_a_row_in_the_sidebar_cuts_nothing(
    qtbot: QtBot, shown: DownloadList, percent: int, state: DownloadState
) -> None:
    """The buttons go below the line where it would have no room beside them."""
    theme().set_text_scale(percent)
    try:
        shown.set_downloads((Download("deepseek-r1:1.5b", state, 3 * 10**9, 9 * 10**9, 1e7, 600.0),))
        shown.resize(243, 600)
        shown.show()
        (only,) = shown.findChildren(DownloadRow)
        qtbot.waitUntil(lambda: only._name.height() >= only._name.heightForWidth(only._name.width()))
        qtbot.waitUntil(lambda: only._line.height() >= only._line.heightForWidth(only._line.width()))
        seen = [one for one in only.findChildren(QAbstractButton) if one.isVisible()]
        assert seen
        qtbot.waitUntil(lambda: all(one.width() >= one.sizeHint().width() for one in seen))
        qtbot.waitUntil(lambda: all(only.rect().contains(one.geometry()) for one in seen))
        assert shown.width() == 243, "the sidebar gets no wider for it"
        wanted = min(theme().scaled(100), only._line.sizeHint().width())
        qtbot.waitUntil(lambda: only._line.width() >= wanted)
        qtbot.waitUntil(lambda: only._line.height() >= only._line.heightForWidth(only._line.width()))
    finally:
        theme().set_text_scale(100)
