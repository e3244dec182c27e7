"""What is kept: chats, settings, notes of what is not finished, keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from app.domain.card_speed import MeasuredSpeed
from app.domain.chat import Chat, ChatId, ExportedChat, Message, MessageId
from app.domain.downloads import StoredDownloads
from app.domain.export import Backup
from app.domain.model_update import KnownUpdates
from app.domain.models import ModelUsage
from app.domain.models_folder import FolderMove
from app.domain.postponed import Postponed
from app.domain.program_update import KnownRelease
from app.domain.settings import Settings


class KeptChatStore(Protocol):
    """Chats on disk. Every method is one transaction, all or nothing, and raises `StoreError`.

    When a writing method returns, the change survives a power cut.
    """

    async def chats(self) -> tuple[Chat, ...]:
        """All chats that are not deleted, pinned first, then newest first."""
        ...

    async def chat(self, chat_id: ChatId) -> Chat | None:
        """One chat; None if it does not exist or is deleted."""
        ...

    async def create_chat(self, title: str, model: str | None, continues: ChatId | None = None) -> Chat:
        """A new, empty chat; `continues` is the one that it goes on with."""
        ...

    async def rename_chat(self, chat_id: ChatId, title: str) -> None: ...

    async def pin_chat(self, chat_id: ChatId, pinned: bool) -> None: ...

    async def choose_model(self, chat_id: ChatId, model: str) -> None: ...

    async def save_draft(self, chat_id: ChatId | None, text: str) -> None:
        """Keep unsent text; None is the chat that does not exist yet."""
        ...

    async def save_edit(self, chat_id: ChatId, question_id: MessageId | None, text: str) -> None:
        """Keep the new words of a question that is being edited; None: nothing is."""
        ...

    async def new_chat_draft(self) -> str:
        """The unsent text of the chat that does not exist yet."""
        ...

    async def delete_chat(self, chat_id: ChatId) -> None:
        """Hide the chat for 30 days; `restore_chat` brings it back whole."""
        ...

    async def restore_chat(self, chat_id: ChatId) -> None: ...

    async def path(self, chat_id: ChatId) -> tuple[Message, ...]:
        """The messages on screen: from the first one down to the selected version of the last one."""
        ...

    async def message(self, message_id: MessageId) -> Message | None: ...

    async def add_question(
        self, chat_id: ChatId, parent_id: MessageId | None, text: str, model: str
    ) -> tuple[Message, Message]:
        """Store the person's words and an empty answer in state STREAMING below, select both, clear draft and edit."""
        ...

    async def add_answer(self, question_id: MessageId, model: str) -> Message:
        """Store one more empty answer (STREAMING) to a question and select it."""
        ...

    async def save_answer(self, message: Message) -> None:
        """Write text, thinking, state, usage, error and `left_out` of an answer."""
        ...

    async def select(self, message_id: MessageId) -> None:
        """Make this version, and the newest messages below it, the ones on screen."""
        ...

    async def delete_from(self, message_id: MessageId) -> None:
        """Hide a message and all below it; `undelete_from` with the same id brings them back."""
        ...

    async def undelete_from(self, message_id: MessageId) -> None: ...

    async def branch(self, message_id: MessageId, title: str) -> Chat:
        """A new chat that begins with a copy of the path from the first message to this one."""
        ...

    async def search(self, words: str, limit: int = 200) -> tuple[tuple[ChatId, str], ...]:
        """Chats whose title or messages contain all the words, best first, with an excerpt ("" for a title)."""
        ...

    async def model_usage(self) -> Mapping[str, ModelUsage]:
        """By tag as the server lists it: when each model answered last, and how fast. Deleted answers count."""
        ...

    async def export(self) -> tuple[ExportedChat, ...]:
        """Every chat that is not deleted with every message of every branch."""
        ...


class ChatStore(KeptChatStore, Protocol):
    """Kept chats, and private ones, which are in memory only (`domain.chat.is_private`)."""

    async def create_private_chat(self, title: str, model: str | None) -> Chat:
        """A new, empty chat that is never written down."""
        ...


class ChatArchive(Protocol):
    """Copies of the chats, and chats of other files."""

    async def backups(self) -> tuple[Backup, ...]:
        """The newest first."""
        ...

    async def back_up(self) -> None:
        """Make one now. Raises: `StoreError`."""
        ...

    async def read(self, path: Path) -> tuple[ExportedChat, ...]:
        """The chats of an export or a backup, which is not changed.

        Raises: `NotAnExport`, `NewerSchema`, other `StoreError` where it cannot be read.
        """
        ...

    async def add(self, chats: Sequence[ExportedChat]) -> tuple[ChatId, ...]:
        """Add those that are not there yet, all or none; returns their ids. Raises: `StoreError`."""
        ...


class SettingsStore(Protocol):
    """The settings file. Blocking: a few kilobytes."""

    def load(self) -> Settings:
        """Never raises for a bad file: it is set aside, `problem` says so, the last good copy or defaults are used."""
        ...

    def save(self, settings: Settings) -> None:
        """Atomic; keys of a newer Baleen survive. Raises: `StoreError`."""
        ...


class DownloadStore(Protocol):
    """The queue on disk: it survives a crash."""

    async def downloads(self) -> StoredDownloads:
        """What was saved last; nothing if that cannot be read."""
        ...

    async def save_downloads(self, stored: StoredDownloads) -> None:
        """Replace the queue. When this returns, it survives a power cut; of two at once the later one counts.

        Raises: `StoreError`.
        """
        ...


class PostponedStore(Protocol):
    """Which draft waits for which model, on disk."""

    async def postponed(self) -> Postponed | None:
        """What waited at the end of the last run; None also where that cannot be read."""
        ...

    async def save_postponed(self, postponed: Postponed | None) -> None:
        """When this returns, it survives a power cut. Raises: `StoreError`."""
        ...


class ModelUpdateStore(Protocol):
    """What the last look for newer models found, on disk."""

    async def updates(self) -> KnownUpdates:
        """Empty where that cannot be read."""
        ...

    async def save_updates(self, known: KnownUpdates) -> None:
        """Raises: `StoreError`."""
        ...


class CardSpeedStore(Protocol):
    """How fast answers came, by the part of the model on the graphics cards, on disk."""

    async def speeds(self) -> tuple[MeasuredSpeed, ...]:
        """The newest first; empty where that cannot be read."""
        ...

    async def save_speeds(self, speeds: Sequence[MeasuredSpeed]) -> None:
        """Raises: `StoreError`."""
        ...


class ReleaseStore(Protocol):
    """What the last look for a newer Baleen found, on disk."""

    async def release(self) -> KnownRelease:
        """Empty where that cannot be read."""
        ...

    async def save_release(self, known: KnownRelease) -> None:
        """Raises: `StoreError`."""
        ...


class FolderMoveStore(Protocol):
    """Which move of the models is under way, on disk."""

    async def move(self) -> FolderMove | None:
        """Without its files. None also where that cannot be read."""
        ...

    async def save_move(self, move: FolderMove | None) -> None:
        """When this returns, it survives a power cut. Raises: `StoreError`."""
        ...


class KeyRing(Protocol):
    """The system's keyring. Blocking, for as long as the system asks the person: call it in a worker."""

    def read(self, url: str) -> str:
        """The access key for an address; empty for none, also where this system keeps no secrets."""
        ...

    def write(self, url: str, key: str) -> bool:
        """Keep a key; empty forgets it. False when this system keeps no secrets: then nothing is kept."""
        ...
