"""One message that is sent by itself when its model has arrived, also after a restart."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.domain.chat import ChatId
from app.domain.chat import is_private as is_private_chat
from app.domain.downloads import DownloadState
from app.domain.errors import AppError, StoreError
from app.domain.models import normal_tag
from app.domain.ports import PostponedStore
from app.domain.postponed import Postponed
from app.services.chats import ChatService
from app.services.downloads import DownloadService
from app.services.listeners import Listeners
from app.services.models import ModelService
from app.services.tasks import TaskOwner

_SAVE = "postponed:save"
_SEND = "postponed:send"
_log = logging.getLogger(__name__)


class PostponedService:
    """Remembers that the draft of a chat waits for a model; that of a private chat only while the program runs.

    `deliver` sends it; nothing here knows what stands on the screen, so `due` asks whoever does. The wait ends by
    itself when neither the model nor a download of it is there any more; the words stay a draft.
    """

    def __init__(
        self,
        store: PostponedStore,
        chats: ChatService,
        models: ModelService,
        downloads: DownloadService,
        tasks: TaskOwner,
    ) -> None:
        self.current: Postponed | None = None
        self.changes: Listeners[Postponed | None] = Listeners()
        self.lost: Listeners[str] = Listeners()
        """The tag of a model that does not come any more: its message was not sent."""
        self._store = store
        self._chats = chats
        self._models = models
        self._downloads = downloads
        self._tasks = tasks
        models.changes.add(lambda _: self._look())
        downloads.changes.add(lambda _: self._look())

    @property
    def is_due(self) -> bool:
        """A message waits, and its model is here."""
        return self.current is not None and self._models.find(self.current.model) is not None

    def coming(self) -> str:
        """The tag of the model that a message would wait for; empty where none is on its way."""
        rows = [row for row in self._downloads.rows if row.state is not DownloadState.DONE]
        going = [row for row in rows if row.state not in (DownloadState.PAUSED, DownloadState.FAILED)]
        return next((row.tag for row in going or rows), "")

    async def restore(self) -> None:
        """Read what waited at the end of the last run; after the queue of downloads. Never raises."""
        self.current = self.current or await self._store.postponed()
        self.changes.tell(self.current)

    def postpone(self, chat_id: ChatId | None, text: str) -> bool:
        """Send this when the next model that is on its way has arrived; False where there is none.

        Text and wait are on disk a moment later; the text as the draft of the chat.
        """
        tag = self.coming()
        if not tag or not text.strip():
            return False
        self._put(Postponed(chat_id, tag), text)
        return True

    def forget(self) -> None:
        """Do not send it; it stays a draft."""
        if self.current is not None:
            self._put(None)

    def take(self) -> Postponed | None:
        """What is due, which waits no longer: the caller sends it."""
        due = self.current if self.is_due else None
        if due is not None:
            self._put(None)
        return due

    def deliver(self, failed: Callable[[AppError], None]) -> None:
        """Send what is due from a chat that is not on the screen, in the background."""
        if (due := self.take()) is not None:
            self._tasks.start(_SEND, self._deliver(due), failed)

    async def _deliver(self, due: Postponed) -> None:
        chat = await self._chats.chat(due.chat_id) if due.chat_id is not None else None
        if due.chat_id is not None and (chat is None or chat.edited_id is not None):
            return
        text = chat.draft if chat else await self._chats.new_chat_draft()
        if text.strip():
            await self._chats.send(due.chat_id, text.strip(), due.model)
            if due.chat_id is None:
                await self._chats.save_draft(None, "")

    def _put(self, postponed: Postponed | None, text: str = "") -> None:
        self.current = postponed
        self._tasks.start(_SAVE, self._save(postponed, text))
        self.changes.tell(postponed)

    async def _save(self, postponed: Postponed | None, text: str) -> None:
        try:
            if postponed is not None and text:
                await self._chats.save_draft(postponed.chat_id, text)
            is_private = postponed is not None and is_private_chat(postponed.chat_id)
            await self._store.save_postponed(None if is_private else postponed)
        except StoreError as error:
            _log.warning("what waits for a model could not be saved: %s", error.detail)

    def _look(self) -> None:
        waits = self.current
        if waits is None or not self._models.is_known:
            return
        if self._models.find(waits.model):
            self.changes.tell(waits)
        elif self._downloads.find(waits.model) is None:
            self._put(None)
            self.lost.tell(normal_tag(waits.model))
