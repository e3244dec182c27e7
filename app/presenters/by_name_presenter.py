"""A model that a person knows the name of: what it is, before anything is downloaded."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.domain.errors import AppError, BadModelName, CloudModel
from app.domain.fit import Verdict
from app.domain.model_name import written_model_name
from app.domain.models import display_name
from app.domain.ports import ModelRegistry
from app.services.library import LibraryService
from app.services.tasks import TaskOwner

_TASK = "models:by_name"


@dataclass(frozen=True, slots=True)
class NamedModel:
    """What a registry has under a name."""

    text: str
    """As it was written."""
    tag: str
    size_bytes: int
    verdict: Verdict | None = None
    """For this computer, from the size alone where the catalogue does not know it."""
    is_here: bool = False
    can_chat: bool = True
    """False for one that does nothing but read pictures."""


class ByNamePresenter(QObject):
    """Asks the registry that the name points to. One question at a time: the newest."""

    looking = Signal(str)
    """What was written is being looked up."""
    found = Signal(object)
    """NamedModel"""
    failed = Signal(str, object)
    """(what was written, AppError)"""

    def __init__(
        self, registry: ModelRegistry, library: LibraryService, tasks: TaskOwner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._registry = registry
        self._library = library
        self._tasks = tasks

    def look_up(self, text: str) -> None:
        """`found` or `failed` follows; nothing of an older question does."""
        self._tasks.cancel(_TASK)
        try:
            tag = self._known_as(text) or written_model_name(text).short
        except (BadModelName, CloudModel) as error:
            self.failed.emit(text, error)
            return
        self.looking.emit(text)
        self._tasks.start(_TASK, self._ask(text, tag), lambda error: self._on_failed(text, error))

    def forget(self) -> None:
        """Something else is being written."""
        self._tasks.cancel(_TASK)

    async def _ask(self, text: str, tag: str) -> None:
        manifest = await self._registry.manifest(tag)
        verdict = self._library.verdict_for(tag) or self._library.verdict_of_size(tag, manifest.size_bytes)
        entry = self._library.entry(tag)
        can_chat = entry is None or entry.model.can_chat
        self.found.emit(NamedModel(text, tag, manifest.size_bytes, verdict, self._library.is_here(tag), can_chat))

    def _known_as(self, text: str) -> str:
        """The tag of a model that is called so in Baleen's own words ("DeepSeek R1 8B"); empty for none."""
        wanted = " ".join(text.split()).casefold()
        tags = (entry.model.tag for entry in self._library.entries)
        return next((tag for tag in tags if display_name(tag).casefold() == wanted), "")

    def _on_failed(self, text: str, error: AppError) -> None:
        self.failed.emit(text, error)
