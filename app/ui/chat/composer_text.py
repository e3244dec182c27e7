"""The field in which the person writes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from app.ui.theme import theme
from app.ui.tokens import FontRole

_MOST_LINES = 10


class ComposerText(QPlainTextEdit):
    """Grows from one line to ten, then scrolls. Tab leaves it; Enter sends unless an input method composes."""

    sent = Signal()
    """The key that sends was pressed."""
    escaped = Signal()
    up_in_empty = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._enter_sends = True
        self._is_composing = False
        self.setAccessibleIdentifier("composer.text")
        self.setTabChangesFocus(True)  # else the keyboard is trapped here
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    def set_enter_sends(self, sends: bool) -> None:
        """Whether Enter sends and Shift+Enter makes a line, or Enter makes a line and Ctrl+Enter sends."""
        self._enter_sends = sends

    def sizeHint(self) -> QSize:
        # The document of a plain text edit measures its height in lines.
        lines = min(max(int(self.document().size().height()), 1), _MOST_LINES)
        margins = self.contentsMargins()
        height = lines * self.fontMetrics().lineSpacing() + 2 * self.document().documentMargin()
        return QSize(200, round(height) + margins.top() + margins.bottom() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_override and isinstance(event, QKeyEvent) and self._leaves_undo(event):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._sends(event):
                self.sent.emit()
            case Qt.Key.Key_Escape:
                self.escaped.emit()
            case Qt.Key.Key_Up if self.document().isEmpty() and not self._is_composing:
                self.up_in_empty.emit()
            case _:
                super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def _sends(self, event: QKeyEvent) -> bool:
        if self._is_composing:
            return False
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            return True
        return self._enter_sends and modifiers == Qt.KeyboardModifier.NoModifier

    def _leaves_undo(self, event: QKeyEvent) -> bool:
        """With nothing of its own to take back, Ctrl+Z is the window's."""
        return event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable()

    def _grow(self) -> None:
        has_more = self.document().size().height() > _MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if has_more else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        self.updateGeometry()

    def _follow_theme(self) -> None:
        self.setFont(theme().font(FontRole.BODY))
        self._grow()
