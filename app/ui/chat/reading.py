"""Going from message to message by keyboard: the one with the focus becomes a real text widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.chat.entry import Entry
from app.ui.chat.reader import MessageReader
from app.ui.chat.text_parts import BubblePart

if TYPE_CHECKING:
    from app.ui.chat.transcript_view import TranscriptView

_AROUND = 8


class Reading:
    """Owns the one reader of a transcript."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self._reader: MessageReader | None = None

    @property
    def entry(self) -> Entry | None:
        """The message that is being read; None if there is none."""
        return self._reader.entry if self._reader is not None and not self._reader.isHidden() else None

    def take_key(self, event: QKeyEvent) -> bool:
        """Alt+Up and Alt+Down; Enter reads the last visible message."""
        if direction := _direction(event):
            self.go(direction)
            return True
        return False

    def go(self, direction: int) -> None:
        """Read the message before (-1) or after (1) the one that is being read; else the last or first visible one."""
        view = self._view
        entries = view.column.entries
        if not entries:
            return
        current = view.column.index_of(self.entry.message.id) if self.entry is not None else None
        if current is not None:
            index = current + direction
        elif view.visible_places:
            index = view.visible_places[-1 if direction < 0 else 0].entry_index
        else:
            index = len(entries) - 1
        if 0 <= index < len(entries):
            self.open(index)

    def open(self, index: int) -> None:
        """Read this message: bring it into view and give it the keyboard focus."""
        view = self._view
        reader = self._reader
        if reader is None:
            reader = self._reader = MessageReader(view.viewport())
            reader.neighbour_requested.connect(self.go)
            reader.closed.connect(self._on_closed)
            reader.link_activated.connect(view.link_activated)
            reader.link_reached.connect(view.link_hovered)
            reader.leaving.connect(self._put_actions_next)
        view.ensure_parts(index)
        entry = view.column.entries[index]
        reader.bind(entry, view.style_in_use, view.picture_words)
        rect = view.rect_of_entry(index)
        viewport = view.viewport().rect()
        if rect.top() < 0 or rect.bottom() > viewport.bottom():
            view.scroll_to(entry.message.id, 0, -_AROUND)
        reader.show()
        view.settle()
        self.place()
        reader.setFocus(Qt.FocusReason.TabFocusReason)
        self._put_actions_next()

    def _put_actions_next(self) -> None:
        """Behind the text the keyboard comes to what can be done with the message, from above."""
        if self._reader is None or self.entry is None:
            return
        last: QWidget = self._reader
        for widget in sorted(self._view.controls_of(self.entry), key=QWidget.y):
            for control in (widget, *widget.findChildren(QWidget)):
                if control.focusPolicy() & Qt.FocusPolicy.TabFocus and not control.isHidden():
                    QWidget.setTabOrder(last, control)
                    last = control

    def close(self) -> None:
        """Nothing is read any more."""
        if self._reader is not None and not self._reader.isHidden():
            had_focus = self._reader.hasFocus()
            self._view.link_hovered.emit("")
            self._reader.hide()
            self._reader.entry = None
            if had_focus:
                self._view.setFocus()

    def _on_closed(self) -> None:
        self.close()
        self._view.settle()

    def refresh(self, entry: Entry) -> None:
        """A message changed; perhaps it is the one that is being read."""
        if self._reader is not None and self.entry is entry:
            self._reader.refresh(self._view.style_in_use)

    def restyle(self) -> None:
        """Fonts and colours are other ones."""
        if self._reader is not None and self.entry is not None:
            self._reader.restyle(self._view.style_in_use)

    def place(self) -> None:
        """Keep the reader over its message; it ends when the message left the view."""
        entry = self.entry
        if entry is None or self._reader is None:
            return
        index = self._view.column.index_of(entry.message.id)
        if index is None:
            self.close()
            return
        rect = self._text_rect(index, entry)
        # The actions of the person's own message begin close below it.
        around = (0, -2, 0, 2) if entry.is_user else (-_AROUND, -2, _AROUND, 6)
        shown = rect.adjusted(*around).intersected(self._view.viewport().rect())
        if shown.height() < self._view.style_in_use.line:
            self.close()
        elif self._reader.geometry() != shown:
            self._reader.setGeometry(shown)
            self._reader.raise_()

    def _text_rect(self, index: int, entry: Entry) -> QRect:
        """Where the text of the message is, without what is around it."""
        rect = self._view.rect_of_entry(index)
        heights = entry.heights
        if heights is None:
            return rect
        top = heights.top(entry.content.start)
        bottom = heights.top(entry.content.stop)
        text = QRect(rect.x(), rect.y() + top, rect.width(), max(bottom - top, self._view.style_in_use.line * 2))
        if isinstance(first := next(iter(entry.parts[entry.content]), None), BubblePart):
            bubble = first.bubble.toRect()
            text.setLeft(rect.x() + bubble.left())
            text.setWidth(bubble.width())
            text.setHeight(bottom - top)
        return text


def _direction(event: QKeyEvent) -> int:
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != Qt.KeyboardModifier.AltModifier:
        return 0
    return {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
