"""The field in which the person writes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QResizeEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from app.ui.chat.resting_cursor import RestingCursor
from app.ui.theme import theme, wear
from app.ui.tokens import FontRole

_MOST_LINES = 10


class ComposerText(QTextEdit):
    """Grows from one line to ten, then scrolls. Tab leaves it; Enter sends unless an input method composes.

    Plain text; a rich text widget only because it alone can keep the lines as far apart as messages have them.
    """

    sent = Signal()
    """The key that sends was pressed."""
    escaped = Signal()
    up_in_empty = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._enter_sends = True
        self._is_composing = False
        self.setAccessibleIdentifier("composer.text")
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)  # else the keyboard is trapped here
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Its ground stays filled: else each blink of the cursor would paint the whole window behind it.
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._cursor = RestingCursor(self)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    def set_enter_sends(self, sends: bool) -> None:
        """Whether Enter sends and Shift+Enter makes a line, or Enter makes a line and Ctrl+Enter sends."""
        self._enter_sends = sends

    def empty(self) -> None:
        """Take the text away, with its steps of undo."""
        self.clear()
        self._spread_lines()

    def sizeHint(self) -> QSize:
        return QSize(200, min(round(self.document().size().height()), self._highest()))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_override and isinstance(event, QKeyEvent) and self._leaves_undo(event):
            event.ignore()
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._wear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The arrow keys carry KeypadModifier on some systems; with Alt they go through the messages.
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._is_composing:
                pass  # ends the composition, which is the input method's to do
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._sends(event):
                self.sent.emit()
            case Qt.Key.Key_Escape:
                self.escaped.emit()
            case Qt.Key.Key_Up if is_plain and self.document().isEmpty() and not self._is_composing:
                self.up_in_empty.emit()
            case _:
                super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_scroll_bar()

    def _sends(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            return True
        return self._enter_sends and modifiers == Qt.KeyboardModifier.NoModifier

    def _leaves_undo(self, event: QKeyEvent) -> bool:
        """With nothing of its own to take back, Ctrl+Z is the window's."""
        return event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable()

    def _grow(self) -> None:
        self.updateGeometry()
        if self.document().size().height() > self._highest():
            self._show_scroll_bar()

    def _show_scroll_bar(self) -> None:
        """Only where the field may not grow any more, or it would flash with every new line."""
        has_room = self.height() >= self.sizeHint().height()
        is_highest = self.document().size().height() > self._highest()
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if is_highest or not has_room:
            policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(policy)

    def _highest(self) -> int:
        margins = 2 * self.document().documentMargin()
        return round(_MOST_LINES * theme().style_of(FontRole.BODY).line_px + margins)

    def _wear(self) -> None:
        wear(self, FontRole.BODY)
        wear(self.viewport(), FontRole.BODY)  # the hint is written with its font

    def _follow_theme(self) -> None:
        self._wear()
        self._spread_lines()
        self._grow()

    def _spread_lines(self) -> None:
        """Give every line the height of a message's. New lines inherit it; the steps of undo are lost."""
        style = QTextBlockFormat()
        # In percent of the font's own height, for Qt puts that room below the line, where the hint stays in place.
        percent = 100 * theme().style_of(FontRole.BODY).line_px / self.fontMetrics().lineSpacing()
        style.setLineHeight(percent, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        self.document().setUndoRedoEnabled(False)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(style)
        self.document().setUndoRedoEnabled(True)
