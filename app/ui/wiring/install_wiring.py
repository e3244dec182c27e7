"""Installing the engine from inside the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.domain.engine_install import InstallPhase, InstallState
from app.domain.errors import AppError
from app.presenters.notices import ENGINE
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters


class InstallWiring(QObject):
    """The card in the empty chat, and the news of it."""

    def __init__(self, window: BaleenWindow, presenters: Presenters) -> None:
        super().__init__(window)
        self._window = window
        self._presenter = presenters.install
        self._notices = presenters.notices
        self._check = presenters.check
        self._is_checking = False
        """Whether the check was begun by what was just installed."""
        card = window.empty_state.install
        archive = self._presenter.archive
        card.set_archive(archive.size_bytes if archive else 0)
        card.install_requested.connect(lambda: self._presenter.install())
        card.pause_requested.connect(self._presenter.pause)
        card.cancel_requested.connect(self._presenter.cancel)
        card.file_requested.connect(self._on_file)
        self._presenter.state_changed.connect(self._on_state)
        self._presenter.failed.connect(self._notices.post)
        self._check.passed.connect(self._on_checked)
        self._check.failed.connect(self._on_check_failed)

    def _on_state(self, state: InstallState) -> None:
        self._window.empty_state.install.set_state(state)
        if state.is_busy:
            self._notices.clear(ENGINE)
        elif state.phase is InstallPhase.DONE:
            self._window.toast.show_text(self.tr("The engine is ready."))
            self._is_checking = True
            self._check.check()

    def _on_checked(self, sentence: str) -> None:
        if self._is_checking:
            self._is_checking = False
            self._window.toast.show_text(sentence)

    def _on_check_failed(self, error: AppError) -> None:
        if self._is_checking:
            self._is_checking = False
            self._notices.post(error)

    def _on_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Choose the engine's archive"), "", self.tr("Archives (*.zst *.tgz *.zip)")
        )
        if chosen:
            self._presenter.install(Path(chosen))
