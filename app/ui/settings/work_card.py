"""Who does the work, at the top of the page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.controls.painting import fill, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole

_LEFT_PX = 50


class WorkCard(QWidget):
    """A sentence, a line that says why, and a button where something helps."""

    cure_requested = Signal()
    exact_requested = Signal(bool)
    """The person wants exact numbers, here and in the rest of the page, or no longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier("settings.work")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._title = WrappedLabel(FontRole.UI_STRONG)
        self._line = WrappedLabel(FontRole.UI, "text2")
        column = self._column = QVBoxLayout(self)
        self._keep_margins()
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._line)
        self._exact = WrappedLabel(FontRole.CAPTION, "text2")
        self._exact.hide()
        self._more = Button(Kind.LINK, "settings.work.exact")
        self._is_exact = False
        self._more.clicked.connect(self._on_more)
        self._cure = Button(Kind.PLAIN, "settings.work.cure")
        self._cure.hide()
        column.addSpacing(4)
        column.addWidget(self._exact)
        column.addWidget(self._more)
        column.addSpacing(2)
        column.addWidget(self._cure)
        self._cure.clicked.connect(self.cure_requested)
        theme().changed.connect(self._keep_margins)

    def _keep_margins(self) -> None:
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left, right = (16, theme().scaled(_LEFT_PX)) if is_mirrored else (theme().scaled(_LEFT_PX), 16)
        self._column.setContentsMargins(left, 13, right, 13)  # Qt does not turn them round
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._keep_margins()

    def set_exact(self, line: str) -> None:
        """The exact numbers, shown once the person has asked for them; empty where there are none."""
        self._exact.setText(line)
        self._exact.setVisible(self._is_exact and bool(line))

    def retranslate(self) -> None:
        """The word on the link, after the language or the state changed."""
        self._more.setText(self.tr("Hide exact numbers") if self._is_exact else self.tr("Show exact numbers"))

    def _on_more(self) -> None:
        self._is_exact = not self._is_exact
        self.retranslate()
        self.exact_requested.emit(self._is_exact)

    def set_words(self, title: str, line: str, cure: str = "") -> None:
        """`cure` is what the button says; empty for none."""
        self._title.setText(title)
        self._line.setText(line)
        self._cure.setText(cure)
        self._cure.setVisible(bool(cure))
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill(painter, QRectF(self.rect()), 12, "accent_soft")
        side = theme().scaled(20)
        picture = icons.pixmap("zap", "accent_text", side, self.devicePixelRatioF())
        place = mirrored(self, self.rect().adjusted(17, 15, -(self.width() - 17 - side), -(self.height() - 15 - side)))
        painter.drawPixmap(place.topLeft(), picture)
