"""What a server that runs models is asked for."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path
from typing import Protocol

from app.domain.computers import Greeting
from app.domain.downloads import PullEvent
from app.domain.models import InstalledModel, LoadedModel, ModelDetails
from app.domain.options import ChatRequest
from app.domain.stream import StreamEvent


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
        threads: int = 0,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Make a model from a GGUF file, which runs on `threads` threads unless a request says otherwise; 0: the
        server's choice. `progress` gets bytes sent and in all. A cancel leaves no model."""
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
