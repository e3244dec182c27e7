"""The thinking of an answer: one row that says how long it took, and the text when it is unfolded."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextCursor,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from app.presenters.actions import MessageAction
from app.ui import icons
from app.ui.chat.entry import Entry
from app.ui.chat.furniture import Furniture
from app.ui.chat.parts import Mark
from app.ui.chat.style import ChatStyle
from app.ui.controls.buttons import Button, Kind, PaintedButton
from app.ui.controls.painting import draw_centred, focus_ring, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole

TALLEST_THOUGHT = 240
_MARGINS = (14, 2, 0, 8)
_DOCUMENT_MARGIN = 2
_SLACK = 10
_ENOUGH_CHARACTERS = 8_000
"""They fill the tallest box, however narrow the letters."""
_SHORT_S = 2.0
_LAST_LINE_FROM = 400


class _FoldButton(PaintedButton):
    """Chevron, words, and behind them the newest line of thought, elided."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("message.thinking", parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.last_line = ""

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(120), theme().scaled(30))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = theme().scaled(16)
        name = "chevron-down" if self.isChecked() else "chevron-right"
        colour = "text" if self.underMouse() else "text2"
        icon_rect = mirrored(self, QRect(-1, 0, side, self.height()))
        draw_centred(painter, icon_rect, icons.pixmap(name, colour, side, self.devicePixelRatioF()))
        font = theme().font(FontRole.UI_MEDIUM)
        painter.setFont(font)
        painter.setPen(QColor(getattr(theme().tokens, colour)))
        start = side + 1
        width = QFontMetrics(font).horizontalAdvance(self.text()) + 2
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.setLayoutDirection(self.layoutDirection())
        painter.drawText(mirrored(self, QRect(start, 0, width, self.height())), flags, self.text())
        room = self.width() - start - width - 12
        if self.last_line and room > 60:
            painter.setFont(theme().font(FontRole.UI))
            painter.setPen(QColor(theme().tokens.text3))
            line = painter.fontMetrics().elidedText(self.last_line, Qt.TextElideMode.ElideRight, room)
            painter.drawText(mirrored(self, QRect(start + width + 10, 0, room, self.height())), flags, line)
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), 6)


