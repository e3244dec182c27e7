"""What stands where a chat has no messages yet."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.chat.composer_place import ComposerPlace
from app.ui.chat.empty_words import EmptyKind as EmptyKind
from app.ui.chat.empty_words import empty_words
from app.ui.chat.recommended_button import RecommendedButton
from app.ui.chat.suggestions import Suggestions
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.theme import theme
from app.ui.tokens import FontRole
from app.ui.web_pages import DOWNLOAD_OLLAMA, open_page

if TYPE_CHECKING:
    from app.domain.downloads import Download
    from app.ui.models.download_list import DownloadList
    from app.ui.models.install_card import InstallCard

_COLUMN_PX = 720


class EmptyState(QScrollArea):
    """A greeting, the composer in the middle, and a way on. The composer is lent to it by the window."""

    suggestion_chosen = Signal(str)
    """A text for the composer; it is not sent."""
    tour_requested = Signal()
    models_requested = Signal()
    """Show all models that can be had."""
    recommended_requested = Signal()
    """Download the model that fits this computer."""
    search_engine_requested = Signal()
    """Look for the engine again."""
    other_computer_requested = Signal()
    """Run models on another computer: where its address is given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = EmptyKind.OPENING
        self._title = WrappedLabel(FontRole.DISPLAY)
        self._sub = WrappedLabel(FontRole.BODY, "text2")
        self._suggestions = Suggestions()
        self._recommended = RecommendedButton()
        self._computer = ""
        self._place = ""
        self._expects_model = True
        self._can_get_models = True
        self._coming: Download | None = None
        self._is_installing = False
        self._tour = Button(Kind.PLAIN, "empty.tour")
        self._tour_link = Button(Kind.LINK, "empty.tour_link")
        self._tour_line = WrappedLabel(FontRole.CAPTION, "text3")
        self._see_models = Button(Kind.LINK, "empty.see_models")
        self._download = Button(Kind.LINK, "empty.download")
        self._look_again = Button(Kind.PLAIN, "empty.look_again")
        self._other_computer = Button(Kind.LINK, "empty.other_computer")
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for label in (self._title, self._sub, self._tour_line):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._slots = ComposerPlace()
        self._buttons = buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        buttons.setSpacing(12)
        buttons.addStretch(1)
        ways_on = self._recommended, self._tour, self._see_models, self._download, self._look_again, self._tour_link
        for button in ways_on:
            buttons.addWidget(button, alignment=Qt.AlignmentFlag.AlignCenter)  # else the lowest one cuts them all
        buttons.addStretch(1)
        self._ways_on = ways_on
        self._column = QWidget()
        column = QVBoxLayout(self._column)
        column.setContentsMargins(0, 24, 0, 24)
        column.setSpacing(0)
        column.addStretch(10)
        column.addWidget(self._title)
        column.addSpacing(6)
        column.addWidget(self._sub)
        column.addSpacing(26)
        column.addLayout(self._slots.middle)
        column.addSpacing(20)
        column.addWidget(self._suggestions)
        column.addSpacing(14)
        self._install_slot = QHBoxLayout()
        self._install_slot.addStretch(1)
        self._install_slot.addStretch(1)
        column.addLayout(self._install_slot)
        self._downloads_slot = QVBoxLayout()
        column.addLayout(self._downloads_slot)
        column.addSpacing(10)
        column.addLayout(buttons)
        column.addWidget(self._other_computer, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addWidget(self._tour_line)
        column.addLayout(self._slots.low)
        column.addStretch(16)
        page = QWidget()
        row = QHBoxLayout(page)
        self._layouts = row, column
        row.setContentsMargins(16, 0, 16, 0)
        row.addStretch(1)
        row.addWidget(self._column, 1000)
        row.addStretch(1)
        self.setViewport(QWidget())  # ours, which paints no ground; see `ChatView`
        self.setWidget(page)
        page.setAutoFillBackground(False)

    def _connect(self) -> None:
        self._suggestions.chosen.connect(self.suggestion_chosen)
        self._recommended.clicked.connect(self.recommended_requested)
        self._tour.clicked.connect(self.tour_requested)
        self._tour_link.clicked.connect(self.tour_requested)
        self._look_again.clicked.connect(self.search_engine_requested)
        self._download.clicked.connect(lambda: open_page(DOWNLOAD_OLLAMA))
        self._see_models.clicked.connect(self.models_requested)
        self._other_computer.clicked.connect(self.other_computer_requested)
        self.verticalScrollBar().rangeChanged.connect(self._show_needed)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    @cached_property
    def install(self) -> InstallCard:
        """Brings the engine to this computer. Made at its first use: the window shows sooner without it."""
        from app.ui.models.install_card import InstallCard

        card = InstallCard()
        card.setVisible(self._kind is EmptyKind.NO_ENGINE)
        self._install_slot.insertWidget(1, card, 1000)
        return card

    @cached_property
    def downloads(self) -> DownloadList:
        """What is on its way. Made when there is something."""
        from app.ui.models.download_list import DownloadList

        rows = DownloadList("empty.download")
        self._downloads_slot.addWidget(rows)
        return rows

    def set_downloads(self, downloads: tuple[Download, ...]) -> None:
        """Show these where a model is waited for."""
        if downloads or "downloads" in self.__dict__:
            self.downloads.set_downloads(downloads)
        before, self._coming = self._coming, downloads[0] if downloads else None
        now = self._coming
        if (before.tag, before.state) != (now.tag, now.state) if before and now else before is not now:
            self.retranslate()  # not at every byte

    def complete(self) -> None:
        """Make what the first paint does without; only then Tab can be told all its stops."""
        _ = self.install

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops after the composer, in order."""
        buttons = (
            *(self.install.tab_stops if "install" in self.__dict__ else ()),
            self._recommended,
            self._tour,
            self._see_models,
            self._download,
            self._look_again,
            self._tour_link,
            self._other_computer,
        )
        return *self._suggestions.tab_stops, *buttons

    def take_composer(self, composer: QWidget) -> None:
        """Show the composer between the greeting and the cards."""
        self._slots.take(composer)

    def set_kind(self, kind: EmptyKind) -> None:
        """What the person needs next."""
        if kind is not self._kind:
            self._kind = kind
            self.retranslate()

    def set_expected(self, has_model: bool) -> None:
        """Whether there was a model the last time: only then is anything offered before it is known again."""
        self._expects_model = has_model
        self.retranslate()

    def set_recommended(self, tag: str, size_bytes: int, computer: str = "") -> None:
        """The model for this computer, empty while it is not known; and this computer in a line."""
        self._computer = computer
        self._recommended.set_model(tag, size_bytes)
        self.retranslate()

    def set_place(self, name: str, *, can_get_models: bool) -> None:
        """The computer that models run on, empty for this one; whether models can be brought there."""
        self._place, self._can_get_models = name, can_get_models
        self.retranslate()

    def set_installing(self, is_installing: bool) -> None:
        """Whether the engine is on its way to this computer."""
        self._is_installing = is_installing
        self._show_ways_on()

    def set_tour_busy(self, is_busy: bool) -> None:
        """While the tour is being prepared it cannot be taken twice."""
        self._tour.setEnabled(not is_busy)
        self._tour_link.setEnabled(not is_busy)

    def retranslate(self) -> None:
        """All words again, after the language or the kind changed."""
        title, sub = empty_words(self._kind, self._place, self._computer, self._coming)
        if self._is_uncertain:
            title = self.tr("One moment…")
        self._title.setText(title)
        self._sub.setText(sub)
        self._recommended.retranslate()
        self._tour.setText(self.tr("Take the tour"))
        self._tour_link.setText(self.tr("Take the tour"))
        self._tour_line.setText(
            self.tr(
                "The tour is a scripted demonstration on your own computer. It always gives the same answer.",
            )
        )
        self._see_models.setText(self.tr("See all models"))
        self._download.setText(self.tr("Open the Ollama download page"))
        self._download.setToolTip(DOWNLOAD_OLLAMA)
        self._look_again.setText(self.tr("Look again"))
        self._other_computer.setText(self.tr("Use another computer"))
        self._show_ways_on()

    @property
    def _is_uncertain(self) -> bool:
        return not self._expects_model and self._kind in (EmptyKind.OPENING, EmptyKind.STARTING)

    def _show_ways_on(self) -> None:
        kind = self._kind
        is_greeting = kind in (EmptyKind.OPENING, EmptyKind.STARTING, EmptyKind.READY)
        self._suggestions.setVisible(is_greeting and not self._is_uncertain)
        for widget in (self._suggestions, self._tour_link, self._tour_line):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(is_greeting)
            widget.setSizePolicy(policy)
        is_here = not self._place
        self._recommended.setVisible(kind is EmptyKind.NO_MODEL and is_here and self._recommended.has_model)
        self._tour.setVisible(kind is EmptyKind.NO_MODEL and is_here)
        self._see_models.setVisible(kind is EmptyKind.NO_MODEL and self._can_get_models)
        self._tour_link.setVisible(kind is EmptyKind.READY and is_here)
        is_downloading = kind is EmptyKind.DOWNLOADING
        if "downloads" in self.__dict__:
            self.downloads.setVisible(is_downloading and bool(self._coming))
        self._tour_line.setVisible(kind in (EmptyKind.READY, EmptyKind.NO_MODEL) and is_here)
        if "install" in self.__dict__ or kind is EmptyKind.NO_ENGINE:
            self.install.setVisible(kind is EmptyKind.NO_ENGINE or (is_downloading and self._is_installing))
        self._download.setVisible(kind is EmptyKind.NO_ENGINE)
        self._other_computer.setVisible(kind is EmptyKind.NO_ENGINE)
        self._look_again.setVisible(kind in (EmptyKind.NO_ENGINE, EmptyKind.ENGINE_DOWN))
        self._fit_buttons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_buttons()

    def _fit_buttons(self) -> None:
        """Beside each other where there is room, else one below the other."""
        room = min(self._column.maximumWidth(), self.viewport().width() - 32)
        self._recommended.fit(room)
        shown = [button for button in self._ways_on if not button.isHidden()]
        wanted = sum(button.sizeHint().width() for button in shown) + self._buttons.spacing() * (len(shown) + 1)
        is_wide = wanted <= room
        self._buttons.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def _follow_theme(self) -> None:
        self._column.setMaximumWidth(theme().scaled(_COLUMN_PX))
        self._fit_buttons()

    def _show_needed(self) -> None:
        """In a small window with large text what is needed next is seen whole; the rest can be scrolled to."""
        is_needed = self._kind in (EmptyKind.NO_MODEL, EmptyKind.NO_ENGINE, EmptyKind.ENGINE_DOWN)
        self._slots.set_low(is_needed and self.verticalScrollBar().maximum() > 0)
        if needed := next((one for one in self.tab_stops if is_needed and one.isVisible()), self._slots.composer):
            for layout in self._layouts:
                layout.activate()
            if is_needed:
                self.verticalScrollBar().setValue(0)
            self.ensureWidgetVisible(needed, 0, theme().scaled(8))
