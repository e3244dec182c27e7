"""The list of chats: what the sidebar shows and does."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.domain.chat import Chat, ChatId
from app.services.chat_news import ChatNews, ChatsChanged, MessageChanged
from app.services.chats import ChatService
from app.services.tasks import TaskOwner


class SidebarPresenter(QObject):
    """Chats, in order, with the ones that are answering and the ones that finished unseen."""

    chats_changed = Signal(object, object, object)
    """(tuple[Chat, ...], answering: frozenset[ChatId], unseen: frozenset[ChatId])"""
    found = Signal(object)
    """dict[ChatId, str]: chats that contain the words searched for, with an excerpt; None when nothing is searched."""
    deleted = Signal(object)
    """The Chat that can be brought back with `restore`."""
    restored = Signal(object)
    """The ChatId that was brought back."""
    failed = Signal(object)
    """AppError"""

    def __init__(self, chats: ChatService, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chats = chats
        self._tasks = tasks
        self._known: tuple[Chat, ...] = ()
        self._unseen: frozenset[ChatId] = frozenset()
        self._open: ChatId | None = None
        chats.news.add(self._on_news)

    @property
    def chats(self) -> tuple[Chat, ...]:
        """All of them, as far as they are known."""
        return self._known

    @property
    def models_answering(self) -> frozenset[str]:
        """The tags of the models that are answering now; `chats_changed` tells when these may be others."""
        return self._chats.models_answering

    def refresh(self) -> None:
        """Read the list again."""
        self._run("list", self._refresh())

    def set_open(self, chat_id: ChatId | None) -> None:
        """This chat is on screen: it is seen."""
        self._open = chat_id
        if chat_id in self._unseen:
            self._unseen -= {chat_id}
            self._tell()

    def rename(self, chat_id: ChatId, title: str) -> None:
        self._run("rename", self._chats.rename(chat_id, title))

    def pin(self, chat_id: ChatId, pinned: bool) -> None:
        self._run("pin", self._chats.pin(chat_id, pinned))

    def delete(self, chat_id: ChatId) -> None:
        """Take the chat away at once; `deleted` offers it back."""
        self._run(f"delete:{chat_id}", self._delete(chat_id))

    def restore(self, chat_id: ChatId) -> None:
        """Bring back a chat that was deleted; `restored` follows."""
        self._run(f"delete:{chat_id}", self._restore(chat_id))

    def search(self, words: str) -> None:
        """Look for words in titles and messages; an empty text ends the search."""
        if words.strip():
            self._run("search", self._search(words))
        else:
            self._tasks.cancel("sidebar:search")
            self.found.emit(None)

    def neighbour(self, step: int) -> ChatId | None:
        """The chat `step` places below the open one, in the order of the list; around the ends."""
        ids = [chat.id for chat in self._known]
        if not ids:
            return None
        if self._open not in ids:
            return ids[0 if step > 0 else -1]
        return ids[(ids.index(self._open) + step) % len(ids)]

    def _run(self, key: str, coroutine: Coroutine[Any, Any, None]) -> None:
        self._tasks.start(f"sidebar:{key}", coroutine, self.failed.emit)

    async def _refresh(self) -> None:
        self._known = await self._chats.chats()
        self._tell()

    async def _delete(self, chat_id: ChatId) -> None:
        chat = await self._chats.chat(chat_id)
        await self._chats.delete(chat_id)
        if chat is not None:
            self.deleted.emit(chat)

    async def _restore(self, chat_id: ChatId) -> None:
        await self._chats.restore(chat_id)
        self.restored.emit(chat_id)

    async def _search(self, words: str) -> None:
        self.found.emit(dict(await self._chats.search(words)))

    def _on_news(self, news: ChatNews) -> None:
        match news:
            case ChatsChanged():
                self.refresh()
            case MessageChanged(message) if message.chat_id != self._open:
                if not self._chats.is_answering(message.chat_id):
                    self._unseen |= {message.chat_id}
            case _:
                pass

    def _tell(self) -> None:
        self.chats_changed.emit(self._known, self._chats.answering, self._unseen)
