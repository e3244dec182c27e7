"""The sidebar, by keyboard and mouse."""

from __future__ import annotations

from datetime import UTC

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.downloads import Download, DownloadState
from app.domain.errors import NetworkBlocks
from app.presenters.chat_list_model import ChatListModel, ChatRole
from app.ui.controls.label import WrappedLabel
from app.ui.controls.menu import Menu
from app.ui.sidebar.downloads_place import DownloadsPlace
from app.ui.sidebar.sidebar import Sidebar
from app.ui.theme import theme
from tests.ui.widgets.conftest import CHATS, NOW, chat, heard


@pytest.fixture
def sidebar(qtbot: QtBot, chats: ChatListModel) -> Sidebar:
    sidebar = Sidebar()
    sidebar.set_model(chats)
    sidebar.resize(268, 700)
    qtbot.addWidget(sidebar)
    sidebar.show()
    sidebar.activateWindow()
    qtbot.waitExposed(sidebar)
    return sidebar


def middle(sidebar: Sidebar, chat_id: int) -> QPoint:
    """The middle of a chat's row."""
    rows = [sidebar.chats.model().index(row, 0) for row in range(sidebar.chats.model().rowCount())]
    return next(sidebar.chats.visualRect(row).center() for row in rows if row.data(ChatRole.CHAT_ID) == chat_id)


def marked(sidebar: Sidebar) -> list[QModelIndex]:
    return sidebar.chats.selectionModel().selectedIndexes()


def open_menu(sidebar: Sidebar) -> Menu:
    (menu,) = (menu for menu in sidebar.findChildren(Menu) if menu.isVisible())
    return menu


def test_a_click_opens_a_chat_once(qtbot: QtBot, sidebar: Sidebar) -> None:
    chosen = heard(sidebar.chat_selected)
    qtbot.mouseClick(sidebar.chats.viewport(), Qt.MouseButton.LeftButton, pos=middle(sidebar, 2))
    qtbot.waitUntil(lambda: chosen == [[2]])
    sidebar.select(2)
    assert chosen == [[2]]


def test_selecting_for_the_program_tells_nobody(sidebar: Sidebar) -> None:
    chosen = heard(sidebar.chat_selected)
    sidebar.select(3)
    assert sidebar.chats.currentIndex().data(ChatRole.CHAT_ID) == 3
    sidebar.select(None)
    assert not sidebar.chats.currentIndex().isValid()
    assert len(chosen) == 0


def test_focus_alone_opens_nothing(qtbot: QtBot, sidebar: Sidebar) -> None:
    chosen = heard(sidebar.chat_selected)
    sidebar.search.setFocus()
    sidebar.chats.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(sidebar.chats.hasFocus)
    assert chosen == []
    qtbot.keyClick(sidebar.chats, Qt.Key.Key_Return)
    assert chosen == [[1]]


def test_arrows_skip_headings(qtbot: QtBot, sidebar: Sidebar) -> None:
    chosen = heard(sidebar.chat_selected)
    sidebar.select(2)
    sidebar.chats.setFocus()
    qtbot.keyClick(sidebar.chats, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: chosen == [[3]])
    qtbot.keyClick(sidebar.chats, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: chosen == [[3], [2]])


def test_the_open_chat_stays_marked_when_the_list_changes(sidebar: Sidebar, chats: ChatListModel) -> None:
    chosen = heard(sidebar.chat_selected)
    sidebar.select(3)
    chats.set_chats([chat(n, f"chat {n}") for n in range(1, 400)], NOW, UTC)
    assert sidebar.chats.currentIndex().data(ChatRole.CHAT_ID) == 3
    assert len(chosen) == 0


