"""How long chats are kept, how they come back, how all of them go."""

from __future__ import annotations

from collections.abc import Callable, Collection
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

    def __init__(
        self,
        archive: ChatArchive,
        chats: ChatService,
        now: Callable[[], datetime],
        on_screen: Callable[[], Collection[ChatId | None]],
    ) -> None:
        """`now` gives aware times, `on_screen` the chats that somebody looks at, or is about to."""
        self._archive = archive
        self._chats = chats
        self._now = now
        self._on_screen = on_screen

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
        chat_ids = tuple(chat.id for chat in await self._chats.chats())
        if chat_ids:
            await self._archive.back_up()
            await self._chats.delete_all(chat_ids)
        return chat_ids

    async def bring_back(self, chat_ids: tuple[ChatId, ...]) -> None:
        """Undo a deletion of this run. Raises: `StoreError`."""
        await self._chats.restore_all(chat_ids)

    async def old(self, days: int) -> tuple[Chat, ...]:
        """The chats without a new message for so many days, but none that is pinned, on screen, being answered, or has
        words in it that were not sent. Private chats end with the program anyway. Raises: `StoreError`.
        """
        before = self._now() - timedelta(days=days)
        chats = await self._chats.chats()
        kept = {*self._on_screen(), *self._chats.answering}
        return tuple(
            chat
            for chat in chats
            if chat.updated_at < before
            and not (chat.is_pinned or chat.draft or chat.edited_text or is_private(chat.id))
            and chat.id not in kept
        )

    async def delete_old(self, days: int) -> tuple[ChatId, ...]:
        """Delete those of `old`; their ids, for `bring_back`. 0 days deletes nothing. Raises: `StoreError`."""
        if days <= 0 or not await self.old(days):
            return ()
        await self._archive.back_up()
        chat_ids = tuple(chat.id for chat in await self.old(days))  # one may have been opened meanwhile
        await self._chats.delete_all(chat_ids)
        return chat_ids
