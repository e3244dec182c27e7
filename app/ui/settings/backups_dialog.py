"""The backups that there are, to bring chats back from one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.domain.export import Backup
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.settings.rows import SettingBox, SettingRow
from app.ui.theme import theme
from app.ui.tokens import FontRole


class BackupsDialog(QDialog):
    """Modal to its window; closes itself when one is chosen."""

    chosen = Signal(object)
    """The Path of a backup."""

    def __init__(self, backups: Sequence[Backup], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Restore a backup"))
        self.setAccessibleIdentifier("backups")
        heading = WrappedLabel(FontRole.HEADING)
        heading.setText(self.windowTitle())
        note = WrappedLabel(FontRole.UI, "text2")
        note.setText(
            self.tr("Chats that are missing here come back as they were then. What is here stays as it is.")
            if backups
            else self.tr("There is no backup yet. Baleen makes one each day that it is used.")
        )
        rows = [self._row(number, backup) for number, backup in enumerate(backups)]
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(SettingBox(*rows))
        inner.addStretch(1)
        area.setWidget(content)
        area.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        area.setVisible(bool(rows))
        close = Button(Kind.PLAIN, "backups.close")
        close.setText(self.tr("Close"))
        buttons = QDialogButtonBox()
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addWidget(note)
        column.addWidget(area, 1)
        column.addWidget(buttons)
        close.setDefault(True)
        close.setFocus()
        room = self.screen().availableGeometry()
        self.resize(min(theme().scaled(520), room.width() * 9 // 10), min(theme().scaled(460), room.height() * 9 // 10))
        if not rows:
            self.resize(self.width(), column.heightForWidth(self.width()))

    def _row(self, number: int, backup: Backup) -> SettingRow:
        button = Button(Kind.PLAIN, f"backups.restore.{number}")
        button.setText(self.tr("Restore"))
        row = SettingRow(button)
        at = QDateTime.fromSecsSinceEpoch(int(backup.made_at.timestamp()))
        locale = QLocale()
        # Not the system's long form of a time, which names the time zone.
        day = locale.toString(at.date(), QLocale.FormatType.LongFormat)
        row.set_words(day, locale.toString(at.time(), QLocale.FormatType.ShortFormat))
        button.setAccessibleName(self.tr("Restore the backup of {day}").format(day=day))
        button.clicked.connect(lambda: self._choose(backup.path))
        return row

    def _choose(self, path: Path) -> None:
        self.accept()
        self.chosen.emit(path)
