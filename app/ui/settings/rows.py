"""Rows of settings in a box: words at the leading side, the control at the other, or below where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.settings import Settings
from app.ui.controls.folding import FoldingRow
from app.ui.controls.label import Label, WrappedLabel
from app.ui.controls.painting import fill
from app.ui.controls.separator import Separator
from app.ui.settings.restore_row import RestoreRow
from app.ui.theme import theme
from app.ui.tokens import FontRole


class SettingRow(QWidget):
    """A setting: its name, what it does, its control."""

    def __init__(self, control: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._control = control
        self._title = WrappedLabel(FontRole.UI_MEDIUM)
        self._title.setBuddy(control)
        self._explanation = WrappedLabel(FontRole.CAPTION, "text3")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._explanation)
        words.addStretch(1)
        row = FoldingRow(self, spacing=16, margins=(16, 12, 16, 12))
        row.add_layout(words)
        row.addWidget(control)

    def set_words(self, title: str, explanation: str = "") -> None:
        """Name and effect; the name is also what screen readers call the control."""
        self._title.setText(title)
        self._explanation.setText(explanation)
        self._explanation.setVisible(bool(explanation))
        self._control.setAccessibleName(title)
        self._control.setAccessibleDescription(explanation)


class SettingBox(QWidget):
    """Rows in a box with round corners, thin lines between them."""

    def __init__(self, *rows: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._lines: list[tuple[QWidget | None, QWidget]] = []
        """Each row with the line above it."""
        theme().changed.connect(self.update)
        self.set_rows(rows)

    def set_rows(self, rows: tuple[QWidget, ...]) -> None:
        """Other rows, or another order; those that are not among them are deleted, the others keep the focus."""
        for widget in (one for pair in self._lines for one in pair if one is not None):
            # Not `takeAt`: its item lives on, and the height of a row that is put back would never be asked again.
            self._column.removeWidget(widget)
            if widget not in rows:
                widget.hide()
                widget.deleteLater()
        self._lines.clear()
        self.add_rows(rows)

    def add_rows(self, rows: tuple[QWidget, ...]) -> None:
        """More rows below those that are there."""
        for row in rows:
            line = None
            if self._lines:
                line = QWidget()
                inset = QHBoxLayout(line)
                inset.setContentsMargins(16, 0, 16, 0)
                inset.addWidget(Separator())
                self._column.addWidget(line)
            self._column.addWidget(row)
            self._lines.append((line, row))

    def show_row(self, row: QWidget, is_shown: bool) -> None:
        """Show or hide a row, and the lines so that one stands between any two; without rows there is no box."""
        row.setVisible(is_shown)
        is_first = True
        for line, each in self._lines:
            if line is not None:
                line.setVisible(not is_first and not each.isHidden())
            is_first = is_first and each.isHidden()
        self.setVisible(not is_first)

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), QRectF(self.rect()), 12, "surface", "border")


class SettingsPage(QWidget):
    """A page: title, then sections that its heirs add; at its end a way back to the defaults."""

    edited = Signal(str, object)
    """(key of `Settings`, value in its own type)"""

    def __init__(self, parent: QWidget | None = None, *, name: str = "", keys: Sequence[str] = ()) -> None:
        """`keys` are the settings on this page that have a default worth going back to."""
        super().__init__(parent)
        self.restore = RestoreRow(name, keys)
        self.restore.edited.connect(self.edited)
        self._title = Label(FontRole.TITLE)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(28, 18, 28, 24)
        self._column.setSpacing(10)
        self._column.addWidget(self._title)
        self._column.addWidget(self.restore)
        self._column.addStretch(1)

    def add(self, widget: QWidget, gap: int = 0) -> None:
        """One more part at the end of the page, `gap` pixels lower than usual."""
        place = self._column.count() - 2  # before the way back
        if gap:
            self._column.insertSpacing(place, gap)
            place += 1
        self._column.insertWidget(place, widget)

    def set_settings(self, settings: Settings) -> None:
        """Show these values; tells nobody."""

    def retranslate(self) -> None:
        """All words again, after the language changed."""

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self.setAccessibleName(title)

    def minimumSizeHint(self) -> QSize:
        """A page is as high as its lines at the width that it has (`heightForWidth`); Qt's least height is that of the
        least width, with all lines broken, which left the end of a page empty.
        """
        return QSize(super().minimumSizeHint().width(), 0)
