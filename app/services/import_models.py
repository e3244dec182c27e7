"""Model files of the person's own become models of the server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.models import ModelFile, normal_tag
from app.domain.ports import ModelLibrary
from app.services.models import ModelService
from app.services.tour import R1_STOP, R1_TEMPLATE


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How much of the file the server has."""

    tag: str
    done_bytes: int
    total_bytes: int


class ImportService:
    """One file at a time, by its head checked before anything is sent."""

    def __init__(
        self,
        look: Callable[[Path], ModelFile],
        library: ModelLibrary,
        models: ModelService,
        engine_ready: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`look` reads the head of a file; it blocks, and raises `NotAModelFile`.

        `engine_ready` returns when there is a server: a file may be given before it has started.
        """
        self._engine_ready = engine_ready
        self._look = look
        self._library = library
        self._models = models
        self._turn = asyncio.Lock()

    async def look(self, path: Path) -> ModelFile:
        """What the file is. Raises: `NotAModelFile`."""
        return await asyncio.to_thread(self._look, path)

    def free_tag(self, wanted: str) -> str:
        """The name, or the name with a number where a model has it already."""
        tag, number = normal_tag(wanted), 2
        while self._models.find(tag):
            tag, number = normal_tag(f"{wanted}-{number}"), number + 1
        return tag

    def is_taken(self, name: str) -> bool:
        """There is a model of this name."""
        return self._models.find(name) is not None

    async def bring(self, file: ModelFile, tag: str, tell: Callable[[ImportProgress], None]) -> str:
        """Make a model of the file; the tag that it has. A cancel leaves no model.

        A file that speaks as DeepSeek R1 gets the template of R1, with which thinking can be switched off; another
        one keeps its own. Raises: `BackendError`.
        """
        async with self._turn:
            if self._engine_ready is not None:
                await self._engine_ready()
            template, stop = (R1_TEMPLATE, R1_STOP) if file.speaks_r1 else ("", ())
            await self._library.import_file(
                tag,
                file.path,
                template=template,
                stop=stop,
                progress=lambda done, total: tell(ImportProgress(tag, done, total)),
            )
            await self._models.refresh()
        return tag
