"""The models that can be had, and the disk that they lie on, for the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.catalogue import CatalogueModel
from app.domain.first_choice import worth_getting
from app.domain.fit import Verdict
from app.domain.hardware import Hardware
from app.domain.model_space import FreedSpace
from app.domain.models import ModelUsage
from app.domain.ports import ModelFolder
from app.services.library import LibraryEntry, LibraryService


class LibraryPresenter(QObject):
    """Verdicts for this computer, before anything is downloaded."""

    changed = Signal()

    def __init__(self, library: LibraryService, folder: ModelFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._folder = folder
        library.changes.add(lambda _: self.changed.emit())

    @property
    def entries(self) -> tuple[LibraryEntry, ...]:
        return self._library.entries

    @property
    def recommended(self) -> CatalogueModel | None:
        return self._library.recommended

    @property
    def to_get(self) -> tuple[CatalogueModel, ...]:
        """What to recommend beside what is here; empty while the computer has not been looked at."""
        found = [(entry.model, entry.verdict) for entry in self._library.entries if entry.verdict]
        return worth_getting(found, {entry.model.tag for entry in self._library.entries if entry.installed})

    @property
    def hardware(self) -> Hardware | None:
        return self._library.hardware

    @property
    def engine_version(self) -> str:
        return self._library.engine_version

    @property
    def disk_free_bytes(self) -> int | None:
        return self._library.disk_free_bytes

    @property
    def disk_bytes(self) -> int | None:
        return self._library.disk_bytes

    @property
    def used_bytes(self) -> int:
        return self._library.used_bytes

    def freed_by(self, tag: str) -> FreedSpace | None:
        return self._library.freed_by(tag)

    def verdict(self, tag: str) -> Verdict | None:
        return self._library.verdict_for(tag)

    def usage(self, tag: str) -> ModelUsage:
        return self._library.usage(tag)

    def entry(self, tag: str) -> LibraryEntry | None:
        return self._library.entry(tag)

    def smaller_that_fit(self, tag: str) -> tuple[CatalogueModel, ...]:
        return self._library.smaller_that_fit(tag)

    def look_again(self) -> None:
        self._library.look_again()
