"""The models on this computer, in an order that the person chooses."""

from __future__ import annotations

from collections.abc import Callable, Set

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.computers import Offers
from app.domain.models import TOUR_TAG, InstalledModel, ModelUsage
from app.presenters.model_list_model import ModelListModel
from app.presenters.model_order import Facts, ModelOrder, in_order
from app.ui.controls.combo import Combo
from app.ui.controls.label import Label
from app.ui.controls.tab_order import follow_each_other
from app.ui.models.installed_row import InstalledRow
from app.ui.settings.rows import SettingBox
from app.ui.tokens import FontRole

_FIRST_ROWS = 8
"""As many as a screen has room for, and a few."""
_ROWS_A_TURN = 3
"""Of the event loop: less than a frame."""
News = Callable[[str], tuple[str, bool]]
"""Of a tag: what a newer version brings (empty for none), and whether it can be asked for."""


class InstalledList(QWidget):
    """One row a model; hidden while there is none. Tells which button of which row was pressed."""

    use_requested = Signal(str)
    update_requested = Signal(str)
    free_requested = Signal(str)
    why_requested = Signal(str)
    delete_pressed = Signal(object)
    """InstalledModel"""
    order_chosen = Signal(object)
    """ModelOrder"""

    def __init__(self, models: ModelListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._facts: Facts = lambda _: (None, ModelUsage(), "")
        self._news: News = lambda _: ("", False)
        self._offers = Offers(changes_models=True, manages_memory=True, is_ours=True, is_here=True)
        self._order = ModelOrder.LAST_USED
        self._in_use: frozenset[str] = frozenset()
        self._listed: tuple[InstalledModel, ...] = ()
        self._rows: list[InstalledRow] = []
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._show_more)
        self._by = Label(FontRole.UI, "text2")
        self._choice = Combo(tuple(ModelOrder), "settings.models_order")
        self._by.setBuddy(self._choice)
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(4, 0, 0, 0)
        head.addStretch(1)
        head.addWidget(self._by)
        head.addWidget(self._choice)
        self._box = SettingBox()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._head)
        column.addWidget(self._box)
        self._choice.chosen.connect(self._on_order)
        models.modelReset.connect(self._show)
        models.dataChanged.connect(lambda: self._show())
        self._show_words()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._show_words()
        self._listed = ()
        self._show()

    def _show_words(self) -> None:
        words = self.tr("Sort by")
        self._by.setText(words)
        self._choice.setAccessibleName(words)
        self._choice.set_words((self.tr("Last used"), self.tr("Name"), self.tr("Size"), self.tr("Speed")))

    def set_facts(self, facts: Facts) -> None:
        """What is known of models."""
        self._facts = facts
        self._show()

    def set_news(self, news: News) -> None:
        """Which models have a newer version."""
        self._news = news
        self._show_facts()

    def set_offers(self, offers: Offers) -> None:
        """What the server in use lets one do with a model; verdicts are about this computer alone."""
        self._offers = offers
        self._show_facts()

    def set_in_use(self, tags: Set[str]) -> None:
        """The models that are answering now: they can't be deleted meanwhile."""
        if tags != self._in_use:
            self._in_use = frozenset(tags)
            self._show_facts()

    def set_order(self, order: ModelOrder) -> None:
        """Tells nobody."""
        self._order = order
        self._choice.set_value(order)
        self._show()

    def _on_order(self, order: ModelOrder) -> None:
        self.set_order(order)
        self.order_chosen.emit(order)

    def _show(self) -> None:
        models = in_order(self._models.models, self._order, self._facts)
        self.setVisible(bool(models))
        self._head.setVisible(len(models) > 1)
        if self._listed != models:
            is_same = sorted(self._listed, key=_tag) == sorted(models, key=_tag) and len(self._rows) == len(models)
            self._listed = models
            if is_same:  # the rows stay, with the keyboard in them
                kept = {row.model.tag: row for row in self._rows}
                self._rows = [kept[model.tag] for model in models]
            else:
                self._rows = [self._made(model) for model in models[:_FIRST_ROWS]]
            self._box.set_rows(tuple(self._rows))
            follow_each_other((self._choice, *(stop for row in self._rows for stop in row.tab_stops)))
            self._later.start()
        self._show_facts()

    def _show_more(self) -> None:
        """The page is on the screen before the last of two hundred models has its row."""
        count = len(self._rows)
        rows = [self._made(model) for model in self._listed[count : count + _ROWS_A_TURN]]
        if rows:
            for row in rows:
                self._show_fact(row)
            last = self._rows[-1].tab_stops[-1]
            self._rows += rows
            self._box.add_rows(tuple(rows))
            follow_each_other((last, *(stop for row in rows for stop in row.tab_stops)))
            self._later.start()

    def _show_facts(self) -> None:
        for row in self._rows:
            self._show_fact(row)

    def _show_fact(self, row: InstalledRow) -> None:
        tag = row.model.tag
        verdict, usage, line = self._facts(tag)
        is_judged = tag != TOUR_TAG and self._offers.is_here
        row.set_offers(self._offers)
        row.set_in_use(tag in self._in_use)
        row.set_facts(verdict if is_judged else None, usage, line, is_current=tag == self._models.current)
        text, can_update = self._news(tag)
        row.set_news(text, can_update=can_update)

    def _made(self, model: InstalledModel) -> InstalledRow:
        row = InstalledRow(model)
        row.use_requested.connect(self.use_requested)
        row.update_requested.connect(self.update_requested)
        row.free_requested.connect(self.free_requested)
        row.why_requested.connect(self.why_requested)
        row.delete_pressed.connect(self.delete_pressed)
        return row


def _tag(model: InstalledModel) -> str:
    return model.tag
