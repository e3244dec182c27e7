"""A language that nobody speaks, 40 % longer than English: what it does not reach cannot be translated."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.context import Fullness
from app.domain.models import display_name
from app.domain.remembering import MemoryStep
from app.domain.settings import Settings
from app.presenters.model_list_model import ModelListModel
from app.ui.assets import licence_texts
from app.ui.chat.empty_state import EmptyKind
from app.ui.chat.memory_panel import MemoryPanel
from app.ui.commands import window_commands
from app.ui.jump_panel import JumpPanel
from app.ui.main_window import MainWindow
from app.ui.settings.settings_dialog import Page, SettingsDialog
from tests.ui.widgets.conftest import CHATS, MODELS

_KEPT = re.compile(r"(\{\w*\}|%L?(?:n|\d+)|</?\w+[^>]*>)")
_ACCENTS = str.maketrans("aceinosuyAEINOSU", "áçéíñóšúýÁÉÍÑÓŠÚ")
_DATA = {
    *(chat.title for chat in CHATS),
    *(name for model in MODELS for name in (model.tag, display_name(model.tag))),
    *licence_texts(),
    "Conversation",  # the stand-in for the transcript
}
_SIZE_OR_ADDRESS = re.compile(r"[\d.,]+( [kMGT]?B)?|https?://\S+")


class PseudoLanguage(QTranslator):
    """⟦Néw çhát~~~⟧: fields and tags stay."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        pieces = _KEPT.split(source)
        words = "".join(piece if number % 2 else piece.translate(_ACCENTS) for number, piece in enumerate(pieces))
        return f"⟦{words}{'~' * max(1, math.ceil(len(source) * 0.4) - 2)}⟧"


@pytest.fixture
def pseudo(qapp: QApplication) -> Iterator[Callable[[], None]]:
    """Speaks the pseudo-language from the call on."""
    translator = PseudoLanguage()
    yield lambda: _install(qapp, translator)
    qapp.removeTranslator(translator)


def _install(application: QCoreApplication, translator: QTranslator) -> None:
    application.installTranslator(translator)
    application.processEvents()


@pytest.fixture(params=["from the start", "switched while shown"])
def screens(
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    pseudo: Callable[[], None],
    make_window: Callable[[], MainWindow],
    models: ModelListModel,
) -> tuple[MainWindow, SettingsDialog]:
    is_switched = request.param == "switched while shown"
    if not is_switched:
        pseudo()
    window = make_window()
    dialog = SettingsDialog(models)
    qtbot.addWidget(dialog)
    dialog.set_settings(Settings())
    dialog.show()
    window.resize(1180, 780)
    if is_switched:
        pseudo()
    return window, dialog


def test_every_text_of_the_window_is_translatable_and_fits(screens: tuple[MainWindow, SettingsDialog]) -> None:
    window, _ = screens
    for kind in EmptyKind:
        window.empty_state.set_kind(kind)
        QApplication.processEvents()
        assert _complaints(window) == []


def test_an_open_chat_is_translatable_and_fits(screens: tuple[MainWindow, SettingsDialog]) -> None:
    window, _ = screens
    window.set_chat(2, "Why the sky is blue", is_pinned=False)
    window.set_empty(False)
    QApplication.processEvents()
    assert _complaints(window) == []


def test_every_page_of_the_settings_is_translatable_and_fits(screens: tuple[MainWindow, SettingsDialog]) -> None:
    _, dialog = screens
    for page in Page:
        dialog.open_page(page)
        QApplication.processEvents()
        assert _complaints(dialog) == []


def test_the_picker_is_translatable_and_fits(screens: tuple[MainWindow, SettingsDialog]) -> None:
    window, _ = screens
    window.picker.open_above(window.composer.model_button)
    QApplication.processEvents()
    try:
        assert _complaints(window.picker) == []
        window.picker.filter.setText("no model is called like this")
        QApplication.processEvents()
        assert _complaints(window.picker) == []
    finally:
        window.picker.hide()


