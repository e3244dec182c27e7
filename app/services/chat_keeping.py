"""How long chats are kept, how they come back, how all of them go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.chat import Chat, ChatId, is_private
from app.domain.export import Backup
from app.domain.ports import ChatArchive
from app.services.chat_news import ChatsChanged
from app.services.chats import ChatService


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What came of a file with chats."""

    added: int
    known: int
    """Chats of the file that were there already and stayed as they are."""


class ChatKeeping:
    """Whatever deletes here has made a backup before."""

    def __init__(self, archive: ChatArchive, chats: ChatService, now: Callable[[], datetime]) -> None:
        """`now` gives aware times."""
        self._archive = archive
        self._chats = chats
        self._now = now

    async def backups(self) -> tuple[Backup, ...]:
        """The newest first."""
        return await self._archive.backups()

    async def bring_in(self, path: Path) -> BroughtIn:
        """Add the chats of an export or a backup that are not there; what is there stays as it is.

        Raises: `NotAnExport`, `NewerSchema`, other `StoreError`; then nothing has changed.
        """
        found = await self._archive.read(path)
        added = await self._archive.add(found)
        if added:
            self._chats.news.tell(ChatsChanged())
        return BroughtIn(len(added), len(found) - len(added))

    async def delete_all(self) -> tuple[ChatId, ...]:
        """Delete every chat, private ones too; their ids, for `bring_back`. Raises: `StoreError`."""
        return await self._delete(tuple(chat.id for chat in await self._chats.chats()))

    async def bring_back(self, chat_ids: tuple[ChatId, ...]) -> None:
        """Undo a deletion of this run. Raises: `StoreError`."""
        await self._chats.restore_all(chat_ids)

    async def old(self, days: int, on_screen: ChatId | None) -> tuple[Chat, ...]:
        """The chats without a new message for so many days, but none that is pinned, on screen, being answered, or has
        words in it that were not sent. Private chats end with the program anyway. Raises: `StoreError`.
        """
        before = self._now() - timedelta(days=days)
        answering = self._chats.answering
        return tuple(
            chat
            for chat in await self._chats.chats()
            if chat.updated_at < before
            and not (chat.is_pinned or chat.draft or chat.edited_text or is_private(chat.id))
            and chat.id != on_screen
            and chat.id not in answering
        )

    async def delete_old(self, days: int, on_screen: ChatId | None) -> tuple[ChatId, ...]:
        """Delete those of `old`; their ids, for `bring_back`. 0 days deletes nothing. Raises: `StoreError`."""
        if days <= 0:
            return ()
        return await self._delete(tuple(chat.id for chat in await self.old(days, on_screen)))

    async def _delete(self, chat_ids: tuple[ChatId, ...]) -> tuple[ChatId, ...]:
        if chat_ids:
            await self._archive.back_up()
            await self._chats.delete_all(chat_ids)
        return chat_ids
