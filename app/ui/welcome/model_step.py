"""The second screen: the first model."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.presenters.sizes import size_text
from app.presenters.welcome_presenter import ASSUMED_BYTES_PER_S, Choice
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import Label, WrappedLabel
from app.ui.controls.painting import fill
from app.ui.theme import theme
from app.ui.tokens import FontRole
from app.ui.welcome.big_button import BigButton
from app.ui.welcome.model_choice import ModelChoice
from app.ui.welcome.picture import IconDot, Mark


class ModelStep(QWidget):
    """Models that are here already come first, then those that can be had; one of them all is chosen."""

    download_requested = Signal(str)
    use_requested = Signal(str)
    skipped = Signal()
    folder_requested = Signal()
    """There is no room here: keep models on another disk."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Choice, ...] = ()
        self._chosen = ""
        self._engine_bytes = 0
        self._is_narrow = False
        self._cards: list[ModelChoice] = []
        self._group = QButtonGroup(self)
        self._title = WrappedLabel(FontRole.DISPLAY)
        self._sub = WrappedLabel(FontRole.BODY, "text2")
        self._computer = _ComputerLine()
        self._here_heading = Label(FontRole.CAPTION_STRONG, "text3")
        self._here = QVBoxLayout()
        self._get_heading = Label(FontRole.CAPTION_STRONG, "text3")
        self._get = QVBoxLayout()
        self._looking = WrappedLabel(FontRole.UI, "text3")
        self._engine = WrappedLabel(FontRole.CAPTION, "text3")
        self._times = WrappedLabel(FontRole.CAPTION, "text3")
        self._times.hide()
        self._folder = Button(Kind.LINK, "welcome.folder")
        self._skip = Button(Kind.LINK, "welcome.skip")
        self.go = BigButton("welcome.go")
        self._lay_out()
        self._group.buttonToggled.connect(self._on_toggled)
        self.go.clicked.connect(self._on_go)
        self._skip.clicked.connect(self.skipped)
        self._folder.clicked.connect(self.folder_requested)
        self.retranslate()

    def _lay_out(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        for label in (self._title, self._sub, self._looking, self._engine, self._times):
            label.setAlignment(centre)
        for cards in (self._here, self._get):
            cards.setSpacing(8)
        self.buttons = buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        buttons.setSpacing(20)
        buttons.addStretch(1)
        buttons.addWidget(self._skip, alignment=Qt.AlignmentFlag.AlignCenter)
        buttons.addWidget(self.go, alignment=Qt.AlignmentFlag.AlignCenter)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(Mark(), alignment=centre)
        column.addSpacing(14)
        column.addWidget(self._title)
        column.addSpacing(4)
        column.addWidget(self._sub)
        column.addSpacing(18)
        column.addWidget(self._computer)
        column.addSpacing(14)
        for heading, cards, above in ((self._here_heading, self._here, 4), (self._get_heading, self._get, 14)):
            heading.setContentsMargins(4, above, 4, 6)
            column.addWidget(heading)
            column.addLayout(cards)
        column.addSpacing(6)
        column.addWidget(self._times)
        column.addWidget(self._looking)
        column.addWidget(self._folder, alignment=centre)
        column.addSpacing(20)
        column.addLayout(buttons)
        column.addSpacing(10)
        column.addWidget(self._engine)
        column.addStretch(1)

    def set_narrow(self, is_narrow: bool) -> None:
        """Whether there is no room for everything beside each other."""
        self._is_narrow = is_narrow
        across, up = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.BottomToTop
        self.buttons.setDirection(up if is_narrow else across)
        self.buttons.setSpacing(8 if is_narrow else 20)
        for card in self._cards:
            card.set_narrow(is_narrow)

    def set_computer(self, text: str) -> None:
        """This computer in a line; empty while it is being looked at."""
        self._computer.set_text(text)

    def set_engine_to_install(self, size_bytes: int) -> None:
        """How big the engine is that comes along; 0 where there is one."""
        self._engine_bytes = size_bytes
        self._show_buttons()

    def set_choices(self, here: tuple[Choice, ...], to_get: tuple[Choice, ...]) -> None:
        """What can be chosen; what was chosen stays so while it is there."""
        choices = (*here, *to_get)
        if choices == self._shown:
            return
        self._shown = choices
        focus = self.window().focusWidget()
        is_free = focus is None or not self.isAncestorOf(focus) or focus in self._cards
        if is_free and self._cards:
            self.window().setFocus()  # else it goes to the next button when the card goes
        for card in self._cards:
            self._group.removeButton(card)
            card.hide()
            card.deleteLater()
        self._cards = [ModelChoice(choice, self) for choice in choices]
        for card in self._cards:
            (self._here if card.choice.is_here else self._get).addWidget(card)
            self._group.addButton(card)
            card.set_narrow(self._is_narrow)
            card.show()  # now, for what is hidden takes no focus
        chosen = next((card for card in self._cards if card.choice.tag == self._chosen), None)
        chosen = chosen or next((card for card in self._cards if card.choice.has_room), None)
        if chosen is not None:
            chosen.setChecked(True)
            if is_free and self.isVisible():
                chosen.setFocus(Qt.FocusReason.OtherFocusReason)
        self._here_heading.setVisible(bool(here))
        self._get_heading.setVisible(bool(here) and bool(to_get))
        self._looking.setVisible(not choices)
        self._times.setVisible(bool(to_get))
        self._folder.setVisible(any(not choice.has_room for choice in choices))
        self._show_buttons()

    def focus_choice(self) -> bool:
        """Give the keyboard to what is chosen; False while there is nothing to choose."""
        checked = self._group.checkedButton()
        if checked is not None:
            checked.setFocus(Qt.FocusReason.OtherFocusReason)
        return checked is not None

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._title.setText(self.tr("Choose your first model"))
        self._sub.setText(
            self.tr(
                "A model is the “brain” that writes the answers. It is downloaded once and then works without internet."
            )
        )
        self._here_heading.setText(self.tr("Already on this computer"))
        self._get_heading.setText(self.tr("To download"))
        self._looking.setText(self.tr("Looking for models that fit this computer…"))
        self._times.setText(
            self.tr("The times assume an internet connection of {speed} Mbit/s.").replace(
                "{speed}", QLocale().toString(round(ASSUMED_BYTES_PER_S * 8 / 1e6))
            )
        )
        self._folder.setText(self.tr("Choose another folder"))
        self._skip.setText(self.tr("Skip for now"))
        for card in self._cards:
            card.retranslate()
        self._show_buttons()

    def _choice(self) -> Choice | None:
        return next((card.choice for card in self._cards if card.isChecked()), None)

    def _on_toggled(self, card: ModelChoice, is_on: bool) -> None:
        if is_on:
            self._chosen = card.choice.tag
            self._show_buttons()

    def _show_buttons(self) -> None:
        choice = self._choice()
        is_here = choice is not None and choice.is_here
        words = self.tr("Start chatting") if is_here else self.tr("Download and start")
        self.go.set_look(words, "check" if is_here else "download")
        self.go.setEnabled(choice is not None and choice.has_room)
        words = self.tr("The engine that runs models, Ollama ({size}), comes along. No administrator is needed.")
        self._engine.setText(words.replace("{size}", size_text(self._engine_bytes)))
        self._engine.setVisible(bool(self._engine_bytes) and not is_here)

    def _on_go(self) -> None:
        if (choice := self._choice()) is not None:
            (self.use_requested if choice.is_here else self.download_requested).emit(choice.tag)


class _ComputerLine(QWidget):
    """This computer, on a quiet ground."""

    def __init__(self) -> None:
        super().__init__()
        self._label = WrappedLabel(FontRole.UI, "text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 9, 16, 9)
        row.setSpacing(10)
        row.addStretch(1)
        row.addWidget(IconDot("monitor", has_ground=False))
        row.addWidget(self._label, 100)
        row.addStretch(1)
        theme().changed.connect(self._fit)
        self.set_text("")

    def set_text(self, text: str) -> None:
        self._label.setText(text or self.tr("Looking at this computer…"))
        self._fit()

    def _fit(self) -> None:
        # In the middle where one line is enough: a label that wraps takes all it can get.
        self._label.setMaximumWidth(self._label.fontMetrics().horizontalAdvance(self._label.text()) + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), QRectF(self.rect()), 8, "raised")
