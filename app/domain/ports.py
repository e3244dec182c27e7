"""What services need from the outside. `composition` puts the real ones in."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from app.domain.catalogue import CatalogueModel
from app.domain.chat import Chat, ChatId, ExportedChat, Message, MessageId
from app.domain.computers import Greeting
from app.domain.downloads import Layer, Manifest, PullEvent, StoredDownloads
from app.domain.engine_install import EngineArchive
from app.domain.found_hardware import FoundHardware
from app.domain.hardware import Hardware
from app.domain.model_update import KnownUpdates
from app.domain.models import InstalledModel, LoadedModel, ModelDetails, ModelUsage
from app.domain.models_folder import FolderMove, MoveStage
from app.domain.options import ChatRequest
from app.domain.postponed import Postponed
from app.domain.program_update import KnownRelease
from app.domain.settings import Settings
from app.domain.stream import StreamEvent


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


class SettingsStore(Protocol):
    """The settings file. Blocking: a few kilobytes."""

    def load(self) -> Settings:
        """Never raises for a bad file: it is set aside, `problem` says so, the last good copy or defaults are used."""
        ...

    def save(self, settings: Settings) -> None:
        """Atomic; keys of a newer Baleen survive. Raises: `StoreError`."""
        ...


class ChatBackend(Protocol):
    """A server that answers."""

    def stream_chat(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """Stream one answer, at most one event of a kind per 40 ms.

        Closing the generator hangs up, which stops the server's work. Ends without `StreamDone` when the
        connection ended before the server said that the answer is complete.
        Raises: `BackendError`.
        """
        ...


class ModelLibrary(Protocol):
    """The models of a server. All methods raise `BackendError`."""

    async def installed(self) -> tuple[InstalledModel, ...]:
        """Every model of the list, newest first, cloud entries included."""
        ...

    def watch_installed(self, interval_s: float) -> AsyncGenerator[tuple[InstalledModel, ...], None]:
        """The list as `installed` gives it: once, and again whenever it has changed.

        The server is asked every `interval_s`, at next to no cost while nothing changes. A server that does not
        answer is asked again, without a word.
        """
        ...

    async def details(self, tag: str) -> ModelDetails: ...

    async def loaded(self) -> tuple[LoadedModel, ...]: ...

    async def unload(self, tag: str) -> None:
        """Free the model's memory; returns when the server no longer lists it."""
        ...

    async def delete(self, tag: str) -> None:
        """Unload, then delete the model and the parts that no other model uses."""
        ...

    async def import_file(
        self,
        tag: str,
        path: Path,
        *,
        template: str,
        stop: Sequence[str] = (),
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Make a model from a GGUF file. `progress` gets bytes sent and in all. A cancel leaves no model."""
        ...


class ModelDownloads(Protocol):
    """Downloads by the server in use."""

    def pull(self, tag: str) -> AsyncGenerator[PullEvent, None]:
        """Download a model; what is here already is not fetched again.

        At most ten progress events a second. Closing the generator pauses: what arrived stays on disk, and the next
        `pull` goes on from there. Ends only after `PullDone`.
        Raises: `BackendError`, `DownloadError` among them.
        """
        ...


class ModelRegistry(Protocol):
    """Where models come from, asked without the server: sizes before a download, and news of a model."""

    async def manifest(self, tag: str) -> Manifest:
        """What belongs to this model today. A few hundred bytes; a second or so.

        Raises: `DownloadError` (no internet, no such model, private, a portal or proxy in between…).
        """
        ...


class ModelFolder(Protocol):
    """The folder that holds the models of a server on this computer. Blocking: call it in a worker.

    Raises: `StoreError`.
    """

    def path(self) -> Path | None:
        """The folder; None when the server is not on this computer or does not tell."""
        ...

    def free_bytes(self) -> int | None:
        """Free space of the disk that holds it; None when there is no folder."""
        ...

    def manifests(self) -> Mapping[str, Manifest]:
        """What belongs to each model that is here, by its tag; empty when there is no folder."""
        ...

    def present_bytes(self, layers: Sequence[Layer]) -> int:
        """How much of these files is here, unfinished ones counted by their finished ranges."""
        ...

    def refresh(self, digests: Sequence[str]) -> None:
        """Make the files of these digests look new: a server that starts deletes what belongs to no model and is an
        hour old, be it whole or not.
        """
        ...

    def mend(self, layers: Sequence[Layer]) -> None:
        """Put right what a server that was killed leaves of unfinished files, and could not go on with.

        Only for files that no server is downloading.
        """
        ...

    def last_change(self, digests: Sequence[str]) -> float:
        """When something was last written to unfinished files of these digests; 0 where there are none."""
        ...

    def remove_leftovers(self, digests: Sequence[str]) -> int:
        """Delete the files of these digests, whole or not, that belong to no model; returns the bytes freed.

        Where it cannot be told which models there are, whole files stay.
        """
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


class FolderMover(Protocol):
    """Moves the files of the models. Blocking: call it in a worker."""

    def plan(self, source: Path, target: Path) -> FolderMove:
        """Leaves nothing behind. Raises: `FolderMoveFailed`, `FolderUnusable`, `NoSpace`."""
        ...

    def is_there(self, folder: Path) -> bool:
        """Whether this is a folder of models, with or without any."""
        ...

    def prepare(self, folder: Path) -> None:
        """Make it a folder of models. Raises: `FolderUnusable`."""
        ...

    def bring(self, move: FolderMove, progress: Callable[[MoveStage, int, int], None], stop: threading.Event) -> None:
        """Have everything in both places, checked. When it raises, the new place is as it was before.

        Raises: `FolderMoveFailed`, `FolderUnusable`, `NoSpace`; something else when `stop` was set.
        """
        ...

    def undo(self, move: FolderMove) -> None:
        """Delete at the new place what the old one has, too. Raises nothing."""
        ...

    def finish(self, move: FolderMove) -> None:
        """Delete at the old place what the new one has, too. Raises nothing."""
        ...


class CatalogueSource(Protocol):
    """The catalogue that Baleen carries."""

    def __call__(self) -> tuple[CatalogueModel, ...]:
        """Every model, in the order of the file. Blocking: a few kilobytes."""
        ...


class HardwareProbe(Protocol):
    """Looks at this computer. Blocking, up to a second."""

    def __call__(self) -> Hardware:
        """Never raises: what the system does not tell is left out."""
        ...


class TourBuilder(Protocol):
    """Makes the model file of the tour."""

    def __call__(self) -> Path:
        """The path of the file, made anew; the same bytes every time. Blocking, well under 0.3 s.

        Raises: `StoreError` when it cannot be written.
        """
        ...


class ServerProbe(Protocol):
    """Asks an address who it is."""

    async def version(self, url: str, timeout_s: float) -> str:
        """The version of the Ollama at this address.

        Raises: `Unreachable` (nothing answers in time), `NotOllama` (something else answers).
        """
        ...

    def use(self, url: str) -> None:
        """From now on every request goes to this address."""
        ...


class ComputerProbe(Protocol):
    """Tries a server on another computer."""

    async def greet(self, url: str, key: str, timeout_s: float) -> Greeting:
        """What the server at this address says, asked with this key; whether it can be used shows in that.

        Raises: `Unreachable`, `AccessDenied`, `NotOllama` (what answers is neither that nor anything alike),
        `BackendError`.
        """
        ...


class KeyRing(Protocol):
    """The system's keyring. Blocking, for as long as the system asks the person: call it in a worker."""

    def read(self, url: str) -> str:
        """The access key for an address; empty for none, also where this system keeps no secrets."""
        ...

    def write(self, url: str, key: str) -> bool:
        """Keep a key; empty forgets it. False when this system keeps no secrets: then nothing is kept."""
        ...


class ServerProcess(Protocol):
    """A server that we started."""

    @property
    def url(self) -> str: ...

    @property
    def shared_url(self) -> str:
        """Where other devices of the network reach it; empty when it listens on this computer alone."""
        ...

    @property
    def pid(self) -> int: ...

    @property
    def found(self) -> FoundHardware:
        """What its log has told about cards and loads so far."""
        ...

    async def device(self) -> str:
        """The graphics card that it found; waits until it has looked, which may be after it answers. Empty for none."""
        ...

    def last_lines(self) -> str:
        """The end of its log, for Details."""
        ...

    async def wait(self) -> int:
        """Its exit code, when it has ended."""
        ...

    async def stop(self) -> None:
        """SIGTERM, wait 8 s, then kill the group. Safe to call twice and after its end."""
        ...


class EngineStorage(Protocol):
    """Engines that Baleen installed for itself, side by side. Blocking: call it in a worker."""

    def version(self) -> str:
        """The installed version that is in use; empty for none."""
        ...

    def archive_file(self, archive: EngineArchive) -> Path:
        """Where the archive is put together; what is there already is its beginning."""
        ...

    def check_space(self, archive: EngineArchive) -> None:
        """Raises: `EngineNoSpace`, `ReadOnly`."""
        ...

    def check_sum(self, archive: EngineArchive, file: Path, progress: Callable[[int], None]) -> None:
        """Raises: `EngineArchiveBad`, `OSError`."""
        ...

    def unpack(self, archive: EngineArchive, file: Path, progress: Callable[[int], None]) -> Path:
        """Unpack beside what is there and see whether it runs; returns the program, not yet in use.

        Leaves nothing behind when it fails or when `progress` raises. Raises: `EngineInstallError`.
        """
        ...

    def use(self, program: Path) -> None:
        """From now on `EngineHost.find` finds this one; the one before is kept."""
        ...

    def roll_back(self) -> Path | None:
        """Back to the one before, if there was one."""
        ...

    def settle(self) -> None:
        """The one in use works: everything else goes."""
        ...

    def discard_download(self, archive: EngineArchive) -> None: ...

    def remove(self) -> int:
        """Delete every installed engine; returns the bytes freed."""
        ...


class FileFetcher(Protocol):
    """Fetches one big file."""

    def __call__(
        self, url: str, file: Path, size_bytes: int, progress: Callable[[int], None], stop: threading.Event
    ) -> None:
        """Bring the file to its full size, going on from what is there. Blocking; what `progress` raises ends it.

        Raises: `EngineArchiveUnreachable`, `DiskFull`, `ReadOnly`.
        """
        ...


class EngineLogFile(Protocol):
    """The log of our own server. Blocking: call it in a worker."""

    def folder(self) -> Path:
        """Where the file lies."""
        ...

    def read(self, *, from_start: bool) -> str:
        """What is new since the last call; with `from_start` the end of what is there. Without passwords.

        Never raises: a log that cannot be read is empty.
        """
        ...


class EngineHost(Protocol):
    """Finds and starts servers on this computer."""

    def find(self, preferred: str) -> Path | None:
        """The program to start: the preferred path, then `PATH`, then the usual places of this system.

        Raises: `EngineNotRunnable` when `preferred` is given and is not a program.
        """
        ...

    async def start(self, program: Path, extra_env: Mapping[str, str] | None = None) -> ServerProcess:
        """Start `ollama serve` on a free port of 127.0.0.1 and wait until it has told the port.

        Raises: `EngineError`. On cancel the process is ended.
        """
        ...
