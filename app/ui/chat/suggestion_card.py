"""A card that puts a beginning into the composer."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import icons
from app.ui.controls.buttons import PaintedButton
from app.ui.controls.painting import fill, focus_ring, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole


class SuggestionCard(PaintedButton):
    """Icon, title and a line of explanation."""

    def __init__(self, icon_name: str, identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(identifier, parent)
        self._icon_name = icon_name
        self._explanation = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_card(self, title: str, explanation: str) -> None:
        """What the card says."""
        self.setText(title)
        self._explanation = explanation
        self.setAccessibleName(title)
        self.setAccessibleDescription(explanation)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        title, line = (QFontMetrics(theme().font(role)) for role in (FontRole.UI_STRONG, FontRole.CAPTION))
        width = max(title.horizontalAdvance(self.text()), line.horizontalAdvance(self._explanation))
        return QSize(width + theme().scaled(47 + 16), theme().scaled(60))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        rect = QRectF(self.rect())
        ground = "selected" if self.isDown() else "hover" if self.underMouse() else "surface"
        fill(painter, rect, 12, ground, "border")
        side = theme().scaled(20)
        icon_rect = mirrored(self, QRect(theme().scaled(15), theme().scaled(13), side, side))
        picture = icons.pixmap(self._icon_name, "accent_text", side, self.devicePixelRatioF())
        painter.drawPixmap(icon_rect.topLeft(), picture)
        left = theme().scaled(47)
        alignment = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        lines = (
            (FontRole.UI_STRONG, "text", 12, 20, self.text()),
            (FontRole.CAPTION, "text3", 31, 18, self._explanation),
        )
        for role, colour, top, height, text in lines:
            painter.setFont(theme().font(role))
            painter.setPen(QColor(getattr(theme().tokens, colour)))
            line = QRect(left, theme().scaled(top), self.width() - left - 8, theme().scaled(height))
            painter.drawText(mirrored(self, line), alignment, text)
        if self.hasFocus():
            focus_ring(painter, rect, 12)
