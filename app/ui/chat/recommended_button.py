"""The button that gets the model for this computer."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.presenters.sizes import size_text
from app.ui.chat.empty_words import model_name
from app.ui.controls.buttons import Button, Kind


class RecommendedButton(Button):
    """Names model and size; where that has no room the size alone, while screen readers say the whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Kind.PRIMARY, "empty.get_recommended", parent)
        self._tag, self._size_bytes = "", 0
        self._words = ""

    @property
    def has_model(self) -> bool:
        return bool(self._tag)

    def set_model(self, tag: str, size_bytes: int) -> None:
        """The model that it gets; an empty tag while it is not known."""
        self._tag, self._size_bytes = tag, size_bytes
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        words = self.tr("Download {model} ({size})").replace("{model}", model_name(self._tag))
        self._words = words.replace("{size}", size_text(self._size_bytes))
        self.setAccessibleName(self._words)

    def fit(self, room: int) -> None:
        """Be no wider than so many pixels."""
        self.setText(self._words)
        if self.sizeHint().width() > room:
            self.setText(self.tr("Download ({size})").replace("{size}", size_text(self._size_bytes)))