def test_f2_renames_in_the_row(qtbot: QtBot, sidebar: Sidebar) -> None:
    renamed = heard(sidebar.rename_requested)
    sidebar.select(1)
    sidebar.chats.setFocus()
    qtbot.keyClick(sidebar.chats, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.setText("  Porto   in May ")
    qtbot.keyPress(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: renamed == [[1, "Porto in May"]])
    assert sidebar.chats.currentIndex().data() == "Weekend in Lisbon"


@pytest.mark.parametrize("title", ["", "   ", "Weekend in Lisbon"])
def test_no_new_name_is_no_wish(qtbot: QtBot, sidebar: Sidebar, title: str) -> None:
    renamed = heard(sidebar.rename_requested)
    sidebar.edit_title(1)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.setText(title)
    qtbot.keyPress(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is sidebar.chats)
    assert len(renamed) == 0


def test_del_deletes(qtbot: QtBot, sidebar: Sidebar) -> None:
    deleted = heard(sidebar.delete_requested)
    sidebar.select(2)
    sidebar.chats.setFocus()
    qtbot.keyClick(sidebar.chats, Qt.Key.Key_Delete)
    assert deleted[0] == [2]


def test_the_menu_of_a_row(qtbot: QtBot, sidebar: Sidebar) -> None:
    chosen, pinned = heard(sidebar.chat_selected), heard(sidebar.pin_requested)
    right_edge = QPoint(sidebar.chats.viewport().width() - 16, middle(sidebar, 2).y())
    qtbot.mouseClick(sidebar.chats.viewport(), Qt.MouseButton.LeftButton, pos=right_edge)
    menu = open_menu(sidebar)
    assert [row.text() for row in menu.rows] == ["Rename", "Pin", "Delete"]
    qtbot.mouseClick(menu.rows[1], Qt.MouseButton.LeftButton)
    assert not menu.isVisible()
    assert pinned[0] == [2, True]
    assert len(chosen) == 0


def test_the_menu_of_a_pinned_chat_unpins(qtbot: QtBot, sidebar: Sidebar, chats: ChatListModel) -> None:
    chats.set_chats([chat(1, "kept", is_pinned=True), *CHATS[1:]], NOW, UTC)
    pinned = heard(sidebar.pin_requested)
    sidebar.select(1)
    sidebar.chats.setFocus()
    at = sidebar.chats.visualRect(sidebar.chats.currentIndex()).center()
    keyboard = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, sidebar.chats.mapToGlobal(at))
    QApplication.sendEvent(sidebar.chats.viewport(), keyboard)
    qtbot.keyClick(open_menu(sidebar).rows[0], Qt.Key.Key_Down)
    qtbot.keyClick(open_menu(sidebar).rows[1], Qt.Key.Key_Return)
    assert pinned[0] == [1, False]


def test_search_filters_and_says_when_nothing_is_found(qtbot: QtBot, sidebar: Sidebar, chats: ChatListModel) -> None:
    sidebar.search_changed.connect(chats.set_filter)
    qtbot.keyClicks(sidebar.search, "zebra")
    assert chats.rowCount() == 0
    assert sidebar._empty.isVisible()
    assert sidebar._empty.text() == "No chats mention “zebra”."
    qtbot.mouseClick(sidebar._clear_search, Qt.MouseButton.LeftButton)
    assert sidebar.search.text() == ""
    assert chats.rowCount() == 5
    assert not sidebar._empty.isVisible()


def test_searching_opens_nothing_and_the_mark_follows_the_open_chat(
    qtbot: QtBot, sidebar: Sidebar, chats: ChatListModel
) -> None:
    sidebar.search_changed.connect(chats.set_filter)
    chosen = heard(sidebar.chat_selected)
    sidebar.select(1)
    for letter in "cat":
        qtbot.keyClicks(sidebar.search, letter)
        QApplication.processEvents()
    assert [row.data() for row in marked(sidebar)] == []
    sidebar.search.clear()
    qtbot.waitUntil(lambda: [row.data() for row in marked(sidebar)] == ["Weekend in Lisbon"])
    sidebar.select(3)
    qtbot.keyClicks(sidebar.search, "cat")
    QApplication.processEvents()
    assert [row.data() for row in marked(sidebar)] == ["Names for a cat"]
    assert chosen == []


