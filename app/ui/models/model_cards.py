"""Models that can be had, as cards in three columns; the best for this computer first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.catalogue import Kind as ModelKind
from app.domain.downloads import Download
from app.domain.fit import Fit
from app.domain.models import display_name, normal_tag
from app.services.library import LibraryEntry
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.combo import Combo
from app.ui.controls.folding import FoldingRow, Tiles
from app.ui.controls.label import Label
from app.ui.controls.segmented import Segmented
from app.ui.controls.tab_order import follow_each_other
from app.ui.models.model_card import ModelCard
from app.ui.tokens import FontRole

_FIRST = 3
_SMALL_BYTES = 3_000_000_000
_FILTERS = ("all", "chat", "code", "small")
_ORDERS = ("recommended", "size", "name")
_CARD_PX = 205


class ModelCards(QWidget):
    """Three cards, or all of them with filters."""

    get_requested = Signal(str)
    why_requested = Signal(str)
    use_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_offered = True
        self._entries: tuple[LibraryEntry, ...] = ()
        self._downloads: dict[str, Download] = {}
        self._recommended = ""
        self._filter = "all"
        self._order = "recommended"
        self._cards: dict[str, ModelCard] = {}
        self._shown: tuple[str, ...] = ()
        self._heading = Label(FontRole.HEADING)
        self._all = Button(Kind.LINK, "settings.see_all")
        self._all.setCheckable(True)
        self._filters = Segmented(_FILTERS, "settings.models_filter")
        self._filters.set_value("all")
        self._by = Label(FontRole.UI, "text2")
        self._orders = Combo(_ORDERS, "settings.cards_order")
        self._by.setBuddy(self._orders)
        self._choices = QWidget()
        by = QHBoxLayout()
        by.addWidget(self._by)
        by.addWidget(self._orders)
        choices = FoldingRow(self._choices)
        choices.addWidget(self._filters)
        choices.add_layout(by)
        head, cards = QWidget(), QWidget()
        words = FoldingRow(head)
        words.addWidget(self._heading)
        words.addWidget(self._all)
        self._tiles = Tiles(cards, most=3, least_px=_CARD_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(head)
        column.addWidget(self._choices)
        column.addWidget(cards)
        self._all.toggled.connect(lambda _: self.retranslate())
        self._filters.chosen.connect(self._on_filter)
        self._orders.chosen.connect(self._on_order)
        self.retranslate()

    def set_entries(self, entries: tuple[LibraryEntry, ...], recommended: str) -> None:
        """All models of the catalogue with their verdicts, and the tag of the one for this computer."""
        self._entries, self._recommended = entries, recommended
        self._show()

    def set_offered(self, is_offered: bool) -> None:
        """Whether models can be brought to where they would run, and the verdicts are about that computer."""
        self._is_offered = is_offered
        self._show()

    def set_downloads(self, downloads: tuple[Download, ...]) -> None:
        """What is on its way."""
        self._downloads = {download.tag: download for download in downloads}
        for entry in self._entries:
            if card := self._cards.get(entry.model.tag):
                card.set_entry(entry, self._downloads.get(normal_tag(entry.model.tag)))

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._heading.setText(self.tr("Get more models"))
        self._all.setText(self.tr("See fewer") if self._all.isChecked() else self.tr("See all"))
        self._filters.set_words((self.tr("All"), self.tr("Chat"), self.tr("Code"), self.tr("Small")))
        self._by.setText(self.tr("Sort by"))
        self._orders.setAccessibleName(self.tr("Sort by"))
        self._orders.set_words((self.tr("Recommended"), self.tr("Size"), self.tr("Name")))
        self._choices.setVisible(self._all.isChecked())
        self._show()

    def _on_filter(self, value: str) -> None:
        self._filter = value
        self._show()

    def _on_order(self, value: str) -> None:
        self._order = value
        self._show()

    def _show(self) -> None:
        wanted = self._chosen()
        tags = tuple(entry.model.tag for entry in wanted)
        for entry in wanted:
            card = self._cards.get(entry.model.tag) or self._made(entry.model.tag)
            card.set_entry(entry, self._downloads.get(normal_tag(entry.model.tag)))
        if tags != self._shown:
            self._shown = tags
            self._arrange()
        self.setVisible(self._is_offered and bool(self._entries))

    def _chosen(self) -> list[LibraryEntry]:
        if self._all.isChecked():
            shown = [entry for entry in self._sorted() if self._passes(entry)]
            match self._order:
                case "size":
                    return sorted(shown, key=lambda entry: entry.model.size_bytes)
                case "name":
                    return sorted(shown, key=lambda entry: display_name(entry.model.tag).casefold())
            return shown
        return [entry for entry in self._sorted() if entry.installed is None and entry.is_of_use][:_FIRST]

    def _sorted(self) -> list[LibraryEntry]:
        def order(entry: LibraryEntry) -> tuple[bool, bool, int, int]:
            fits = list(Fit).index(entry.verdict.fit) if entry.verdict else len(Fit)
            is_not_best = entry.model.tag != self._recommended
            return not entry.is_of_use, is_not_best, fits, entry.model.rank if entry.model.rank is not None else 99

        return sorted(self._entries, key=order)

    def _passes(self, entry: LibraryEntry) -> bool:
        match self._filter:
            case "chat":
                return ModelKind.CHAT in entry.model.kinds
            case "code":
                return ModelKind.CODE in entry.model.kinds
            case "small":
                return entry.model.size_bytes <= _SMALL_BYTES
        return True

    def _made(self, tag: str) -> ModelCard:
        card = self._cards[tag] = ModelCard(tag, self)
        card.get_requested.connect(self.get_requested)
        card.why_requested.connect(self.why_requested)
        card.use_requested.connect(self.use_requested)
        return card

    def _arrange(self) -> None:
        for tag, card in self._cards.items():
            card.setVisible(tag in self._shown)
        cards = [self._cards[tag] for tag in self._shown]
        self._tiles.arrange(cards)
        follow_each_other((self._all, self._orders, *(stop for card in cards for stop in card.tab_stops)))