def test_a_long_chat_is_translatable_and_fits(screens: tuple[MainWindow, SettingsDialog]) -> None:
    """Gauge, note and panel, also in a narrow window."""
    window, _ = screens
    window.set_chat(2, "Why the sky is blue", is_pinned=False)
    window.set_empty(False)
    found = Fullness(900, 1000, is_estimated=True, left_out=3)
    window.composer.gauge.set_fullness(found)
    window.chat_page.long_chat.tell(3)
    panel = MemoryPanel(window)
    panel.tell(found, display_name(MODELS[0].tag), is_busy=False)
    for width in (1180, 560):
        window.resize(width, 780)
        panel.open_beside(window.composer.gauge, prefers_above=True)
        panel.tell_steps([MemoryStep(8192, 10**9, fits=True), MemoryStep(16384, 10**10, fits=False)])
        QApplication.processEvents()
        assert _complaints(panel) == []
        panel.dismiss()
        QApplication.processEvents()
        shortened = ("composer.memory", "composer.model") if width == 560 else ()  # a ring stays, and a beginning
        assert [text for text in _complaints(window) if not any(name in text for name in shortened)] == []


def test_the_ways_to_anything_are_translatable_and_fit(screens: tuple[MainWindow, SettingsDialog]) -> None:
    window, _ = screens
    panel = JumpPanel(window)
    chats = [(chat.id, chat.title) for chat in CHATS]
    panel.open(window.header, chats, window_commands(window.commands))
    QApplication.processEvents()
    try:
        assert _complaints(panel) == []
    finally:
        panel.dismiss()


def test_what_is_wrong_would_be_found(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    QLabel("Plain English", page)
    QLabel("⟦Far too long for its place⟧", page).resize(20, 20)
    page.show()
    assert [text.split()[1] for text in _complaints(page)] == ["says", "cuts"]


def _complaints(root: QWidget) -> list[str]:
    widgets = [root, *(child for child in root.findChildren(QWidget) if child.isVisible() and child.window() is root)]
    return [text for widget in widgets for text in (*_untranslated(widget), *_clipped(widget))]


def _untranslated(widget: QWidget) -> Iterator[str]:
    for text in _texts(widget):
        if any(letter.isalpha() for letter in text) and "⟦" not in text and not _is_data(text):
            yield f"{_who(widget)} says {text!r} in every language"


def _texts(widget: QWidget) -> list[str]:
    texts = [widget.accessibleName(), widget.toolTip(), widget.accessibleDescription()]
    match widget:
        case QLabel() | QAbstractButton():
            texts.append(widget.text())
        case QLineEdit() | QPlainTextEdit():
            texts.append(widget.placeholderText())
        case QComboBox():
            texts += [widget.itemText(place) for place in range(widget.count())]
    if widget.isWindow():
        texts.append(widget.windowTitle())
    return texts


def _is_data(text: str) -> bool:
    return text in _DATA or _SIZE_OR_ADDRESS.fullmatch(text) is not None


def _clipped(widget: QWidget) -> Iterator[str]:
    if not isinstance(widget, QLabel | QAbstractButton) or "⟦" not in widget.text():
        return
    if isinstance(widget, QLabel) and widget.wordWrap():
        is_cut = widget.height() < widget.heightForWidth(widget.width())
    else:
        is_cut = widget.width() < widget.sizeHint().width() or widget.height() < widget.fontMetrics().height()
    if is_cut:
        size, wanted = widget.size(), widget.sizeHint()
        yield (
            f"{_who(widget)} cuts {widget.text()!r}: {size.width()}×{size.height()}, "
            f"wants {wanted.width()}×{wanted.height()}"
        )


def _who(thing: QObject) -> str:
    identifier = thing.accessibleIdentifier() if isinstance(thing, QWidget) else ""
    return f"{type(thing).__name__} {identifier}".strip()
