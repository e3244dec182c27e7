"""Asking the person, from a coroutine."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

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
        self._heading = heading = WrappedLabel(FontRole.HEADING)
        heading.setText(title)
        self._text = text = WrappedLabel(FontRole.UI, "text2")
        text.setText(body)
        self._area = area = QScrollArea()
        area.setWidget(text)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        text.setAutoFillBackground(False)
        policy = text.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)  # as high as its lines, and not as Qt guesses
        text.setSizePolicy(policy)
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
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addWidget(area)
        layout.addSpacing(12)
        layout.addStretch(1)
        layout.addWidget(buttons)
        # What cannot be undone is never one careless Enter away. Not sooner: outside the dialog it would not count.
        first = cancel if is_danger or not action else go
        first.setDefault(True)
        first.setFocus()
        self.setMinimumWidth(min(theme().scaled(400), self.screen().availableGeometry().width() * 9 // 10))
        self.resize(self.minimumWidth(), self.height())  # Qt guesses for labels that wrap, and not well
        theme().changed.connect(self._fit)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self._layout.activate()
        self.resize(self.width(), self._layout.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """All words are seen; only those that no screen has room for are scrolled to."""
        edges = self._layout.contentsMargins()
        inner = max(self.width(), self.minimumWidth()) - edges.left() - edges.right()
        self._heading.setFixedHeight(self._heading.heightForWidth(inner))
        wanted, most = self._text.heightForWidth(inner), self.screen().availableGeometry().height() * 6 // 10
        is_long = wanted > most
        self._area.setFixedHeight(min(wanted, most))
        self._area.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_long else Qt.FocusPolicy.NoFocus)
