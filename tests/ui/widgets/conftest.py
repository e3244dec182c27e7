"""A main window with chats and models, and the look put back after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QApplication, QTextBrowser
from pytestqt.qtbot import QtBot

from app.domain.chat import Chat, ChatId
from app.domain.models import InstalledModel
from app.domain.settings import Theme
from app.presenters.chat_list_model import ChatListModel
from app.presenters.model_list_model import ModelListModel
from app.ui.main_window import MainWindow
from app.ui.models.words import describe
from app.ui.sidebar.words import ChatWords
from app.ui.theme import theme

NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
MODELS = (
    InstalledModel("deepseek-r1:8b", 5_200_000_000, "a"),
    InstalledModel("deepseek-r1:1.5b", 1_100_000_000, "b"),
)


def chat(number: int, title: str, days: int = 0, *, is_pinned: bool = False) -> Chat:
    """A chat whose last message is `days` old; a lower number is newer."""
    at = NOW - timedelta(days=days, minutes=number)
    return Chat(ChatId(number), title, at, at, is_pinned=is_pinned)


CHATS = (chat(1, "Weekend in Lisbon"), chat(2, "Why the sky is blue"), chat(3, "Names for a cat", 1))


def heard(signal: SignalInstance) -> list[list[object]]:
    """What a signal tells from now on, one list of arguments a time."""
    told: list[list[object]] = []
    signal.connect(lambda *arguments: told.append(list(arguments)))
    return told


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    theme()
    yield
    theme().set_mode(Theme.SYSTEM)
    theme().set_text_scale(100)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def chats(qapp: QApplication) -> ChatListModel:
    model = ChatListModel(ChatWords())
    model.set_chats(CHATS, NOW, UTC)
    return model


@pytest.fixture
def models(qapp: QApplication) -> ModelListModel:
    model = ModelListModel(describe)
    model.set_models(MODELS, "deepseek-r1:8b")
    return model


@pytest.fixture
def make_window(qtbot: QtBot, chats: ChatListModel, models: ModelListModel, tmp_path: Path) -> Callable[[], MainWindow]:
    """Makes a shown window; two share the file that remembers the place."""

    def make() -> MainWindow:
        transcript = QTextBrowser()
        transcript.setAccessibleName("Conversation")
        window = MainWindow(transcript, chats, models, tmp_path / "window.ini")
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(window.composer.text_edit.hasFocus)
        return window

    return make


@pytest.fixture
def window(make_window: Callable[[], MainWindow]) -> MainWindow:
    window = make_window()
    window.resize(1180, 820)
    return window
