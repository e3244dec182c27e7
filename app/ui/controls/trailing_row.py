"""A row with words at both edges."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent

from app.ui.controls.buttons import RowButton
from app.ui.controls.painting import mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole

_GAP = 12


class TrailingRow(RowButton):
    """What it does at the leading edge; a key, a price or the like at the other one, in small."""

    trailing_colour = "text3"

    def __init__(self, icon_name: str, text: str, trailing: str, identifier: str) -> None:
        super().__init__(icon_name, identifier)
        self.trailing = trailing
        self.setText(text)
        self.setAccessibleName(f"{text}, {trailing}" if trailing else text)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme().font(FontRole.CAPTION)).horizontalAdvance(self.trailing)
        return QSize(super().sizeHint().width() + width + theme().scaled(_GAP), theme().scaled(34))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), theme().scaled(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setFont(theme().font(FontRole.CAPTION))
        painter.setPen(QColor(getattr(theme().tokens, self.trailing_colour)))
        painter.setLayoutDirection(self.layoutDirection())
        rect = mirrored(self, QRect(0, 0, self.width() - theme().scaled(_GAP), self.height()))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing, self.trailing)
