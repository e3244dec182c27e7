"""A line to write into, as wide as a row of settings wants it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit

from app.ui.theme import theme


class Field(QLineEdit):
    """Its look is the style sheet's."""

    def __init__(self, identifier: str) -> None:
        super().__init__()
        self.setProperty("kind", "field")
        self.setAccessibleIdentifier(identifier)

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(240), theme().scaled(34))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().scaled(120), theme().scaled(34))
