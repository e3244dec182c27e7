"""Asking the person, from a coroutine."""

from __future__ import annotations

import asyncio

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.theme import theme
from app.ui.tokens import FontRole


async def ask(parent: QWidget, title: str, body: str, action: str, *, is_danger: bool = False) -> bool:
    """Ask before something that cannot be undone; True if the person pressed the button named `action`.

    The dialog is modal to its window and never blocks the loop. Cancelling the coroutine closes it.
    """
    dialog = QuestionDialog(parent, title, body, action, is_danger=is_danger)
    answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def on_finished(result: int) -> None:
        if not answered.done():
            answered.set_result(result == QDialog.DialogCode.Accepted)

    dialog.finished.connect(on_finished)
    dialog.open()
    try:
        return await answered
    finally:
        dialog.close()
        dialog.deleteLater()


class QuestionDialog(QDialog):
    """A question in one sentence, what follows in another, Cancel and a verb; without a verb, Close alone."""

    def __init__(self, parent: QWidget | None, title: str, body: str, action: str, *, is_danger: bool = False) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleIdentifier("ask")
        heading = WrappedLabel(FontRole.HEADING)
        heading.setText(title)
        text = WrappedLabel(FontRole.UI, "text2")
        text.setText(body)
        cancel = Button(Kind.PLAIN, "ask.cancel")
        cancel.setText(self.tr("Cancel") if action else self.tr("Close"))
        go = Button(Kind.DANGER if is_danger else Kind.PRIMARY, "ask.action")
        go.setText(action)
        # The box orders the buttons as the system does.
        buttons = QDialogButtonBox()
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        if action:
            buttons.addButton(go, QDialogButtonBox.ButtonRole.AcceptRole)
        else:
            go.hide()
        buttons.rejected.connect(self.reject)
        buttons.accepted.connect(self.accept)
        # What cannot be undone is never one careless Enter away.
        first = cancel if is_danger or not action else go
        first.setDefault(True)
        first.setFocus()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addWidget(text)
        layout.addSpacing(12)
        layout.addWidget(buttons)
        self.setMinimumWidth(theme().scaled(400))
