"""Every control has a name, can be reached by keyboard, and shows its whole text at any size."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.settings import Settings
from app.presenters.model_list_model import ModelListModel
from app.ui.ask import QuestionDialog
from app.ui.chat.empty_state import EmptyKind
from app.ui.controls.label import ElidedLabel
from app.ui.crash_dialog import CrashDialog
from app.ui.main_window import MainWindow
from app.ui.settings.settings_dialog import Page, SettingsDialog
from app.ui.theme import theme


@pytest.fixture
def settings(qtbot: QtBot, models: ModelListModel) -> SettingsDialog:
    dialog = SettingsDialog(models)
    dialog.set_settings(Settings())
    dialog.set_versions("1.0.0", "0.34.4")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def focusable(root: QWidget) -> Iterator[QWidget]:
    """The widgets that Tab can reach now."""
    for widget in root.findChildren(QWidget):
        can_focus = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
        if can_focus and widget.isVisible() and widget.isEnabled():
            yield widget


def nameless(root: QWidget) -> list[str]:
    """Focusable widgets of which a screen reader has nothing to say, or a test no handle."""
    found = []
    for widget in focusable(root):
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name) if interface else ""
        # A combo box says its value; its label is its buddy.
        is_named = bool(name) or (isinstance(widget, QComboBox) and bool(widget.accessibleName()))
        if not is_named or not (widget.accessibleIdentifier() or widget.accessibleName()):
            found.append(f"{type(widget).__name__} {widget.accessibleIdentifier()}")
    return found


def clipped(root: QWidget) -> list[str]:
    """Labels and buttons that are smaller than their text."""
    found = []
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, QLabel | QAbstractButton) or not widget.isVisible() or not _has_text(widget):
            continue
        if isinstance(widget, ElidedLabel):
            continue  # tells the whole text as its tooltip
        wanted = widget.minimumSizeHint()
        high = widget.heightForWidth(widget.width()) if widget.hasHeightForWidth() else wanted.height()
        if widget.width() < wanted.width() or widget.height() < high:
            found.append(f"{_has_text(widget)}: {widget.size().toTuple()} < {wanted.width()}x{high}")
    return found


def _has_text(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


def settle(qtbot: QtBot, root: QWidget) -> None:
    """Let the layouts come to rest."""
    sizes: list[object] = []

    def is_at_rest() -> bool:
        now = [widget.geometry() for widget in root.findChildren(QWidget)]
        at_rest = sizes == now
        sizes[:] = now
        return at_rest

    qtbot.waitUntil(is_at_rest)


@pytest.mark.parametrize("kind", EmptyKind)
def test_everything_in_the_window_has_a_name(window: MainWindow, kind: EmptyKind) -> None:
    window.empty_state.set_kind(kind)
    window.composer.set_model_name("DeepSeek R1 8B")
    window.composer.set_think(True, True)
    window.notices.show_notice("store", "Your chats can't be saved.", "Try again")
    window.toast.show_text("Chat deleted.", lambda: None)
    assert nameless(window) == []


@pytest.mark.parametrize("page", Page)
def test_everything_in_the_settings_has_a_name(settings: SettingsDialog, page: Page) -> None:
    settings.open_page(page)
    assert nameless(settings) == []


def test_everything_in_the_picker_has_a_name(qtbot: QtBot, window: MainWindow) -> None:
    window.picker.open_above(window.composer.model_button)
    qtbot.waitUntil(window.picker.isVisible)
    assert nameless(window.picker) == []
    window.picker.hide()


def test_tab_reaches_everything_and_comes_back(qtbot: QtBot, window: MainWindow) -> None:
    window.set_chat(1, "Weekend in Lisbon", is_pinned=False)
    window.set_empty(False)
    window.composer.set_think(True, True)
    window.composer.setFocus()
    start = QApplication.focusWidget()
    assert start is window.composer.text_edit
    walk = [start]
    while True:
        qtbot.keyClick(walk[-1], Qt.Key.Key_Tab)
        if QApplication.focusWidget() in walk:
            break
        walk.append(QApplication.focusWidget())
    assert set(walk) == set(focusable(window))
    identifiers = [widget.accessibleIdentifier() for widget in walk]
    assert identifiers[:4] == ["composer.text", "composer.think", "composer.model", "composer.send"]
    order = [
        "header.find",
        "header.more",
        "sidebar.hide",
        "sidebar.new_chat",
        "sidebar.search",
        "sidebar.chats",
        "sidebar.models",
    ]
    assert [name for name in identifiers if name in order] == order


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("kind", EmptyKind)
def test_no_text_is_cut_in_the_window(
    qtbot: QtBot, window: MainWindow, kind: EmptyKind, percent: int, direction: Qt.LayoutDirection
) -> None:
    window.setLayoutDirection(direction)
    window.empty_state.set_kind(kind)
    window.composer.set_model_name("DeepSeek R1 8B")
    window.composer.set_think(True, True)
    window.footer.set_place("Runs on this computer · Processor", is_ready=True)
    window.notices.show_notice("store", "Your chats can't be saved. The disk is full.", "Try again")
    theme().set_text_scale(percent)
    settle(qtbot, window)
    assert clipped(window) == []


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("page", Page)
def test_no_text_is_cut_in_the_settings(qtbot: QtBot, settings: SettingsDialog, page: Page, percent: int) -> None:
    settings.open_page(page)
    theme().set_text_scale(percent)
    settle(qtbot, settings)
    assert clipped(settings) == []


def _question(parent: QWidget) -> QDialog:
    body = "Frees 5.2 GB. Your chats are kept, and you can download it again. You will have no model left."
    return QuestionDialog(parent, "Delete DeepSeek R1 8B?", body, "Delete model", is_danger=True)


def _crash(parent: QWidget) -> QDialog:
    return CrashDialog("Traceback …", parent)


@pytest.mark.parametrize("make", [_question, _crash])
@pytest.mark.parametrize("percent", [100, 200])
def test_dialogs_are_named_and_whole(
    qtbot: QtBot, window: MainWindow, make: Callable[[QWidget], QDialog], percent: int
) -> None:
    theme().set_text_scale(percent)
    dialog = make(window)
    dialog.open()
    settle(qtbot, dialog)
    assert nameless(dialog) == []
    assert clipped(dialog) == []
    dialog.reject()
    dialog.deleteLater()


def test_targets_are_large_enough(window: MainWindow) -> None:
    theme().set_text_scale(80)
    window.composer.set_think(True, True)
    small = [
        (widget.accessibleIdentifier(), widget.size().toTuple())
        for widget in focusable(window)
        if min(widget.width(), widget.height()) < 24 and widget.accessibleIdentifier() != "composer.text"
    ]
    assert small == []
