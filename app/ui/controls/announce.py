"""Saying something to people who do not see it appear."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say `text` when it has finished what it is saying; the focus stays where it is."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # 2 ms, which nobody needs to see the window

    event = QAccessibleAnnouncementEvent(widget, text)
    event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
    QAccessible.updateAccessibility(event)
