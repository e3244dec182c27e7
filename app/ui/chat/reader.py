"""The message that has the keyboard focus, as a real text widget in its place: caret, selecting, reading by line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from app.render.links import is_allowed
from app.render.parser_source import PictureWords
from app.ui.chat.entry import Entry
from app.ui.chat.message_words import heading
from app.ui.chat.reader_text import reader_markdown, replace_marks
from app.ui.chat.style import ChatStyle
from app.ui.controls.painting import focus_ring

LONGEST_FORMATTED = 60_000
"""Characters; a longer message is read as plain text, so that it opens at once."""
_FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


class MessageReader(QTextBrowser):
    """Shows one message, read only. Loads nothing from anywhere."""

    neighbour_requested = Signal(int)
    """-1: the message before this one, 1: the next."""
    closed = Signal()
    """Escape: back to the list."""
    link_activated = Signal(str)
    link_reached = Signal(str)
    """The address below the pointer, or the one to which the keyboard went; empty when it left."""
    leaving = Signal()
    """Tab was pressed: what follows in the order of the keyboard is to be put there now."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry: Entry | None = None
        self._shown = ""
        self._picture_words: PictureWords = str
        self.setAccessibleIdentifier("message.reader")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(8)
        self.anchorClicked.connect(self._on_anchor)
        self.highlighted.connect(lambda url: self.link_reached.emit(url.toString()))
        self.hide()

    def loadResource(self, type: int, name: QUrl | str) -> object:  # noqa: A002
        # Qt reads the file itself when it gets None; an empty picture is an answer.
        return QImage()

    def bind(self, entry: Entry, style: ChatStyle, picture_words: PictureWords) -> None:
        """Show this message from its beginning."""
        self.entry = entry
        self._picture_words = picture_words
        self.setAccessibleName(heading(entry))
        self.restyle(style)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def restyle(self, style: ChatStyle) -> None:
        """Other fonts and colours; the caret stays."""
        assert self.entry is not None
        palette = QPalette(style.palette)
        palette.setColor(QPalette.ColorRole.Base, style.bubble if self.entry.is_user else style.bg)
        self.setPalette(palette)
        self.setFont(style.body)
        self.document().setDefaultFont(style.body)
        self._fill_again(style)

    def refresh(self, style: ChatStyle) -> None:
        """The message changed: show it anew, with the caret where it was."""
        if self.entry is not None and self.entry.text != self._shown:
            self._fill_again(style)

    def _fill_again(self, style: ChatStyle) -> None:
        position = self.textCursor().position()
        self._fill(style)
        cursor = self.textCursor()
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)

    def _fill(self, style: ChatStyle) -> None:
        assert self.entry is not None
        self._shown = self.entry.text
        if self.entry.is_user or len(self._shown) > LONGEST_FORMATTED:
            self.setPlainText(self._shown)
        else:
            markdown, formulas = reader_markdown(self.entry.all_blocks, self._picture_words)
            self.document().setMarkdown(markdown, _FEATURES)
            replace_marks(self.document(), formulas)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        block_format = QTextBlockFormat()
        block_format.setLineHeight(style.line, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        block_format.setBottomMargin(style.px(5))
        cursor.mergeBlockFormat(block_format)

    def _on_anchor(self, url: QUrl) -> None:
        if is_allowed(url.toString()):
            self.link_activated.emit(url.toString())

    def event(self, event: QEvent) -> bool:
        # Alt+Up and Alt+Down may be shortcuts of the window as well: here they are keys.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _step(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if step := _step(event):
            self.neighbour_requested.emit(step)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002
        self.leaving.emit()
        has_moved = super().focusNextPrevChild(next)
        # Qt selects the words of a link that Tab comes to.
        cursor = self.textCursor()
        is_at_link = self.hasFocus() and cursor.hasSelection()
        self.link_reached.emit(cursor.charFormat().anchorHref() if is_at_link else "")
        return has_moved

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            focus_ring(painter, self.viewport().rect().toRectF(), 8)


def _step(event: QKeyEvent) -> int:
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != Qt.KeyboardModifier.AltModifier:
        return 0
    return {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
