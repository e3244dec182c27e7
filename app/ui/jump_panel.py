"""A few letters lead to any chat or command."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.commands import Command
from app.ui.controls.keys import typed
from app.ui.controls.label import WrappedLabel
from app.ui.controls.overlay import Overlay
from app.ui.controls.painting import SHADOW
from app.ui.controls.search_field import SearchField
from app.ui.controls.trailing_row import TrailingRow
from app.ui.theme import theme
from app.ui.tokens import FontRole

_WIDTH = 520
_MOST_OF_EACH = 6


class JumpPanel(Overlay):
    """Typing filters, arrows move, Enter goes there, Esc closes."""

    chat_chosen = Signal(int)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAccessibleIdentifier("jump")
        self._chats: list[tuple[str, str, int]] = []
        """Folded title, title, id."""
        self._commands: list[tuple[str, Command]] = []
        self.rows: list[TrailingRow] = []
        self.field = SearchField("jump.field")
        self._empty = WrappedLabel(FontRole.UI, "text2")
        self._empty.setContentsMargins(10, 4, 10, 8)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._column = column = QVBoxLayout(self)
        edge = SHADOW + 8
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(4)
        column.addWidget(self.field)
        column.addLayout(self._list)
        column.addWidget(self._empty)
        self.field.textChanged.connect(self._show_rows)
        self.field.left_downwards.connect(self._on_down)
        self.field.returnPressed.connect(self._on_return)
        self.retranslate()

    def open(self, opener: QWidget, chats: Iterable[tuple[int, str]], commands: Sequence[Command]) -> None:
        """Show it at the top of `opener`, in its middle, with (id, title) of all chats, the newest first."""
        self._chats = [(title.casefold(), title, chat_id) for chat_id, title in chats]
        self._commands = [(command.words.casefold(), command) for command in commands]
        self.field.clear()
        self._show_rows()
        width = min(theme().scaled(_WIDTH), opener.width())
        self.open_beside(opener, QRect((opener.width() - width) // 2, 0, width, theme().scaled(52)))
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.setAccessibleName(self.tr("Jump to a chat or command"))
        self.field.set_words(self.tr("Jump to a chat or command"))
        self._empty.setText(self.tr("Nothing has that name."))

    def _show_rows(self) -> None:
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        words = self.field.text().casefold().split()

        def matches(folded: str) -> bool:
            return all(word in folded for word in words)

        self.rows = []
        chats = [(title, chat_id) for folded, title, chat_id in self._chats if matches(folded)]
        for title, chat_id in chats[:_MOST_OF_EACH]:
            self._add("file-text", title, "", partial(self.chat_chosen.emit, chat_id))
        commands = [command for folded, command in self._commands if matches(folded)]
        for command in commands[:_MOST_OF_EACH]:
            if command.action is not None:
                self._add("zap", command.words, command.keys, command.action.trigger)
        self._empty.setVisible(not self.rows)
        self.place()

    def _add(self, icon_name: str, text: str, trailing: str, go: Callable[[], None]) -> None:
        row = TrailingRow(icon_name, text, trailing, f"jump.{len(self.rows)}")
        row.clicked.connect(lambda: self._go(go))
        self._list.addWidget(row)
        row.show()  # else it counts only after the panel has taken its size
        self.rows.append(row)

    def _go(self, go: Callable[[], None]) -> None:
        self.dismiss()
        go()

    def _on_down(self) -> None:
        if self.rows:
            self.rows[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_return(self) -> None:
        if self.rows:
            self.rows[0].click()

    # Qt's side ----------------------------------------------------------------------------------

    def wanted_size(self) -> QSize:
        width = min(theme().scaled(_WIDTH) + 2 * SHADOW, self.window().width())
        self._column.activate()
        is_flexible = self._column.hasHeightForWidth()
        height = self._column.totalHeightForWidth(width) if is_flexible else self._column.totalSizeHint().height()
        return QSize(width, height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.window().focusWidget()
        if isinstance(focus, TrailingRow) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus.click()
        elif focus is not self.field and (text := typed(event)):
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.field.insert(text)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
