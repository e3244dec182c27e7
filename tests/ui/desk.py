"""A person at the window: the whole program off screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.composition.compose import Baleen, Config, compose
from app.domain.chat import Message
from app.presenters.actions import MessageAction
from app.store.places import places
from app.ui.chat.details_dialog import DetailsDialog
from tests.helpers.fake_ollama import FakeOllama


class Desk:
    """A person at the window."""

    def __init__(self, baleen: Baleen) -> None:
        self.baleen = baleen
        self.window = baleen.window
        self.composer = baleen.window.composer
        self.chat = baleen.presenters.chat
        self.view = baleen.window.transcript_view
        self.messages: tuple[Message, ...] = ()

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(20):
            while not condition():
                await asyncio.sleep(0.005)

    async def look(self) -> tuple[Message, ...]:
        """The messages on screen, as they are on disk once no answer is being written."""
        await self.until(lambda: self.chat.chat_id is not None and not self.chat.is_busy)
        assert self.chat.chat_id is not None
        self.messages = await self.baleen.chats.path(self.chat.chat_id)
        return self.messages

    async def ask(self, text: str) -> tuple[Message, ...]:
        """Write and send; returns when the answer has ended."""
        await self.send(text)
        return await self.look()

    async def send(self, text: str) -> None:
        QTest.keyClicks(self.composer.text_edit, text)
        QTest.keyClick(self.composer.text_edit, Qt.Key.Key_Return)
        await self.until(lambda: self.chat.is_busy or not self.composer.text)

    async def shows(self, text: str) -> None:
        await self.until(lambda: text in self.view.plain_text())

    def act(self, message: Message, action: MessageAction) -> None:
        self.view.action_requested.emit(message.id, action)

    def clipboard(self) -> str:
        return QGuiApplication.clipboard().text()


@asynccontextmanager
async def at_desk(server: FakeOllama, profile: Path) -> AsyncGenerator[Desk, None]:
    async with compose(Config(places(profile), server.url)) as baleen:
        desk = Desk(baleen)
        baleen.window.show()
        await desk.until(lambda: baleen.presenters.models.current)
        yield desk
        for dialog in baleen.window.findChildren(DetailsDialog):
            dialog.close()
        QGuiApplication.clipboard().clear()
