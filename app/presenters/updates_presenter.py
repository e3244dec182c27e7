"""Newer versions of installed models, for the window."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, Signal

from app.domain.errors import AppError
from app.domain.model_update import ModelUpdate
from app.services.model_updates import ModelUpdates


class UpdatesPresenter(QObject):
    """Looks when asked, and once a day while somebody watches."""

    changed = Signal()

    def __init__(self, updates: ModelUpdates, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._updates = updates
        updates.changes.add(lambda _: self.changed.emit())

    @property
    def is_looking(self) -> bool:
        return self._updates.is_looking

    @property
    def has_source(self) -> bool:
        return self._updates.has_source

    @property
    def looked_at(self) -> datetime | None:
        return self._updates.looked_at

    @property
    def problem(self) -> AppError | None:
        return self._updates.problem

    @property
    def count(self) -> int:
        return len(self._updates.updates)

    def find(self, tag: str) -> ModelUpdate | None:
        return self._updates.find(tag)

    def look(self) -> None:
        self._updates.look()

    def look_if_due(self) -> None:
        self._updates.look_if_due()
