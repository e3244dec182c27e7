"""Before a model file is imported: which one, how big, and what it is to be called."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.fit import DISK_RESERVE_BYTES
from app.presenters.import_presenter import ImportOffer
from app.presenters.sizes import size_text
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import Label, WrappedLabel
from app.ui.theme import theme
from app.ui.tokens import FontRole


class ImportDialog(QDialog):
    """Accepted, `name` is what the model is to be called: a name that a model can have and none has."""

    def __init__(
        self, parent: QWidget, offer: ImportOffer, problem_of: Callable[[str], str], free_bytes: int | None
    ) -> None:
        """`problem_of` says in a sentence why a name cannot be taken; empty for a good one."""
        super().__init__(parent)
        self._offer = offer
        self._problem_of = problem_of
        self.setAccessibleIdentifier("import")
        self.setWindowTitle(self.tr("Import a model file"))
        heading = WrappedLabel(FontRole.HEADING)
        heading.setText(self.tr("Import “{file}”?").replace("{file}", offer.file.path.name))
        self._facts = WrappedLabel(FontRole.UI, "text2")
        self._facts.setText(self._words(free_bytes))
        name_label = Label(FontRole.UI_MEDIUM)
        name_label.setText(self.tr("Name"))
        self._name = QLineEdit(offer.tag)
        self._name.setProperty("kind", "field")
        self._name.setAccessibleIdentifier("import.name")
        self._name.setAccessibleName(self.tr("Name of the model"))
        name_label.setBuddy(self._name)
        self._problem = WrappedLabel(FontRole.CAPTION, "danger")
        cancel = Button(Kind.PLAIN, "import.cancel")
        cancel.setText(self.tr("Cancel"))
        self._go = Button(Kind.PRIMARY, "import.go")
        self._go.setText(self.tr("Import"))
        buttons = QDialogButtonBox()
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self._go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        buttons.accepted.connect(self.accept)
        self._has_room = free_bytes is None or free_bytes >= offer.file.size_bytes + DISK_RESERVE_BYTES
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(name_label)
        row.addWidget(self._name, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addWidget(self._facts)
        layout.addSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self._problem)
        layout.addSpacing(8)
        layout.addWidget(buttons)
        self._go.setDefault(True)
        self._name.textChanged.connect(lambda _: self._check())
        self._name.setFocus()
        self._name.selectAll()
        self.setMinimumWidth(theme().scaled(440))
        self._check()

    @property
    def name(self) -> str:
        return self._name.text().strip()

    def _words(self, free_bytes: int | None) -> str:
        size = size_text(self._offer.file.size_bytes)
        if free_bytes is None:
            return self.tr("{size}. It is copied, not moved.").replace("{size}", size)
        words = self.tr("{size}, and {free} is free on the disk of your models. It is copied, not moved.")
        return words.replace("{size}", size).replace("{free}", size_text(free_bytes))

    def _check(self) -> None:
        problem = self._problem_of(self.name)
        if not self._has_room:
            problem = self.tr("There is not enough space on the disk of your models.")
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._go.setEnabled(not problem)
