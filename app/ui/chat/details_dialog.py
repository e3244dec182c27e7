"""What there is to know about one answer, for those who want to know."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from app.domain.models import display_name
from app.presenters.message_details import MessageDetails
from app.ui.chat.ending import how_it_ended
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import Label, WrappedLabel
from app.ui.theme import theme
from app.ui.tokens import FontRole

_WORDS_PER_TOKEN = 0.75


class DetailsDialog(QDialog):
    """Not modal: the chat goes on beside it. Deletes itself when it is closed."""

    def __init__(self, details: MessageDetails, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleIdentifier("details")
        self.setWindowTitle(self.tr("Details"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for place, (name, value) in enumerate(self._rows(details)):
            label, text = Label(FontRole.UI, "text3"), WrappedLabel(FontRole.UI)
            label.setText(name)
            text.setText(value)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setAccessibleName(f"{name}: {value}")
            grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, place, 1, Qt.AlignmentFlag.AlignTop)
        close = Button(Kind.PLAIN, "details.close")
        close.setText(self.tr("Close"))
        buttons = QDialogButtonBox()
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(18)
        layout.addLayout(grid)
        layout.addWidget(buttons)
        self.setMinimumWidth(theme().scaled(420))
        close.setFocus()

    def _rows(self, details: MessageDetails) -> list[tuple[str, str]]:
        """Names and values; what was not measured is left out."""
        message, usage = details.message, details.message.usage
        rows = []
        if message.model:
            rows.append((self.tr("Model"), f"{display_name(message.model)} ({message.model})"))
        seconds = int(message.created_at.timestamp())
        written = QLocale().toString(QDateTime.fromSecsSinceEpoch(seconds), QLocale.FormatType.LongFormat)
        rows.append((self.tr("Written"), written))
        if end := how_it_ended(message):
            rows.append((self.tr("State"), end))
        if message.thinking_s is not None:
            rows.append((self.tr("Time to think"), _seconds(message.thinking_s)))
        if usage is not None:
            if speed := usage.tokens_per_s:
                words = self.tr("%n word(s) per second", "", max(1, round(speed * _WORDS_PER_TOKEN)))
                tokens = self.tr("{n} tokens per second").format(n=QLocale().toString(speed, "f", 1))
                rows.append((self.tr("Speed"), f"{words} ({tokens})"))
            if usage.answer_tokens:
                rows.append((self.tr("Length"), self.tr("%n token(s), thinking included", "", usage.answer_tokens)))
            if usage.answer_s:
                rows.append((self.tr("Time to write"), _seconds(usage.answer_s)))
            if usage.prompt_tokens:
                read = self.tr("%n token(s)", "", usage.prompt_tokens)
                rows.append((self.tr("Read before"), f"{read}, {_seconds(usage.prompt_s)}" if usage.prompt_s else read))
            if usage.load_s:
                rows.append((self.tr("Time to get ready"), _seconds(usage.load_s)))
        if details.used_tokens and details.context_tokens:
            percent = round(100 * details.used_tokens / details.context_tokens)
            used = self.tr("{used} of {all} tokens ({percent} %)")
            number = QLocale().toString
            rows.append(
                (
                    self.tr("Memory used"),
                    used.format(
                        used=number(details.used_tokens), all=number(details.context_tokens), percent=number(percent)
                    ),
                )
            )
        if message.left_out:
            rows.append((self.tr("Left out"), self.tr("The %n oldest message(s)", "", message.left_out)))
        return rows


def _seconds(seconds: float) -> str:
    """A time as it is written in tables."""
    return f"{QLocale().toString(seconds, 'f', 1 if seconds < 100 else 0)} s"
