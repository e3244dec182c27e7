"""One of several choices that need more than a word each: a card that is a radio button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QBoxLayout, QRadioButton, QSizePolicy, QWidget

from app.ui import icons
from app.ui.controls.painting import draw_centred, fill, mirrored
from app.ui.theme import theme


class ChoiceCard(QRadioButton):
    """Its heirs fill `row`. Arrow keys go from card to card, as Qt does it; the ring is for people at the keyboard."""

    def __init__(self, identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by_keyboard = False
        self.setAccessibleIdentifier(identifier)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.row.setSpacing(12)
        self._keep_margins()
        theme().changed.connect(self._keep_margins)

    def take(self, *parts: QWidget) -> None:
        """Let clicks on these parts of the card be clicks on it."""
        for part in parts:
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            part.setForegroundRole(QPalette.ColorRole.WindowText)  # in a button it would be the button's

    def _keep_margins(self) -> None:
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left, right = (18, theme().scaled(52)) if is_mirrored else (theme().scaled(52), 18)
        self.row.setContentsMargins(left, 13, right, 13)  # Qt does not turn them round
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._keep_margins()

    # Qt's side

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._by_keyboard = True
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return self.row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.row.minimumSize()

    def hasHeightForWidth(self) -> bool:
        return self.row.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        return self.row.totalHeightForWidth(width)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill(painter, rect, 12, "hover" if self.underMouse() and not self.isChecked() else "surface", "border")
        if self.isChecked():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme().tokens.focus), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 11, 11)
        if self.hasFocus() and self._by_keyboard:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme().tokens.focus), 2))
            painter.drawRoundedRect(rect.adjusted(5, 5, -5, -5), 8, 8)
        side = theme().scaled(22)
        place = mirrored(self, QRect(theme().scaled(17), 0, side, self.height()))
        name, colour = ("circle-check", "accent_text") if self.isChecked() else ("circle", "border_strong")
        draw_centred(painter, place, icons.pixmap(name, colour, side, self.devicePixelRatioF()))
