"""Buttons: with an icon alone, as a row, and with words."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolTip, QWidget

from app.ui import icons
from app.ui.controls.painting import draw_centred, fill, focus_ring, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole


class Kind(StrEnum):
    """How much a button with words stands out; the style sheet knows them by these names."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"
    LINK = "link"


class Button(QPushButton):
    """A button with words. Takes focus by keyboard only, so that a click leaves no ring."""

    def __init__(self, kind: Kind, identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind.value)
        self.setAccessibleIdentifier(identifier)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if kind is Kind.LINK:
            self.setCursor(Qt.CursorShape.PointingHandCursor)


class PaintedButton(QPushButton):
    """Base of buttons that paint themselves: a press is a press by mouse, Space or a screen reader alike."""

    def __init__(self, identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier(identifier)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self._follow_theme)

    def _follow_theme(self) -> None:
        self.updateGeometry()
        self.update()

    def set_words(self, name: str, tooltip: str | None = None) -> None:
        """What a screen reader says, and the tooltip where that says more."""
        self.setAccessibleName(name)
        before, now = self.toolTip(), tooltip or name
        self.setToolTip(now)
        if before != now and QToolTip.text() == before and self.underMouse():
            QToolTip.hideText()  # it would go on saying what the button was


class IconButton(PaintedButton):
    """A square button that shows an icon alone."""

    def __init__(self, icon_name: str, identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(identifier, parent)
        self._icon_name = icon_name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon_name: str) -> None:
        """Another icon."""
        self._icon_name = icon_name
        self.update()

    def sizeHint(self) -> QSize:
        side = max(theme().scaled(32), 24)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.isDown() or (self.menu() is not None and self.menu().isVisible()):
            fill(painter, rect, 8, "selected")
        elif self.underMouse() and self.isEnabled():
            fill(painter, rect, 8, "hover")
        colour = "text2" if self.isEnabled() else "disabled"
        picture = icons.pixmap(self._icon_name, colour, theme().scaled(18), self.devicePixelRatioF())
        draw_centred(painter, self.rect(), picture)
        if self.hasFocus():
            focus_ring(painter, rect, 8)


class RowButton(PaintedButton):
    """A button with an icon and words at its leading edge, as wide as its column."""

    has_ring = True
    """Whether the focus is shown by a ring."""

    def __init__(self, icon_name: str, identifier: str, parent: QWidget | None = None) -> None:
        """`icon_name` may be empty."""
        super().__init__(identifier, parent)
        self._icon_name = icon_name
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + theme().scaled(58), theme().scaled(38))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().scaled(80), self.sizeHint().height())

    def ground(self) -> str | None:
        """The token of its background now."""
        if not self.isEnabled():
            return None
        if self.isDown() or (self.isCheckable() and self.isChecked()):
            return "selected"
        return "hover" if self.underMouse() else None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        is_chosen = self.isCheckable() and self.isChecked()
        if ground := self.ground():
            fill(painter, rect, 8, ground)
        if self._icon_name:
            side = theme().scaled(16)
            icon_rect = mirrored(self, QRect(theme().scaled(10), 0, side, self.height()))
            colour = "accent_text" if is_chosen else "text2" if self.isEnabled() else "disabled"
            draw_centred(painter, icon_rect, icons.pixmap(self._icon_name, colour, side, self.devicePixelRatioF()))
        painter.setFont(theme().font(FontRole.UI_MEDIUM if is_chosen else FontRole.UI))
        painter.setPen(QColor(theme().tokens.text if self.isEnabled() else theme().tokens.disabled))
        start = theme().scaled(37 if self._icon_name else 12)
        text_rect = mirrored(self, QRect(start, 0, self.width() - start - 8, self.height()))
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, text_rect.width())
        alignment = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.setLayoutDirection(self.layoutDirection())
        painter.drawText(text_rect, alignment, text)
        if self.has_ring and self.hasFocus():
            focus_ring(painter, rect, 8)


class OutlinedButton(PaintedButton):
    """A wide button with a border, icon and words in its middle."""

    def __init__(self, icon_name: str, identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(identifier, parent)
        self._icon_name = icon_name
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + theme().scaled(48)
        return QSize(width, theme().scaled(38))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        ground = "selected" if self.isDown() else "hover" if self.underMouse() else "surface"
        fill(painter, rect, 8, ground, "border")
        painter.setFont(theme().font(FontRole.UI))
        side, gap = theme().scaled(16), theme().scaled(9)
        text_width = painter.fontMetrics().horizontalAdvance(self.text())
        start = (self.width() - side - gap - text_width) // 2
        icon_rect = mirrored(self, QRect(start, 0, side, self.height()))
        draw_centred(painter, icon_rect, icons.pixmap(self._icon_name, "text2", side, self.devicePixelRatioF()))
        painter.setPen(QColor(theme().tokens.text))
        text_rect = mirrored(self, QRect(start + side + gap, 0, text_width + 2, self.height()))
        painter.drawText(text_rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.hasFocus():
            focus_ring(painter, rect, 8)
