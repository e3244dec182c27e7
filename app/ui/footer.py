"""The line under the composer: where the model runs, and a word of care."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.controls.painting import fill, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole

_SEPARATOR = "  ·  "
_DOT = 14
"""Room for the dot and the gap behind it."""


class Footer(QLabel):
    """One line, or two where one has no room. A label for those who hear it: its text is both sentences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = ""
        self._care = ""
        self._is_ready = False
        self._is_private = False
        self._link = ""
        self.setAccessibleIdentifier("footer")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._follow_theme)
        self.retranslate()
        self._follow_theme()

    def set_place(self, text: str, is_ready: bool) -> None:
        """Where the model runs, in words; the dot is green while it is ready."""
        self._place = text
        self._is_ready = is_ready
        self._update_text()

    def show_link(self, address: str) -> None:
        """Where the link leads that is pointed at, instead of the rest; an empty address ends it."""
        if address != self._link:
            self._link = address
            self.update()

    def set_private(self, is_private: bool) -> None:
        """Whether the open chat is never written down: that is said instead of the word of care."""
        if is_private is not self._is_private:
            self._is_private = is_private
            self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        if self._is_private:
            self._care = self.tr("Private chat: never saved, gone when Baleen closes.")
        else:
            self._care = self.tr("AI can make mistakes. Check important facts.")
        self._update_text()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(100, len(self._lines()) * theme().style_of(FontRole.CAPTION).line_px + theme().scaled(27))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setLayoutDirection(self.layoutDirection())
        line_px = theme().style_of(FontRole.CAPTION).line_px
        if self._link:
            painter.setPen(QColor(theme().tokens.text2))
            room = self.width() - theme().scaled(24)
            line = painter.fontMetrics().elidedText(self._link, Qt.TextElideMode.ElideMiddle, room)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, line)
            return
        top = (self.height() - len(self._lines()) * line_px) // 2
        for number, line in enumerate(self._lines()):
            has_dot = number == 0 and bool(self._place)
            dot_px = theme().scaled(_DOT) if has_dot else 0
            width = painter.fontMetrics().horizontalAdvance(line) + dot_px
            left = max((self.width() - width) // 2, 0)
            rect = QRectF(left, top + number * line_px, width, line_px).toRect()
            text_rect = mirrored(self, rect.adjusted(dot_px, 0, 2, 0))
            painter.setPen(QColor(theme().tokens.text3))
            painter.drawText(text_rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, line)
            if has_dot:
                side = theme().scaled(8)
                dot = mirrored(self, QRectF(left, rect.center().y() - side / 2 + 1, side, side).toRect())
                fill(painter, QRectF(dot), side / 2, "success" if self._is_ready else "warning")

    def _lines(self) -> list[str]:
        if not self._place:
            return [self._care]
        whole = self._place.removesuffix(".") + _SEPARATOR + self._care  # a dot of its own follows
        metrics = QFontMetrics(theme().font(FontRole.CAPTION))
        fits = metrics.horizontalAdvance(whole) + theme().scaled(_DOT) + 24 <= self.width()
        return [whole] if fits else [self._place, self._care]

    def _update_text(self) -> None:
        place = self._place if not self._place or self._place[-1] in ".…" else f"{self._place}."
        self.setText(" ".join(part for part in (place, self._care) if part))
        self.updateGeometry()
        self.update()

    def _follow_theme(self) -> None:
        self.setFont(theme().font(FontRole.CAPTION))
        self._update_text()
