"""Settings > Models."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.models import TOUR_TAG, InstalledModel, display_name
from app.presenters.explain import size_text
from app.presenters.model_list_model import ModelListModel
from app.ui.ask import QuestionDialog
from app.ui.controls.buttons import Button, IconButton, Kind
from app.ui.controls.label import ElidedLabel, Label, WrappedLabel
from app.ui.settings.rows import SettingBox, SettingRow, SettingsPage
from app.ui.tokens import FontRole
from app.ui.web_pages import DEEPSEEK_MODELS, open_page


class ModelsPage(SettingsPage):
    """What is on this computer, and whether it works."""

    delete_requested = Signal(str)
    """The person wants this tag gone, and has been asked."""
    check_requested = Signal()
    """Take the tour, to see that engine and computer work."""

    def __init__(self, models: ModelListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._heading = Label(FontRole.HEADING)
        self._box = SettingBox()
        self._empty = WrappedLabel(FontRole.UI, "text2")
        self._see_models = Button(Kind.LINK, "settings.see_models")
        self._check = Button(Kind.PLAIN, "settings.check")
        self._check_row = SettingRow(self._check)
        self.add(self._heading)
        self.add(self._empty)
        self.add(self._see_models)
        self.add(self._box)
        self.add(SettingBox(self._check_row), gap=10)
        self._see_models.clicked.connect(lambda: open_page(DEEPSEEK_MODELS))
        self._check.clicked.connect(self.check_requested)
        models.modelReset.connect(self._show_models)
        models.dataChanged.connect(self._show_models)
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.set_title(self.tr("Models"))
        self._heading.setText(self.tr("On this computer"))
        self._empty.setText(
            self.tr("No model is installed yet. Every model that Ollama has on this computer appears here by itself.")
        )
        self._see_models.setText(self.tr("See DeepSeek models"))
        self._see_models.setToolTip(DEEPSEEK_MODELS)
        self._check.setText(self.tr("Take the tour"))
        self._check_row.set_words(
            self.tr("Check that everything works"),
            self.tr("A scripted demonstration that runs on your own computer. It always gives the same answer."),
        )
        self._check.setAccessibleName(self.tr("Take the tour"))
        self._show_models()

    def _show_models(self) -> None:
        models = self._models.models
        self._empty.setVisible(not models)
        self._see_models.setVisible(not models)
        self._box.setVisible(bool(models))
        rows = []
        for model in models:
            row = _ModelRow(model)
            row.delete_pressed.connect(self._ask_to_delete)
            rows.append(row)
        self._box.set_rows(tuple(rows))

    def _ask_to_delete(self, model: InstalledModel) -> None:
        if model.tag == TOUR_TAG:
            body = self.tr("This frees {size}. Your chats are kept. The tour comes back when you take it again.")
        else:
            body = self.tr("This frees {size}. Your chats are kept, and you can download it again.")
        if len(self._models.models) == 1:
            body += " " + self.tr("You will have no model left.")
        question = QuestionDialog(
            self.window(),
            self.tr("Delete {model}?").replace("{model}", display_name(model.tag)),
            body.replace("{size}", size_text(model.size_bytes)),
            self.tr("Delete model"),
            is_danger=True,
        )
        question.finished.connect(question.deleteLater)
        question.finished.connect(
            lambda result: self.delete_requested.emit(model.tag) if result == QDialog.DialogCode.Accepted else None
        )
        question.open()


class _ModelRow(QWidget):
    """Name and tag, size, and a way to delete it."""

    delete_pressed = Signal(object)

    def __init__(self, model: InstalledModel) -> None:
        super().__init__()
        name, tag = ElidedLabel(FontRole.UI_STRONG), ElidedLabel(FontRole.CAPTION, "text3")
        name.setText(display_name(model.tag))
        tag.setText(model.tag)
        size = Label(FontRole.UI_MEDIUM)
        size.setText(size_text(model.size_bytes))
        delete = IconButton("trash-2", f"settings.delete.{model.tag}")
        delete.set_words(self.tr("Delete {model}").replace("{model}", display_name(model.tag)))
        delete.clicked.connect(lambda: self.delete_pressed.emit(model))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(name)
        words.addWidget(tag)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(14)
        row.addLayout(words, 1)
        row.addWidget(size)
        row.addWidget(delete)
