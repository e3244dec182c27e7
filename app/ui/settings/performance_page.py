"""Settings > Performance."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.card_share import SHARE_STEPS, ShareOutcome
from app.domain.compute import CardChoice
from app.domain.computers import Offers
from app.domain.engine import EngineState, Phase
from app.domain.memory_use import Memory, MemoryUse
from app.domain.model_settings import OF_ONE_MODEL, for_model, has_own, with_one, without_own
from app.domain.models import LoadedModel, display_name
from app.domain.options import KeepAlive
from app.domain.remembering import MEMORY_STEPS, MemoryCost
from app.domain.settings import GpuMode, Settings
from app.domain.slowness import page_cure
from app.domain.who_works import WhoWorks, Worker
from app.presenters.fullness_words import cost_words
from app.presenters.performance_words import (
    exact_share,
    exact_words,
    memory_line,
    mode_words,
    share_words,
    tokens_text,
    work_words,
)
from app.presenters.sizes import memory_text
from app.presenters.slow_words import cure_words
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.combo import Combo
from app.ui.controls.label import WrappedLabel
from app.ui.controls.segmented import Segmented
from app.ui.settings.advanced_rows import AdvancedRows
from app.ui.settings.card_row import CardRow
from app.ui.settings.memory_row import MemoryRow
from app.ui.settings.performance_keys import PERFORMANCE_KEYS
from app.ui.settings.rows import SettingBox, SettingRow, SettingsPage
from app.ui.settings.step_slider import StepSlider
from app.ui.settings.work_card import WorkCard
from app.ui.tokens import FontRole

_LEFT_FREE_MIB = (256, 512, 1024, 2048, 4096, 8192)


class PerformancePage(SettingsPage):
    """Who does the work, and memory against speed."""

    free_requested = Signal()
    """Unload what is in memory."""
    cure_requested = Signal(object)
    """WhoWorks: do what helps against its reason."""
    tag_chosen = Signal(str)
    """The settings of this model are shown now; empty for those of all."""
    watched = Signal(bool)
    """The page came on screen, or left it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="performance", keys=PERFORMANCE_KEYS)
        self._work = EngineState(Phase.SEARCHING), tuple[LoadedModel, ...](), WhoWorks(Worker.UNKNOWN)
        self._model = ""
        self._costs: Mapping[int, MemoryCost] = {}
        self._shared_model = ""
        self._shares: Mapping[int, ShareOutcome] = {}
        self._settings = Settings()
        self._no_card: WhoWorks | None = None
        self._is_ours = True
        self._is_exact = False
        self._tags: tuple[str, ...] = ()
        self._tag = ""
        """The model whose own settings are shown; empty for those of all."""
        self._for = Combo(("",), "settings.for_model")
        self._for_row = SettingRow(self._for)
        self._card = WorkCard()
        self._where = WrappedLabel(FontRole.HEADING)
        self._mode = Segmented(tuple(GpuMode), "settings.gpu_mode")
        self._mode_row = SettingRow(self._mode)
        self._cards = CardRow()
        self._share = StepSlider(SHARE_STEPS, "settings.gpu_share_percent")
        self._share_row = SettingRow(self._share)
        self._own = Button(Kind.PLAIN, "settings.for_model.reset")
        self._own_row = SettingRow(self._own)
        self._left_free = Combo(_LEFT_FREE_MIB, "settings.memory_left_free_mib")
        self._left_free_row = SettingRow(self._left_free)
        self._memory = WrappedLabel(FontRole.HEADING)
        self._remember = StepSlider(MEMORY_STEPS, "settings.context_tokens")
        self._keep = Combo(tuple(KeepAlive), "settings.keep_alive")
        self._free = Button(Kind.PLAIN, "settings.free_memory")
        self._remember_row = SettingRow(self._remember)
        self._keep_row = SettingRow(self._keep)
        self._free_row = SettingRow(self._free)
        self._advanced = AdvancedRows()
        self.add(self._card)
        self.add(self._where, gap=8)
        self._where_box = SettingBox(
            self._for_row, self._own_row, self._mode_row, self._share_row, self._cards, self._left_free_row
        )
        self.add(self._where_box)
        self._memory_rows = {memory: MemoryRow(f"settings.memory.{memory}") for memory in Memory}
        self._memory_boxes = {memory: SettingBox(row) for memory, row in self._memory_rows.items()}
        for box in self._memory_boxes.values():
            box.hide()
            self.add(box)
        self.add(self._memory, gap=8)
        self.add(SettingBox(self._remember_row, self._keep_row, self._free_row))
        self.add(self._advanced, gap=8)
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        self._for.chosen.connect(self._on_model)
        self._own.clicked.connect(lambda: self.edited.emit("model_settings", without_own(self._settings, self._tag)))
        self._card.exact_requested.connect(self._on_exact)
        self._mode.chosen.connect(lambda value: self._edit("gpu_mode", value))
        self._card.cure_requested.connect(lambda: self.cure_requested.emit(self._work[2]))
        self._cards.chosen.connect(lambda key: self.edited.emit("card", key))
        self._share.moved.connect(self._show_words)
        self._share.chosen.connect(lambda value: self._edit("gpu_share_percent", value))
        self._left_free.chosen.connect(lambda value: self.edited.emit("memory_left_free_mib", value))
        self._remember.moved.connect(self._show_words)
        self._remember.chosen.connect(lambda value: self._edit("context_tokens", value))
        self._keep.chosen.connect(lambda value: self._edit("keep_alive", value))
        self._free.clicked.connect(self.free_requested)
        self._advanced.edited.connect(self._on_advanced)

    def set_models(self, tags: tuple[str, ...]) -> None:
        """The models that can have settings of their own."""
        self._tags = tags
        if self._tag not in tags:
            self._tag = ""
        self._for.set_values(("", *tags), [self.tr("All models"), *map(display_name, tags)])
        self.set_settings(self._settings)

    def _on_model(self, tag: object) -> None:
        self._tag = str(tag)
        self.set_settings(self._settings)
        self.tag_chosen.emit(self._tag)

    @property
    def tag(self) -> str:
        """The model whose own settings are shown; empty for those of all."""
        return self._tag

    def _edit(self, key: str, value: object) -> None:
        """For all models, or for the one that is chosen alone."""
        if self._tag:
            self.edited.emit("model_settings", with_one(self._settings, self._tag, key, value))
        else:
            self.edited.emit(key, value)

    def _on_advanced(self, key: str, value: object) -> None:
        if key in OF_ONE_MODEL:
            self._edit(key, value)
        else:  # what a server gets when it starts is the same for all
            self.edited.emit(key, value)

    def set_settings(self, settings: Settings) -> None:
        self._settings = settings
        settings = self._shown
        self._mode.set_value(settings.gpu_mode)
        self._cards.set_value(settings.card)
        self._share.set_value(settings.gpu_share_percent)
        self._left_free.set_value(min(_LEFT_FREE_MIB, key=lambda mib: abs(mib - settings.memory_left_free_mib)))
        self._remember.set_value(settings.context_tokens)
        self._keep.set_value(settings.keep_alive)
        self._advanced.set_settings(settings)
        self._show_rows()
        self._show_words()

    def set_work(self, engine: EngineState, loaded: tuple[LoadedModel, ...], who: WhoWorks) -> None:
        """What the server says of itself, and who works."""
        self._work = (engine, loaded, who)
        cure = page_cure(who) if engine.is_ready else None
        self._card.set_words(*work_words(engine, loaded, who), cure_words(cure) if cure else "")
        self._free_row.set_words(self.tr("Free memory now"), memory_line(loaded))
        self._free.setEnabled(bool(loaded))
        self._show_words()

    def set_no_card(self, why: WhoWorks | None) -> None:
        """Why no card can work here: what is about cards is not offered then. None where one can, or may."""
        self._no_card = why
        self._show_rows()
        self._show_words()

    def set_offers(self, offers: Offers) -> None:
        """What can be chosen for the server in use: what is set when a server starts, only for our own."""
        self._is_ours = offers.is_ours
        self._show_rows()

    def set_cards(self, cards: tuple[CardChoice, ...]) -> None:
        """Among which cards can be chosen; one alone is no choice."""
        self._cards.set_cards(cards)
        self._show_rows()

    def _show_rows(self) -> None:
        """Those that mean something: about cards where one can work, about the server for all models alone."""
        settings, box = self._shown, self._where_box
        has_card, is_for_all = self._no_card is None, not self._tag
        self._mode.setEnabled(has_card)
        box.show_row(self._for_row, bool(self._tags))
        box.show_row(self._own_row, has_own(self._settings, self._tag))
        box.show_row(self._share_row, has_card and settings.gpu_mode is GpuMode.CUSTOM)
        # The choice of a card stays where the chosen one was taken out: it leads back.
        box.show_row(self._cards, is_for_all and self._cards.is_needed)
        box.show_row(self._left_free_row, is_for_all and has_card and self._is_ours)
        self._advanced.set_is_ours(self._is_ours and is_for_all)

    @property
    def _shown(self) -> Settings:
        return for_model(self._settings, self._tag) if self._tag else self._settings

    def _on_exact(self, is_exact: bool) -> None:
        self._is_exact = is_exact
        self._show_words()

    def set_costs(self, model: str, costs: Mapping[int, MemoryCost]) -> None:
        """What each size of memory takes with the model that answers next; `model` in words."""
        self._model, self._costs = model, costs
        self._show_words()

    def set_shares(self, model: str, shares: Mapping[int, ShareOutcome]) -> None:
        """What each part of a model on the card means; `model` in words."""
        self._shared_model, self._shares = model, shares
        self._show_words()

    def set_memory(self, uses: tuple[MemoryUse, ...]) -> None:
        """Who uses which memory now; those that are not told are not shown."""
        for memory, box in self._memory_boxes.items():
            box.setVisible(memory in {use.memory for use in uses})
        for use in uses:
            self._memory_rows[use.memory].set_use(use)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.set_title(self.tr("Performance"))
        self._where.setText(self.tr("Where the model runs"))
        self._for_row.set_words(
            self.tr("Settings for"), self.tr("Where it runs, what it remembers and how long it stays ready can differ.")
        )
        self.set_models(self._tags)
        self._own.setText(self.tr("Same as all models"))
        self._card.retranslate()
        self._mode.set_words((self.tr("Automatic"), self.tr("Processor only"), self.tr("Custom")))
        self._cards.retranslate()
        self._share.set_words(self.tr("Nothing"), self.tr("All"))
        self._left_free_row.set_words(
            self.tr("Graphics memory left for other programs"),
            self.tr("More leaves room for games and pictures. The engine starts again."),
        )
        self._left_free.set_words([memory_text(mib * 2**20, is_installed=True) for mib in _LEFT_FREE_MIB])
        self._memory.setText(self.tr("Memory"))
        self._remember.set_words(self.tr("Less"), self.tr("More"))
        self._keep_row.set_words(
            self.tr("Keep the model ready"), self.tr("The next answer starts at once, but memory stays in use.")
        )
        self._keep.set_words(
            (self.tr("For 5 minutes"), self.tr("For 1 hour"), self.tr("Until I quit"), self.tr("Not at all"))
        )
        self._free.setText(self.tr("Free memory"))
        self._advanced.retranslate()
        self.set_work(*self._work)
        self._show_words()

    def _show_words(self) -> None:
        step, outcome = self._remember.value, self._shares.get(self._share.value)
        cost = self._costs.get(step)
        remembers = [cost_words(step, cost, self._model)]
        share = [share_words(self._share.value, outcome, self._shared_model)]
        if self._is_exact:
            remembers.append(tokens_text(cost.context_tokens if cost else step))
            share.append(exact_share(outcome))
        _, loaded, who = self._work
        self._card.set_exact(exact_words(loaded, who) if self._is_exact else "")
        for slider, outcomes, line in ((self._remember, self._costs, remembers), (self._share, self._shares, share)):
            too_much = {value for value, one in outcomes.items() if not one.fits}
            slider.set_marked(too_much)
            if too_much and slider.value not in too_much:
                line.append(self.tr("Steps with a bold dot do not fit."))
        self._remember_row.set_words(self.tr("How much the model remembers"), " ".join(remembers).strip())
        self._share_row.set_words(self.tr("Part of the model on the graphics card"), " ".join(share).strip())
        self._mode_row.set_words(self.tr("Use the graphics card"), mode_words(self._shown.gpu_mode, self._no_card))
        self._own_row.set_words(
            self.tr("{model} has settings of its own").replace("{model}", display_name(self._tag) if self._tag else ""),
            self.tr("All others follow what is set for all models."),
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.watched.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.watched.emit(False)
