"""Real widgets around the painted text of a message: rows with buttons, cards, the unfolded thinking.

They exist for visible messages only, are reused, and are reached by keyboard and screen reader like any widget.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.presenters.actions import MessageAction
from app.ui.chat.ending import how_it_ended
from app.ui.chat.entry import Entry
from app.ui.controls.busy_line import BusyLine
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import Label, WrappedLabel
from app.ui.tokens import FontRole


class Furniture(QWidget):
    """A widget that belongs to one place in a message. `bind` gives it to another message."""

    action_requested = Signal(int, object)
    """Message id, `MessageAction`."""
    remedy_requested = Signal(int, object)
    """Message id, `Remedy`."""
    fold_requested = Signal(int)
    """Message id: fold or unfold its thinking."""
    text_fold_requested = Signal(int)
    """Message id: fold or unfold what the person wrote."""
    resized = Signal(int)
    """Message id: the widget wants another height."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry: Entry | None = None

    def bind(self, entry: Entry) -> None:
        """Show what this message says. Called again whenever that changes."""
        self.entry = entry
        self.refresh()

    def refresh(self) -> None:
        """Take over texts and states from the entry."""

    def wanted_height(self, width: int) -> int:
        """Height in pixels for a column of `width`."""
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            return layout.totalHeightForWidth(width)
        return self.sizeHint().height()

    def act(self, action: MessageAction) -> None:
        """Ask for an action on the message."""
        if self.entry is not None:
            self.action_requested.emit(self.entry.message.id, action)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self.entry is not None:
            self.refresh()


class NoteRow(Furniture):
    """Says that the oldest messages were not sent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = WrappedLabel(FontRole.CAPTION, "text3", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 8)
        row.addWidget(self._label)

    def refresh(self) -> None:
        if self.entry is not None:
            self._label.setText(
                self.tr("The %n oldest message(s) did not fit and were left out.", "", self.entry.message.left_out)
            )


class StateRow(Furniture):
    """ "Stopped." or "The answer was interrupted.", and the two ways on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = Label(FontRole.UI, "text3", self)
        self.go_on = Button(Kind.PLAIN, "ended.continue", self)
        self.again = Button(Kind.PLAIN, "ended.again", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 4)
        row.setSpacing(8)
        row.addWidget(self._label)
        row.addSpacing(4)
        row.addWidget(self.go_on)
        row.addWidget(self.again)
        row.addStretch(1)
        self.go_on.clicked.connect(lambda: self.act(MessageAction.CONTINUE))
        self.again.clicked.connect(lambda: self.act(MessageAction.AGAIN))

    def refresh(self) -> None:
        if self.entry is None:
            return
        self._label.setText(how_it_ended(self.entry.message))
        self.go_on.setText(self.tr("Continue"))
        self.go_on.setVisible(bool(self.entry.text.strip() or self.entry.thinking.strip()))
        self.again.setText(self.tr("Answer again"))


class MoreRow(Furniture):
    """Unfolds a very long message of the person's own, and folds it again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.more = Button(Kind.LINK, "message.show_all", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 8, 2)
        row.addStretch(1)
        row.addWidget(self.more)
        self.more.clicked.connect(self._on_clicked)

    def refresh(self) -> None:
        if self.entry is not None:
            self.more.setText(self.tr("Show all") if self.entry.is_folded else self.tr("Show less"))

    def _on_clicked(self) -> None:
        if self.entry is not None:
            self.text_fold_requested.emit(self.entry.message.id)


class WaitingRow(Furniture):
    """What the person waits for before the first word, above a line that moves."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = WrappedLabel(FontRole.UI, "text3", self)
        self.line = BusyLine(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 6)
        column.setSpacing(8)
        column.addWidget(self._label)
        column.addWidget(self.line)

    def refresh(self) -> None:
        if self.entry is not None:
            self._label.setText(self.entry.waiting)


class FeedbackTimer(QTimer):
    """For 1.5 seconds a button says that it did its work."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSingleShot(True)
        self.setInterval(1_500)
