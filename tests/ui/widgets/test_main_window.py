"""The window as a whole: title, places, toast, notices, keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.chat.empty_state import EmptyKind
from app.ui.chat.style import COLUMN_WIDTH, ChatStyle
from app.ui.main_window import MainWindow
from app.ui.theme import theme
from app.ui.tokens import FontRole
from tests.ui.widgets.conftest import heard

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_it_opens_ready_to_write(qtbot: QtBot, window: MainWindow) -> None:
    assert window.windowTitle() == "Baleen"
    qtbot.waitUntil(window.composer.text_edit.hasFocus)
    assert window.composer.text_edit.placeholderText() == "Ask anything"


def test_the_title_names_the_chat(window: MainWindow) -> None:
    window.set_chat(2, "Why the sky is blue", is_pinned=False)
    assert window.windowTitle() == "Why the sky is blue — Baleen"
    window.set_new_chat()
    assert window.windowTitle() == "Baleen"


def test_text_and_cursor_go_along_when_the_composer_moves(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClicks(window.composer.text_edit, "half a thought")
    window.set_empty(False)
    assert window.composer.text == "half a thought"
    assert window.transcript.isVisible()
    assert window.composer.isVisible()
    qtbot.waitUntil(window.composer.text_edit.hasFocus)
    qtbot.keyClicks(window.composer.text_edit, "!")
    window.set_empty(True)
    assert window.composer.text == "half a thought!"
    qtbot.waitUntil(window.composer.text_edit.hasFocus)


def test_another_text_size_stays_when_the_composer_moves(window: MainWindow) -> None:
    window.composer.set_text("half a thought")
    theme().set_text_scale(150)
    height = window.composer.text_edit.sizeHint().height()
    sizes = [widget.font().pixelSize() for widget in (window.composer.text_edit, window.composer.editing._label)]
    for is_empty in (False, True):
        window.set_empty(is_empty)
        assert window.composer.text_edit.font().pixelSize() == theme().style_of(FontRole.BODY).size_px
        assert window.composer.text_edit.sizeHint().height() == height
        assert [w.font().pixelSize() for w in (window.composer.text_edit, window.composer.editing._label)] == sizes


def test_closing_hides_and_tells(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.closed):
        window.close()
    assert not window.isVisible()


def test_it_comes_back_where_it_was(make_window: Callable[[], MainWindow]) -> None:
    first = make_window()
    first.resize(640, 560)
    first.move(20, 30)
    first.close()
    second = make_window()
    assert (second.size(), second.pos()) == (first.size(), QPoint(20, 30))


def test_a_place_off_every_screen_is_not_used(make_window: Callable[[], MainWindow]) -> None:
    first = make_window()
    first.resize(900, 640)
    first.move(50_000, 50_000)
    first.close()
    second = make_window()
    assert second.screen().availableGeometry().intersects(second.geometry())


def test_a_damaged_file_of_places_is_no_obstacle(make_window: Callable[[], MainWindow], tmp_path: Path) -> None:
    (tmp_path / "window.ini").write_bytes(b"\x00\xff[window\ngeometry=@ByteArray(\x00")
    assert make_window().isVisible()


def test_a_narrow_window_has_a_drawer(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(window.sidebar.isVisible)
    window.resize(700, 600)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    qtbot.keyClick(window.composer.text_edit, Qt.Key.Key_B, CTRL)
    assert window.sidebar.isVisible()
    qtbot.keyClick(window.sidebar.chats, Qt.Key.Key_Escape)
    assert not window.sidebar.isVisible()
    window.resize(1000, 600)
    qtbot.waitUntil(window.sidebar.isVisible)


def test_the_sidebar_stays_hidden_for_the_next_start(qtbot: QtBot, make_window: Callable[[], MainWindow]) -> None:
    window = make_window()
    window.resize(1000, 600)
    qtbot.waitUntil(window.composer.text_edit.hasFocus)
    qtbot.keyClick(window.composer.text_edit, Qt.Key.Key_B, CTRL)
    assert not window.sidebar.isVisible()
    window.close()
    again = make_window()
    again.resize(1000, 600)
    assert not again.sidebar.isVisible()


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_a_toast_is_in_the_middle_of_the_chat(qtbot: QtBot, window: MainWindow, direction: Qt.LayoutDirection) -> None:
    def is_centred() -> bool:
        page, toast = window.chat_page, window.toast
        middle = page.mapTo(window, page.rect().center()).x()
        return abs(toast.geometry().center().x() - middle) <= 1 and window.rect().contains(toast.geometry())

    window.setLayoutDirection(direction)
    window.resize(1100, 700)
    qtbot.waitUntil(lambda: window.chat_page.width() < 1100)
    window.toast.show_text("Chat deleted.", lambda: None)
    qtbot.waitUntil(is_centred)
    window._side.toggle()
    qtbot.waitUntil(lambda: window.chat_page.width() == 1100 and is_centred())


def test_a_footer_has_one_dot_between_its_sentences(window: MainWindow) -> None:
    window.resize(1100, 700)
    window.footer.set_place("Can't reach 127.0.0.1:1.", is_ready=False)
    [line] = window.footer._lines()
    assert line.startswith("Can't reach 127.0.0.1:1  ·  ")
    assert window.footer.text().startswith("Can't reach 127.0.0.1:1. ")


def test_a_deleted_chat_can_be_brought_back(qtbot: QtBot, window: MainWindow) -> None:
    undone: list[int] = []
    window.toast.show_text("Chat deleted.", lambda: undone.append(1))
    qtbot.mouseClick(window.toast._button, Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert not window.toast.isVisible()
    window.toast.show_text("Chat deleted.", lambda: undone.append(2))
    qtbot.keyClick(window.composer.text_edit, Qt.Key.Key_Z, CTRL)
    assert undone == [1, 2]


def test_undo_in_the_composer_is_the_composers(qtbot: QtBot, window: MainWindow) -> None:
    undone: list[int] = []
    window.toast.show_text("Chat deleted.", lambda: undone.append(1))
    qtbot.keyClicks(window.composer.text_edit, "abc")
    qtbot.keyClick(window.composer.text_edit, Qt.Key.Key_Z, CTRL)
    assert window.composer.text == ""
    assert not undone


def test_one_notice_a_cause(qtbot: QtBot, window: MainWindow) -> None:
    acted, closed = heard(window.notices.acted), heard(window.notices.closed)
    window.notices.show_notice("store", "Your chats can't be saved.", "Try again")
    window.notices.show_notice("store", "The disk is full.", "Try again")
    assert len(window.notices._bars) == 1
    window.notices._bars["store"].acted.emit()
    assert acted[0] == ["store"]
    window.notices._bars["store"].closed.emit()
    assert closed[0] == ["store"]
    assert not window.notices.isVisible()


@pytest.mark.parametrize(
    ("key", "modifier", "signal"),
    [
        (Qt.Key.Key_N, CTRL, "sidebar.new_chat_requested"),
        (Qt.Key.Key_R, CTRL, "answer_again_requested"),
        (Qt.Key.Key_C, CTRL | SHIFT, "copy_answer_requested"),
        (Qt.Key.Key_Comma, CTRL, "sidebar.settings_requested"),
        (Qt.Key.Key_M, CTRL | SHIFT, "sidebar.models_requested"),
        (Qt.Key.Key_Q, CTRL, "quit_requested"),
        (Qt.Key.Key_W, CTRL, "closed"),
        (Qt.Key.Key_Tab, CTRL, "neighbour_requested"),
        (Qt.Key.Key_Plus, CTRL, "text_scale_requested"),
        (Qt.Key.Key_Minus, CTRL, "text_scale_requested"),
        (Qt.Key.Key_0, CTRL, "text_scale_requested"),
    ],
)
def test_shortcuts_work_from_the_composer(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier, signal: str
) -> None:
    owner = window.sidebar if signal.startswith("sidebar.") else window
    spy = heard(getattr(owner, signal.rpartition(".")[2]))
    qtbot.waitUntil(window.composer.text_edit.hasFocus)
    qtbot.keyClick(window.composer.text_edit, key, modifier)
    assert len(spy) == 1


def test_after_a_click_on_a_chat_one_can_write(qtbot: QtBot, window: MainWindow) -> None:
    chosen = heard(window.sidebar.chat_selected)
    chats = window.sidebar.chats
    place = chats.visualRect(chats.model().index(2, 0)).center()
    qtbot.mouseClick(chats.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: chosen == [[2]])
    assert window.composer.text_edit.hasFocus()


def test_arrows_look_at_chats_and_stay_in_the_list(qtbot: QtBot, window: MainWindow) -> None:
    chosen = heard(window.sidebar.chat_selected)
    window.sidebar.select(1)
    window.sidebar.chats.setFocus(Qt.FocusReason.ShortcutFocusReason)
    qtbot.keyClick(window.sidebar.chats, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: chosen == [[2]])
    assert window.sidebar.chats.hasFocus()


@pytest.mark.parametrize("place", ["sidebar.chats", "composer.model", "header.find"])
def test_letters_typed_outside_of_fields_are_a_message(qtbot: QtBot, window: MainWindow, place: str) -> None:
    window.set_empty(False)
    chosen = heard(window.sidebar.chat_selected)
    widget = next(w for w in window.findChildren(QWidget) if w.accessibleIdentifier() == place)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClicks(window.focusWidget(), "N")
    qtbot.keyClicks(window.focusWidget(), "ame /x")
    QApplication.processEvents()
    assert window.composer.text == "Name /x"
    assert window.composer.text_edit.hasFocus()
    assert chosen == []


def test_after_think_one_can_write(qtbot: QtBot, window: MainWindow) -> None:
    window.composer.set_think(True, True)
    window.sidebar.chats.setFocus()
    qtbot.mouseClick(window.composer.think, Qt.MouseButton.LeftButton)
    assert window.composer.text_edit.hasFocus()


def test_f6_walks_through_the_regions(qtbot: QtBot, window: MainWindow) -> None:
    window.set_empty(False)
    window.composer.setFocus()
    qtbot.waitUntil(window.composer.text_edit.hasFocus)
    seen = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert seen == [window.sidebar.chats, window.transcript, window.composer.text_edit]


@pytest.mark.parametrize(
    ("kind", "identifier"),
    [
        (EmptyKind.READY, "empty.tour_link"),
        (EmptyKind.NO_MODEL, "empty.tour"),
        (EmptyKind.NO_ENGINE, "empty.look_again"),
        (EmptyKind.ENGINE_DOWN, "empty.look_again"),
    ],
)
def test_every_empty_state_has_a_way_on(window: MainWindow, kind: EmptyKind, identifier: str) -> None:
    window.empty_state.set_kind(kind)
    buttons = [w for w in window.empty_state.findChildren(object) if hasattr(w, "accessibleIdentifier")]
    way_on = next(w for w in buttons if w.accessibleIdentifier() == identifier)
    spy = heard(
        window.empty_state.search_engine_requested
        if identifier == "empty.look_again"
        else window.empty_state.tour_requested
    )
    assert way_on.isVisible()
    way_on.click()
    assert len(spy) == 1


def test_a_card_begins_a_message_and_does_not_send(qtbot: QtBot, window: MainWindow) -> None:
    sent, told = heard(window.composer.send_requested), heard(window.composer.text_changed)
    card = next(w for w in window.findChildren(object) if _identifier(w) == "empty.explain")
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert window.composer.text == "Explain simply, step by step: "
    assert (len(sent), len(told)) == (0, 1)


def test_a_card_goes_on_below_what_is_written(qtbot: QtBot, window: MainWindow) -> None:
    cards = {
        name: next(w for w in window.findChildren(QWidget) if w.accessibleIdentifier() == f"empty.{name}")
        for name in ("explain", "code")
    }
    qtbot.keyClicks(window.composer.text_edit, "A draft")
    qtbot.mouseClick(cards["explain"], Qt.MouseButton.LeftButton)
    assert window.composer.text == "A draft\n\nExplain simply, step by step: "
    window.composer.text_edit.undo()
    assert window.composer.text == "A draft"
    window.composer.clear()
    qtbot.mouseClick(cards["explain"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(cards["code"], Qt.MouseButton.LeftButton)
    assert window.composer.text == "Help me with this program:\n\n"


def test_nothing_moves_when_it_is_known_that_one_can_begin(window: MainWindow) -> None:
    def places() -> list[QPoint]:
        QApplication.processEvents()
        parts = (window.composer.text_edit, window.composer.send, window.composer.model_button, *cards)
        return [part.mapTo(window, QPoint(0, 0)) for part in parts]

    cards = [w for w in window.empty_state.tab_stops if w.isVisible()]
    at_first = places()
    for kind in (EmptyKind.STARTING, EmptyKind.READY):
        window.empty_state.set_kind(kind)
        window.composer.set_think(kind is EmptyKind.READY, True)
        assert places() == at_first


def test_without_a_model_one_learns_where_models_are(window: MainWindow) -> None:
    opened: list[str] = []
    window.empty_state.models_requested.connect(lambda: opened.append("models"))
    window.empty_state.set_recommended("deepseek-r1:8b", 5_200_000_000, "This computer: 24 GB memory")
    window.empty_state.set_kind(EmptyKind.NO_MODEL)
    link = next(w for w in window.findChildren(QPushButton) if w.accessibleIdentifier() == "empty.see_models")
    assert link.isVisible()
    link.click()
    assert opened == ["models"]
    get = next(w for w in window.findChildren(QPushButton) if w.accessibleIdentifier() == "empty.get_recommended")
    assert get.isVisible()
    assert get.text() == "Download DeepSeek R1 8B (5.2 GB)"


def test_the_field_is_seen_whole_in_a_small_window_with_large_text(qtbot: QtBot, window: MainWindow) -> None:
    window.footer.set_place("Runs on this computer · Processor", is_ready=True)
    theme().set_text_scale(150)
    window.resize(560, 480)

    def is_seen_whole() -> bool:
        view, composer = window.empty_state.viewport(), window.composer
        return view.rect().contains(QRect(composer.mapTo(view, QPoint(0, 0)), composer.size()))

    qtbot.waitUntil(is_seen_whole)


def test_a_wider_text_has_a_wider_field(window: MainWindow) -> None:
    window.resize(1600, 820)
    window.set_empty(False)
    for percent in (100, 150):
        theme().set_text_scale(percent)
        QApplication.processEvents()
        assert window.composer.width() >= ChatStyle().px(COLUMN_WIDTH)


def test_a_chat_on_its_way_has_no_greeting(window: MainWindow) -> None:
    window.set_opening()
    assert not window.empty_state.isVisible()
    assert window.transcript.isVisible()
    assert window.composer.text_edit.placeholderText() == "Reply…"
    window.set_chat(2, "Why the sky is blue", is_pinned=False)
    assert window.windowTitle() == "Why the sky is blue — Baleen"


def test_the_headers_menu_speaks_of_the_open_chat(window: MainWindow) -> None:
    pinned, deleted = heard(window.sidebar.pin_requested), heard(window.sidebar.delete_requested)
    window.header.delete_requested.emit()
    assert len(deleted) == 0
    window.set_chat(2, "Why the sky is blue", is_pinned=False)
    window.header.pin_requested.emit(True)
    window.header.delete_requested.emit()
    assert pinned[0] == [2, True]
    assert deleted[0] == [2]


def test_find_is_offered_where_there_is_something_to_find(qtbot: QtBot, window: MainWindow) -> None:
    asked = heard(window.find_requested)
    qtbot.keyClick(window.composer.text_edit, Qt.Key.Key_F, CTRL)
    assert not window.header.find_button.isVisible()
    window.set_empty(False)
    qtbot.waitUntil(window.composer.text_edit.hasFocus)
    qtbot.keyClick(window.composer.text_edit, Qt.Key.Key_F, CTRL)
    assert window.header.find_button.isVisible()
    assert asked == [[]]


def test_where_the_model_runs_is_told(window: MainWindow) -> None:
    window.footer.set_place("Runs on this computer · Processor", is_ready=True)
    assert "Runs on this computer · Processor" in window.footer.text()
    assert "AI can make mistakes. Check important facts." in window.footer.text()


def test_the_place_is_a_plain_file(window: MainWindow, tmp_path: Path) -> None:
    window.close()
    stored = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    assert stored.value("window/geometry") is not None


def _identifier(thing: object) -> str:
    return thing.accessibleIdentifier() if hasattr(thing, "accessibleIdentifier") else ""
