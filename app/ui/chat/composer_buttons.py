"""The buttons in the composer: Think, the model, send and stop."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import icons
from app.ui.controls.buttons import PaintedButton
from app.ui.controls.painting import draw_centred, fill, focus_ring, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole


class ThinkPill(PaintedButton):
    """On: the model thinks before it answers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("composer.think", parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = theme().scaled(34 + 18) + _text_width(self, FontRole.UI)
        return QSize(width, theme().scaled(34))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        radius = self.height() / 2
        is_on = self.isChecked()
        ground = "accent_soft" if is_on else "hover" if self.underMouse() else None
        fill(painter, rect, radius, ground, None if is_on else "border")
        colour = "accent_text" if is_on else "text2"
        side = theme().scaled(16)
        icon_rect = QRect(theme().scaled(13), 0, side, self.height())
        picture = icons.pixmap("brain", colour, side, self.devicePixelRatioF())
        draw_centred(painter, mirrored(self, icon_rect), picture)
        painter.setFont(theme().font(FontRole.UI))
        painter.setPen(QColor(getattr(theme().tokens, colour)))
        start = theme().scaled(34)
        text_rect = mirrored(self, QRect(start, 0, self.width() - start, self.height()))
        painter.setLayoutDirection(self.layoutDirection())
        painter.drawText(text_rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self.text())
        if self.hasFocus():
            focus_ring(painter, rect, radius)


class ModelButton(PaintedButton):
    """The name of the model that answers next; opens the picker."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("composer.model", parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = theme().scaled(12 + 38) + _text_width(self, FontRole.UI_MEDIUM)
        return QSize(width, theme().scaled(34))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().scaled(90), theme().scaled(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            fill(painter, rect, 8, "hover")
        painter.setFont(theme().font(FontRole.UI_MEDIUM))
        painter.setPen(QColor(theme().tokens.text2))
        start, end = theme().scaled(12), theme().scaled(38)
        text_rect = mirrored(self, QRect(start, 0, self.width() - start - end, self.height()))
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, text_rect.width() + 2)
        painter.setLayoutDirection(self.layoutDirection())
        painter.drawText(text_rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, text)
        side = theme().scaled(16)
        chevron_rect = QRect(self.width() - theme().scaled(17) - side // 2, 0, side, self.height())
        picture = icons.pixmap("chevron-down", "text2", side, self.devicePixelRatioF())
        draw_centred(painter, mirrored(self, chevron_rect), picture)
        if self.hasFocus():
            focus_ring(painter, rect, 8)


class SendButton(PaintedButton):
    """An arrow that sends, a square that stops."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("composer.send", parent)
        self._is_stop = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def event(self, event: QEvent) -> bool:
        # Qt's buttons keep a press also while they are disabled; here it leads to the field behind.
        if not self.isEnabled() and event.type() is QEvent.Type.MouseButtonPress:
            event.ignore()
            return False
        return super().event(event)

    def set_stop(self, is_stop: bool) -> None:
        """Show the square instead of the arrow."""
        self._is_stop = is_stop
        self.update()

    def sizeHint(self) -> QSize:
        side = max(theme().scaled(34), 32)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        radius = self.height() / 2
        fill(painter, rect, radius, self._ground())
        side = theme().scaled(12)
        if self._is_stop:
            square = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
            fill(painter, square, 3, "on_accent")
        else:
            colour = "on_accent" if self.isEnabled() else "disabled"
            picture = icons.pixmap("arrow-up", colour, theme().scaled(18), self.devicePixelRatioF())
            draw_centred(painter, self.rect(), picture)
        if self.hasFocus():
            focus_ring(painter, rect, radius, "text")

    def _ground(self) -> str:
        if not self.isEnabled():
            return "track"
        if self.isDown():
            return "accent_press"
        return "accent_hover" if self.underMouse() else "accent"


def _text_width(button: PaintedButton, role: FontRole) -> int:
    """Width of the words in the font that paints them."""
    button.setFont(theme().font(role))
    return button.fontMetrics().horizontalAdvance(button.text())
