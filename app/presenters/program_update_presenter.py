"""A newer Baleen, for the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.program_update import release_page
from app.services.update_check import UpdateCheck


class ProgramUpdatePresenter(QObject):
    """Tells of a newer version until it is put away."""

    changed = Signal()

    def __init__(self, check: UpdateCheck, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._check = check
        check.changes.add(lambda _: self.changed.emit())

    @property
    def owner(self) -> str:
        """The package manager that keeps this program up to date; empty where nobody does."""
        return self._check.owner

    @property
    def newer(self) -> str:
        """The version to tell of; empty for none."""
        return self._check.newer

    @property
    def page(self) -> str:
        """The address that says what is new, and has the downloads."""
        return release_page(self._check.newer)

    def put_away(self) -> None:
        self._check.put_away()
