"""Everything that the keyboard can do, on one page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.commands import Command
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import Label
from app.ui.theme import theme
from app.ui.tokens import FontRole


class ShortcutsDialog(QDialog):
    """Not modal: the keys can be tried beside it. Deletes itself when it is closed."""

    def __init__(self, columns: Sequence[Sequence[tuple[str, Sequence[Command]]]], parent: QWidget) -> None:
        """Columns of groups, each with its heading."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleIdentifier("shortcuts")
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        beside = QHBoxLayout()
        beside.setSpacing(theme().scaled(40))
        for groups in columns:
            column = QVBoxLayout()
            column.setSpacing(8)
            for heading, commands in groups:
                column.addWidget(_heading(heading))
                column.addLayout(_grid(commands))
                column.addSpacing(12)
            column.addStretch(1)
            beside.addLayout(column, 1)
        close = Button(Kind.PLAIN, "shortcuts.close")
        close.setText(self.tr("Close"))
        close.clicked.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.addLayout(beside, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTrailing)
        close.setFocus()


def _heading(text: str) -> Label:
    label = Label(FontRole.UI_STRONG)
    label.setText(text)
    return label


def _grid(commands: Sequence[Command]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    for place, command in enumerate(command for command in commands if command.keys):
        words, keys = Label(FontRole.UI, "text2"), Label(FontRole.CAPTION_STRONG, "text3")
        words.setText(command.words)
        words.setAccessibleName(f"{command.words}: {command.keys}")
        keys.setText(command.keys)
        grid.addWidget(words, place, 0)
        grid.addWidget(keys, place, 1, Qt.AlignmentFlag.AlignTrailing)
    return grid
