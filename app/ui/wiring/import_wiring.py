"""Model files that are opened with Baleen, dropped on it or chosen: asked about, then imported."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.domain.errors import AppError
from app.domain.models import display_name
from app.presenters.explain import explain
from app.presenters.import_presenter import ImportOffer
from app.ui.models.model_file_drop import ModelFileDrop
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters


class ImportWiring(QObject):
    """Lives as long as the window. How far an import is stands in the settings."""

    def __init__(self, window: BaleenWindow, presenters: Presenters) -> None:
        super().__init__(window)
        self._window = window
        self._presenters = presenters
        self._files = presenters.files
        drop = ModelFileDrop(window)
        for place in (window, window.composer.text_edit.viewport()):
            drop.watch(place)
        drop.dropped.connect(self._files.offer)
        window.model_file_given.connect(lambda path: self._files.offer(Path(path)))
        self._files.offered.connect(self._ask)
        self._files.done.connect(self._on_done)
        self._files.failed.connect(self._on_failed)

    def _ask(self, offer: ImportOffer) -> None:
        from app.ui.models.import_dialog import ImportDialog  # rare

        active = QApplication.activeWindow()
        parent: QWidget = active if active is not None and active.isVisible() else self._window
        dialog = ImportDialog(parent, offer, self._problem_of, self._presenters.library.disk_free_bytes)
        dialog.finished.connect(lambda result: self._on_answer(dialog, offer, result))
        dialog.open()

    def _on_answer(self, dialog: QDialog, offer: ImportOffer, result: int) -> None:
        from app.ui.models.import_dialog import ImportDialog

        if isinstance(dialog, ImportDialog) and result == QDialog.DialogCode.Accepted:
            self._files.bring(offer.file, dialog.name)
            self._window.sidebar.models_requested.emit()  # where one sees how far it is
        dialog.deleteLater()

    def _problem_of(self, name: str) -> str:
        if error := self._files.name_problem(name):
            words = explain(error)
            return f"{words.title} {words.cause}"
        return self.tr("There is a model of that name already.") if self._files.is_taken(name) else ""

    def _on_done(self, tag: str) -> None:
        text = self.tr("{model} is ready.").replace("{model}", display_name(tag))
        self._window.toast.show_offer(text, self.tr("Use it now"), lambda: self._presenters.models.choose(tag))

    def _on_failed(self, error: AppError) -> None:
        from app.ui.settings.settings_dialog import SettingsDialog  # rare

        if not any(dialog.models.isVisible() for dialog in self._window.findChildren(SettingsDialog)):
            self._presenters.notices.post(error)  # else the page says it, and once is enough
