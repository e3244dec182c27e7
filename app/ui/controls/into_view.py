"""What has just appeared on a page that scrolls is to be seen."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

_MARGIN = 16


def bring_into_view(widget: QWidget) -> None:
    """Scroll the page just as far as needed, once the widget has its place; nothing without such a page."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if isinstance(area, QScrollArea):
        page = area
        # Only once the page has its new height can it be scrolled. The timer goes with the widget.
        QTimer.singleShot(0, widget, lambda: _scroll(page, widget))


def _scroll(page: QScrollArea, widget: QWidget) -> None:
    part: QWidget | None = widget
    while part is not None and part is not page:  # else every layout learns of a longer text one turn after the other
        if (layout := part.layout()) is not None:
            layout.activate()
        part = part.parentWidget()
    page.ensureWidgetVisible(widget, 0, _MARGIN)