def test_a_chat_that_was_found_opens(qtbot: QtBot, sidebar: Sidebar, chats: ChatListModel) -> None:
    sidebar.search_changed.connect(chats.set_filter)
    chosen = heard(sidebar.chat_selected)
    sidebar.select(1)
    qtbot.keyClicks(sidebar.search, "cat")
    qtbot.mouseClick(sidebar.chats.viewport(), Qt.MouseButton.LeftButton, pos=middle(sidebar, 3))
    qtbot.waitUntil(lambda: chosen == [[3]])


def test_esc_clears_the_search(qtbot: QtBot, sidebar: Sidebar) -> None:
    qtbot.keyClicks(sidebar.search, "cat")
    qtbot.keyClick(sidebar.search, Qt.Key.Key_Escape)
    assert sidebar.search.text() == ""


def test_no_chats_yet(sidebar: Sidebar, chats: ChatListModel) -> None:
    assert not sidebar._empty.isVisible()
    chats.set_chats([], NOW, UTC)
    assert sidebar._empty.isVisible()
    assert sidebar._empty.text() == "Your chats will appear here."


def test_a_busy_chat_is_drawn_with_a_dot(sidebar: Sidebar, chats: ChatListModel) -> None:
    before = sidebar.chats.grab().toImage()
    chats.set_busy({CHATS[1].id})
    assert sidebar.chats.grab().toImage() != before


@pytest.mark.parametrize("how", ["mouse", "keyboard", "screen reader"])
def test_new_chat_is_asked_for_once_however_it_is_pressed(qtbot: QtBot, sidebar: Sidebar, how: str) -> None:
    """A screen reader's press counts at once, and not a second time when Qt clicks for it a moment later."""
    button = next(b for b in sidebar.findChildren(QPushButton) if b.accessibleIdentifier() == "sidebar.new_chat")
    asked: list[bool] = []
    clicked: list[bool] = []
    sidebar.new_chat_requested.connect(lambda: asked.append(True))
    button.clicked.connect(lambda: clicked.append(True))
    match how:
        case "mouse":
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        case "keyboard":
            button.setFocus()
            qtbot.keyClick(button, Qt.Key.Key_Space)
        case _:
            button.animateClick()
            assert asked == [True]
    qtbot.waitUntil(lambda: bool(clicked))
    assert asked == [True]


def test_a_download_with_large_text_is_scrolled_and_not_cut(qtbot: QtBot) -> None:
    """Its words grow when something goes wrong, and the sidebar does not."""
    tag, state = "deepseek-r1:8b", DownloadState
    theme().set_text_scale(200)
    try:
        sidebar = Sidebar()
        qtbot.addWidget(sidebar)
        sidebar.resize(268, 700)
        sidebar.show()
        qtbot.waitExposed(sidebar)
        for download in (
            Download(tag, state.STARTING),
            Download(tag, state.RUNNING, 10**9, 5 * 10**9, 11e6, 400),
            Download(tag, state.HELD, 10**9, 5 * 10**9, error=NetworkBlocks()),
            Download(tag, state.CHECKING, 5 * 10**9, 5 * 10**9),
        ):
            sidebar.set_downloads((download,))

            def cut() -> list[str]:
                labels = [one for one in sidebar.downloads.findChildren(WrappedLabel) if one.isVisible()]
                return [one.text() for one in labels if one.height() < one.heightForWidth(one.width())]

            qtbot.waitUntil(lambda: sidebar.downloads.isVisible() and not cut())
        sidebar.set_downloads(())
        qtbot.waitUntil(lambda: not sidebar.findChildren(DownloadsPlace)[0].isVisible())
    finally:
        theme().set_text_scale(100)
