"""Where models run: an Ollama that is there, one of Baleen's own, or another computer."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.settings import EnginePlace, Settings
from app.ui.controls.choice_card import ChoiceCard
from app.ui.controls.label import WrappedLabel
from app.ui.tokens import FontRole


class Where(StrEnum):
    """The three cards."""

    AUTOMATIC = "automatic"
    OWN = "own"
    ELSEWHERE = "elsewhere"


class PlaceCards(QWidget):
    """Three cards. What is chosen is in force at once, but for another computer: that needs an address first."""

    here_chosen = Signal(object)
    """EnginePlace: models run on this computer."""
    elsewhere_wanted = Signal(bool)
    """Whether the address of another computer is to be written."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._in_force = Where.AUTOMATIC
        self._heading = WrappedLabel(FontRole.HEADING)
        self._cards = {where: _Card(f"settings.place.{where}") for where in Where}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._heading)
        for where, card in self._cards.items():
            column.addWidget(card)
            # Not `clicked`: a screen reader toggles.
            card.toggled.connect(lambda is_on, where=where: self._on_chosen(where) if is_on else None)
        self.retranslate()
        self._show(Where.AUTOMATIC)

    @property
    def is_elsewhere(self) -> bool:
        """Whether another computer is chosen, with an address in force or without one yet."""
        return self._cards[Where.ELSEWHERE].isChecked()

    def set_settings(self, settings: Settings) -> None:
        """Show what is in force; tells nobody. Who is about to write an address may go on."""
        now = Where.ELSEWHERE if settings.engine_url else Where(settings.engine_place.value)
        if now is not self._in_force or not self.is_elsewhere:
            self._show(now)
        self._in_force = now

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._heading.setText(self.tr("Where models run"))
        self._cards[Where.AUTOMATIC].set_words(
            self.tr("Automatic"),
            self.tr("An Ollama that runs on this computer already, or else one that Baleen starts and ends."),
        )
        self._cards[Where.OWN].set_words(
            self.tr("Baleen's own engine"),
            self.tr(
                "Baleen starts one even while another Ollama runs, and leaves that one alone. It has models of its "
                "own then: two engines in one folder would spoil each other's downloads."
            ),
        )
        self._cards[Where.ELSEWHERE].set_words(
            self.tr("Another computer"), self.tr("A stronger one in your network, or a service that you trust.")
        )

    def _show(self, where: Where) -> None:
        for each, card in self._cards.items():
            card.blockSignals(True)
            card.setAutoExclusive(False)
            card.setChecked(each is where)
            card.setAutoExclusive(True)
            card.blockSignals(False)
        self.elsewhere_wanted.emit(where is Where.ELSEWHERE)

    def _on_chosen(self, where: Where) -> None:
        self.elsewhere_wanted.emit(where is Where.ELSEWHERE)
        if where is not Where.ELSEWHERE and where is not self._in_force:
            self.here_chosen.emit(EnginePlace(where.value))


class _Card(ChoiceCard):
    def __init__(self, identifier: str) -> None:
        super().__init__(identifier)
        self._name = WrappedLabel(FontRole.UI_MEDIUM)
        self._line = WrappedLabel(FontRole.CAPTION, "text2")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._line)
        self.row.addLayout(words, 1)
        self.take(self._name, self._line)

    def set_words(self, name: str, line: str) -> None:
        self._name.setText(name)
        self._line.setText(line)
        self.setAccessibleName(name)
        self.setAccessibleDescription(line)
        self.updateGeometry()
