"""A panel over the window: menus, the picker of models.

Not a popup of the window system: Qt leaves those out of what screen readers can walk through, and Wayland and bare X
servers each give them the focus in their own way. A child of the window has none of these troubles.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from shiboken6 import isValid

from app.ui.controls.painting import SHADOW, floating_card
from app.ui.controls.placing import goes_above, place_beside

_SHADOW_MARGINS = QMargins(SHADOW, SHADOW, SHADOW, SHADOW)


class Overlay(QFrame):
    """Opens beside its opener, takes the focus, and closes on Esc, on a press outside, when the focus leaves or
    the window changes its size.

    The focus goes back to where it was in the opener, or to the opener itself. Heirs keep their contents `SHADOW`
    pixels away from the edges.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._opener: QWidget | None = None
        self._back_to: QWidget | None = None
        self._anchor = QRect()
        self._is_above = False
        self._at_end = False
        self._below = parent
        self._backdrop: _Backdrop | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.hide()

    def open_beside(
        self, opener: QWidget, anchor: QRect | None = None, *, prefers_above: bool = False, at_end: bool = False
    ) -> None:
        """Show it beside a rectangle of the opener, or beside all of it.

        At the anchor's leading edge, or at its other one with `at_end`. The caller then gives a child the focus.
        """
        window = opener.window()
        focus = window.focusWidget()
        self._opener = opener
        self._back_to = focus if focus is not None and opener.isAncestorOf(focus) else opener
        self._anchor = anchor or opener.rect()
        self._is_above = prefers_above
        self._at_end = at_end
        if self._backdrop is None:
            self._backdrop = _Backdrop(window)
            self._backdrop.pressed.connect(self.dismiss)
            self._below = window
            window.installEventFilter(self)
            QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]
        self.setParent(window)
        self.place()
        self._backdrop.show()
        self._backdrop.raise_()
        self.show()
        self.raise_()

    def dismiss(self) -> None:
        """Close it; the focus goes back if it is here."""
        focus = self.window().focusWidget()
        is_here = focus is not None and self.isAncestorOf(focus)
        back_to = self._back_to
        self.hide()
        if is_here and back_to is not None and isValid(back_to) and back_to.isVisible():
            back_to.setFocus(Qt.FocusReason.PopupFocusReason)

    def place(self) -> None:
        """Lay it out again, after its contents changed."""
        if self._opener is None or not isValid(self._opener):
            return
        window = self._opener.window()
        anchor = QRect(self._opener.mapTo(window, self._anchor.topLeft()), self._anchor.size())
        area = window.rect().marginsRemoved(_SHADOW_MARGINS)
        is_ltr = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        wanted = self.wanted_size()
        card_size = wanted.shrunkBy(_SHADOW_MARGINS)
        # On the side where it is, while it fits there: a list that gets shorter as one types stays at its button.
        self._is_above = goes_above(anchor, card_size.height(), area, prefers_above=self._is_above)
        card = place_beside(
            anchor,
            card_size,
            self.least_height(wanted) - 2 * SHADOW,
            area,
            is_above=self._is_above,
            at_right_edge=self._at_end == is_ltr,
        )
        self.setGeometry(card.marginsAdded(_SHADOW_MARGINS))

    def wanted_size(self) -> QSize:
        """Its size where there is room for all of it, shadow included."""
        return self.sizeHint()

    def least_height(self, wanted: QSize) -> int:
        """How low it can be made."""
        return wanted.height()

    # Qt's side ----------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._below and event.type() in (QEvent.Type.Resize, QEvent.Type.Hide):
            self.dismiss()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._backdrop is None:
            return
        QApplication.instance().focusChanged.disconnect(self._on_focus_changed)  # type: ignore[union-attr]
        self._below.removeEventFilter(self)
        self._backdrop.hide()
        self._backdrop.deleteLater()
        self._backdrop = None
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; no key is left for the window below."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002
        """Tab stays inside."""
        stops = [w for w in self.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
        focus = self.window().focusWidget()
        if stops:
            here = stops.index(focus) if focus in stops else -1
            reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
            stops[(here + (1 if next else -1)) % len(stops)].setFocus(reason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        floating_card(QPainter(self), QRectF(self.rect()))

    # Inside -------------------------------------------------------------------------------------

    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now is not self and not self.isAncestorOf(now):
            self.hide()


class _Backdrop(QWidget):
    """What lies under an open panel: everything else of the window can be seen, not touched."""

    pressed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setGeometry(window.rect())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