class ThinkingRow(Furniture):
    """ "Thinking… 7 s" while it thinks, "Thought for 12 seconds" afterwards; a press unfolds the text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.fold = _FoldButton(self)
        self.answer_now = Button(Kind.LINK, "message.answer_now", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 2)
        row.addWidget(self.fold, 1)
        row.addWidget(self.answer_now)
        self._tick = QTimer(self)
        self._tick.setInterval(1_000)
        self._tick.timeout.connect(self.refresh)
        self.fold.toggled.connect(self._on_toggled)  # not `clicked`: a screen reader toggles
        self.answer_now.clicked.connect(lambda: self.act(MessageAction.ANSWER_NOW))

    def refresh(self) -> None:
        entry = self.entry
        if entry is None:
            return
        is_thinking = entry.is_thinking
        self.fold.setText(self._words(entry))
        self.fold.setAccessibleName(self.fold.text())
        self.fold.setChecked(entry.is_thought_shown)
        self.fold.last_line = _last_line(entry.thinking) if is_thinking and not entry.is_thought_shown else ""
        self.answer_now.setText(self.tr("Answer now"))
        self.answer_now.setVisible(is_thinking)
        self.fold.update()
        if is_thinking and not self._tick.isActive():
            self._tick.start()
        elif not is_thinking:
            self._tick.stop()

    def _words(self, entry: Entry) -> str:
        if entry.is_thinking:
            seconds = int(time.monotonic() - entry.thinking_since) if entry.thinking_since is not None else 0
            return self.tr("Thinking… {s} s").format(s=seconds)
        seconds_total = entry.message.thinking_s
        if seconds_total is None or seconds_total < _SHORT_S:
            return self.tr("Thought for a moment")
        return self.tr("Thought for %n second(s)", "", round(seconds_total))

    def _on_toggled(self, is_on: bool) -> None:
        if self.entry is not None and is_on != self.entry.is_thought_shown:
            self.fold_requested.emit(self.entry.message.id)


class ThoughtBox(Furniture):
    """The thinking, smaller and with a bar at its side; scrolls inside, and follows its end while it grows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text_edit = _ThoughtText(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(*_MARGINS)
        row.addWidget(self.text_edit)
        self._shown: Entry | None = None
        self._shown_length = 0
        self._version = -1
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    def _follow_theme(self) -> None:
        font = theme().font(FontRole.UI)
        self.text_edit.setFont(font)
        palette = QPalette(self.text_edit.palette())
        palette.setColor(QPalette.ColorRole.Text, QColor(theme().tokens.text2))
        palette.setColor(QPalette.ColorRole.Highlight, ChatStyle().selection)
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor(theme().tokens.text))
        self.text_edit.setPalette(palette)

    def refresh(self) -> None:
        entry = self.entry
        if entry is None:
            return
        self.text_edit.setAccessibleName(self.tr("Thinking"))
        if self._shown is entry and self._version == entry.thinking_version:
            return
        text = entry.thinking.rstrip("\n")  # an empty line at the end would push a thought out of the box
        bar = self.text_edit.verticalScrollBar()
        is_at_end = bar.value() >= bar.maximum() - 4
        if self._shown is entry and len(text) > self._shown_length > 0:
            cursor = QTextCursor(self.text_edit.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text[self._shown_length :])
        else:
            self.text_edit.setPlainText(text.lstrip("\n"))
        self._shown, self._shown_length, self._version = entry, len(text), entry.thinking_version
        if is_at_end and entry.is_thinking:
            bar.setValue(bar.maximum())

    def mark(self, marks: list[Mark]) -> None:
        """Put a ground behind pieces of the text; an empty list takes it away."""
        selections = []
        for mark in marks:
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.text_edit.document())
            cursor.setPosition(mark.start)
            cursor.setPosition(mark.end, QTextCursor.MoveMode.KeepAnchor)
            selection.cursor = cursor
            selection.format.setBackground(mark.ground)
            selection.format.setForeground(QColor(theme().tokens.text))
            selections.append(selection)
        if selections or self.text_edit.extraSelections():
            self.text_edit.setExtraSelections(selections)

    def show_position(self, position: int) -> None:
        """Scroll inside so that this place of the text is seen."""
        cursor = self.text_edit.textCursor()
        cursor.setPosition(position)
        self.text_edit.setTextCursor(cursor)
        self.text_edit.centerCursor()

    def wanted_height(self, width: int) -> int:
        left, top, right, bottom = _MARGINS
        tallest = theme().scaled(TALLEST_THOUGHT)
        inner = max(40, width - left - right) - 2 * _DOCUMENT_MARGIN
        text = self.entry.thinking.strip("\n")[:_ENOUGH_CHARACTERS] if self.entry is not None else ""
        height = round(text_height(text, self.text_edit.font(), inner, tallest))
        return min(tallest, height + _SLACK) + top + bottom

    def paintEvent(self, event: QPaintEvent) -> None:
        bar = mirrored(self, QRect(2, 2, 3, self.height() - 10))
        QPainter(self).fillRect(bar, QColor(theme().tokens.border))


class _ThoughtText(QPlainTextEdit):
    """Read only, without a frame; Tab leaves it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleIdentifier("message.thought")
        self.document().setDocumentMargin(_DOCUMENT_MARGIN)
        # What is behind shows through: Qt keeps the ground of the theme in which the text was first shown.
        self.viewport().setAutoFillBackground(False)
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, QColor(Qt.GlobalColor.transparent))
        self.setPalette(palette)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What is selected here is of no use elsewhere: the transcript has a selection of its own."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            cursor = self.textCursor()
            cursor.clearSelection()
            self.setTextCursor(cursor)


def text_height(text: str, font: QFont, width: float, enough: float) -> float:
    """The height of a text that is broken into lines of `width` pixels; stops counting at `enough`.

    A text widget cannot be asked: it breaks its lines only when it is shown.
    """
    height = 0.0
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, font)
        layout.setTextOption(option)
        layout.beginLayout()
        while height < enough and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            height += math.ceil(line.height())
        layout.endLayout()
        if height >= enough:
            break
    return height


def _last_line(thinking: str) -> str:
    lines = thinking[-_LAST_LINE_FROM:].rstrip().rsplit("\n", 1)
    return " ".join(lines[-1].split())
