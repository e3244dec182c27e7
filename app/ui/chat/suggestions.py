"""Four ways to begin."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.ui.chat.suggestion_card import SuggestionCard


class Suggestions(QWidget):
    """Cards in two columns, in one where two have no room."""

    chosen = Signal(str)
    """The text that begins a message."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._cards = [
            SuggestionCard("file-text", "empty.summarise"),
            SuggestionCard("pencil", "empty.write"),
            SuggestionCard("lightbulb", "empty.explain"),
            SuggestionCard("code-xml", "empty.code"),
        ]
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        for place, card in enumerate(self._cards):
            card.clicked.connect(lambda _checked=False, n=place: self.chosen.emit(self._beginnings()[n]))
        self.retranslate()

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return tuple(self._cards)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        texts = (
            (self.tr("Summarise a text"), self.tr("Paste it, get the main points")),
            (self.tr("Write something"), self.tr("A letter, an e-mail, a speech")),
            (self.tr("Explain it simply"), self.tr("Any topic, step by step")),
            (self.tr("Help with code"), self.tr("Write, fix or explain a program")),
        )
        for card, (title, explanation) in zip(self._cards, texts, strict=True):
            card.set_card(title, explanation)
        self._fit()

    def _beginnings(self) -> tuple[str, ...]:
        return (
            self.tr("Summarise this text in five points:") + "\n\n",
            self.tr("Write a short, friendly letter to") + " ",
            self.tr("Explain simply, step by step:") + " ",
            self.tr("Help me with this program:") + "\n\n",
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        # Narrow enough for one column, else two columns would never give way.
        widest = max(card.sizeHint().width() for card in self._cards)
        return QSize(widest, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """As many columns as there is room for; words of another language take another room."""
        widest = max(card.sizeHint().width() for card in self._cards)
        self._arrange(2 if self.width() >= 2 * widest + self._grid.spacing() else 1)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
