"""Which graphics card models may use, on computers that have several."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.compute import CardChoice
from app.presenters.sizes import memory_text
from app.ui.controls.combo import Combo
from app.ui.settings.rows import SettingRow


class CardRow(SettingRow):
    """All of them, or one."""

    chosen = Signal(str)
    """The key of the card; empty for all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._list = Combo(("",), "settings.card")
        super().__init__(self._list, parent)
        self._cards: tuple[CardChoice, ...] = ()
        self._value = ""
        self._list.chosen.connect(lambda key: self.chosen.emit(str(key)))
        self.retranslate()

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to choose."""
        return len(self._cards) > 1 or bool(self._cards and self._value)

    def set_cards(self, cards: tuple[CardChoice, ...]) -> None:
        """Other cards."""
        if cards != self._cards:
            self._cards = cards
            self.retranslate()

    def set_value(self, key: str) -> None:
        """Show which is in force; tells nobody. A card that is not there any more counts as all."""
        self._value = key
        self._list.set_value(key if key in {card.key for card in self._cards} else "")

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.set_words(self.tr("Graphics card"), self.tr("Choose which one to use. The engine starts again."))
        names = [self._name(place, card) for place, card in enumerate(self._cards)]
        self._list.set_values(["", *(card.key for card in self._cards)], [self.tr("All"), *names])
        self.set_value(self._value)

    def _name(self, place: int, card: CardChoice) -> str:
        """Cards of one kind are told apart by a number."""
        name = f"{card.name} ({memory_text(card.memory_bytes, is_installed=True)})" if card.memory_bytes else card.name
        number = sum(other.name == card.name for other in self._cards[: place + 1])
        return f"{name} · {number}" if sum(other.name == card.name for other in self._cards) > 1 else name
