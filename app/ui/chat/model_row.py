"""A thin line that says that another model answers from here on."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.chat import Message, MessageId, Role
from app.domain.models import display_name
from app.ui.chat.furniture import Furniture
from app.ui.controls.label import Label
from app.ui.controls.separator import Separator
from app.ui.tokens import FontRole


class ModelLine(QWidget):
    """A line with words in its middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tag = ""
        self._label = Label(FontRole.CAPTION, "text3", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(Separator(self), 1)
        row.addWidget(self._label)
        row.addWidget(Separator(self), 1)

    @property
    def words(self) -> str:
        """What the line says."""
        return self._label.text()

    def set_model(self, tag: str) -> None:
        """The model that answers from here on."""
        self._tag = tag
        self._label.setText(self.tr("Now answering: {model}").format(model=display_name(tag)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._tag:
            self.set_model(self._tag)


class ModelRow(Furniture):
    """The line above an answer of another model than the one before."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._line = ModelLine(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 12)
        row.addWidget(self._line)

    def refresh(self) -> None:
        if self.entry is not None:
            self._line.set_model(self.entry.message.model or "")


class ModelChanges:
    """Knows which answers are of another model than the answer before them."""

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self._model = ""
        self._changed: set[MessageId] = set()
        for message in messages:
            self.add(message)

    def add(self, message: Message) -> None:
        """One more message at the end."""
        if message.role is Role.ASSISTANT and message.model:
            if self._model not in ("", message.model):
                self._changed.add(message.id)
            self._model = message.model

    def __contains__(self, message: Message) -> bool:
        return message.id in self._changed
