"""Settings > Models: the folder that they are in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from app.domain.errors import AppError
from app.domain.models_folder import FolderMove, MoveStage
from app.presenters.explain import explain
from app.presenters.folder_words import move_fraction, move_line, move_question
from app.ui.ask import QuestionDialog
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.wiring.presenters import Presenters


class FolderWiring(QObject):
    """Lives as long as the dialog."""

    def __init__(self, dialog: SettingsDialog, presenters: Presenters) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._row = row = dialog.models.folder_row
        self._presenter = presenter = presenters.folder
        row.folder_chosen.connect(lambda path: presenter.choose(Path(path)))
        row.cancel_requested.connect(presenter.cancel)
        presenter.planned.connect(self._ask_to_move)
        presenter.has_models.connect(self._ask_to_switch)
        presenter.changed.connect(self._show)
        presenter.done.connect(lambda: row.set_result(self.tr("The models are in the new folder.")))
        presenter.failed.connect(self._on_failed)
        presenters.engine.state_changed.connect(lambda _: self._show())
        self._show()

    def _show(self) -> None:
        presenter = self._presenter
        self._row.set_folder(str(presenter.folder), is_ours=presenter.is_ours)
        if (progress := presenter.progress) is None:
            self._row.end_progress()
        else:
            can_cancel = progress.stage is not MoveStage.FINISHING
            self._row.set_progress(move_fraction(progress), move_line(progress), can_cancel=can_cancel)

    def _ask_to_move(self, move: FolderMove) -> None:
        self._row.set_result("")
        is_shared = move.source == Path.home() / ".ollama" / "models"
        body = move_question(move, is_shared=is_shared)
        self._ask(self.tr("Move the models?"), body, self.tr("Move"), lambda: self._presenter.move(move))

    def _ask_to_switch(self, target: str) -> None:
        body = self.tr("{folder} has models already. Baleen can use those; the ones you have now stay where they are.")
        action, title = self.tr("Use that folder"), self.tr("Use the models in that folder?")
        self._ask(title, body.replace("{folder}", target), action, lambda: self._presenter.switch(target))

    def _ask(self, title: str, body: str, action: str, then: Callable[[], None]) -> None:
        question = QuestionDialog(self._dialog, title, body, action)
        question.finished.connect(question.deleteLater)
        question.finished.connect(lambda result: then() if result == QDialog.DialogCode.Accepted else None)
        question.open()

    def _on_failed(self, error: AppError) -> None:
        words = explain(error)
        self._row.set_result(f"{words.title} {words.cause}")
