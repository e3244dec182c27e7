"""What went wrong with an answer, why, and the buttons that help."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.presenters.explain import Remedy, explain
from app.ui import icons
from app.ui.chat.furniture import Furniture
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.controls.painting import draw_centred, fill, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole

_BELOW = 6


class ErrorCard(Furniture):
    """Title, cause, remedies (the first one stands out) and the raw text behind "Details"."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = WrappedLabel(FontRole.BODY_STRONG, "text", self)
        self.cause = WrappedLabel(FontRole.BODY, "text2", self)
        self.detail = WrappedLabel(FontRole.MONO, "text2", self)
        self.detail.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.detail.hide()
        self.details = Button(Kind.LINK, "error.details", self)
        self.copy_details = Button(Kind.LINK, "error.copy_details", self)
        self.buttons: list[Button] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addWidget(self.details)
        self._row.addWidget(self.copy_details)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 14, 16, 14 + _BELOW)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.cause)
        column.addSpacing(6)
        column.addLayout(self._row)
        column.addWidget(self.detail)
        self._shown: object = None
        self.details.clicked.connect(self._on_details)
        self.copy_details.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.detail.text()))

    def refresh(self) -> None:
        if self.entry is None or self.entry.message.error is None:
            return
        message = self.entry.message
        assert message.error is not None
        words = explain(message.error, message.model or "")
        self.setAccessibleName(words.title)
        self.title.setText(words.title)
        self.cause.setText(words.cause)
        self.cause.setVisible(bool(words.cause))
        self.detail.setText(words.detail)
        if self._shown is not message.error:
            self._shown = message.error
            self.detail.hide()
        self._show_buttons(words.remedies)
        self.details.setText(self.tr("Hide details") if self.detail.isVisibleTo(self) else self.tr("Details"))
        self.details.setVisible(bool(words.detail))
        self.copy_details.setText(self.tr("Copy"))
        self.copy_details.setVisible(self.detail.isVisibleTo(self))

    def _show_buttons(self, remedies: tuple[tuple[Remedy, str], ...]) -> None:
        if [button.text() for button in self.buttons] == [text for _, text in remedies]:
            return
        for button in self.buttons:
            button.setParent(None)
            button.deleteLater()
        self.buttons = []
        for index, (remedy, text) in enumerate(remedies):
            button = Button(Kind.PRIMARY if index == 0 else Kind.PLAIN, f"error.{remedy.name.lower()}", self)
            button.setText(text)
            button.clicked.connect(lambda _checked=False, chosen=remedy: self._on_remedy(chosen))
            self._row.insertWidget(index, button)
            button.show()
            self.buttons.append(button)

    def _on_remedy(self, remedy: Remedy) -> None:
        if self.entry is not None:
            self.remedy_requested.emit(self.entry.message.id, remedy)

    def _on_details(self) -> None:
        self.detail.setVisible(not self.detail.isVisibleTo(self))
        self.refresh()
        if self.entry is not None:
            self.resized.emit(self.entry.message.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill(painter, QRectF(self.rect()).adjusted(0, 0, 0, -_BELOW), 12, "danger_soft")
        side = theme().scaled(18)
        picture = icons.pixmap("triangle-alert", "danger", side, self.devicePixelRatioF())
        draw_centred(painter, mirrored(self, QRect(17, 15, side, theme().style_of(FontRole.BODY).line_px - 4)), picture)
