"""Notices under the header: what is wrong now, and the way out."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.controls.announce import announce
from app.ui.controls.buttons import Button, IconButton, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.controls.painting import fill
from app.ui.theme import theme
from app.ui.tokens import FontRole


class NoticeBar(QWidget):
    """One sentence, a button that helps or two, and a way to put it away."""

    acted = Signal()
    acted_otherwise = Signal()
    closed = Signal()

    def __init__(
        self, text: str, action: str, parent: QWidget | None = None, *, other: str = "", is_news: bool = False
    ) -> None:
        """`action` and `other` name the buttons; empty leaves one out. `is_news` shows good news, not a warning."""
        super().__init__(parent)
        self._is_news = is_news
        self._icon = QLabel()
        label = WrappedLabel(FontRole.UI, "text")
        label.setText(text)
        close = IconButton("x", "notice.close")
        close.set_words(self.tr("Close"))
        close.clicked.connect(self.closed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.setSpacing(12)
        layout.addWidget(self._icon)
        layout.addWidget(label, 1)
        if action:
            button = Button(Kind.PLAIN, "notice.action")
            button.setText(action)
            button.clicked.connect(self.acted)
            layout.addWidget(button)
        if other:
            second = Button(Kind.LINK, "notice.other")
            second.setText(other)
            second.clicked.connect(self.acted_otherwise)
            layout.addWidget(second)
        layout.addWidget(close)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), QRectF(self.rect()), 12, "accent_soft" if self._is_news else "warning_soft")

    def _follow_theme(self) -> None:
        side = theme().scaled(18)
        name, colour = ("gift", "accent") if self._is_news else ("triangle-alert", "warning")
        self._icon.setPixmap(icons.pixmap(name, colour, side, self.devicePixelRatioF()))
        self.update()


class NoticeArea(QWidget):
    """The notices, one per cause, the newest on top. Takes no room while there is none."""

    acted = Signal(str)
    """The button of the notice about this cause was pressed."""
    acted_otherwise = Signal(str)
    """Its other button was pressed."""
    closed = Signal(str)
    """The person put the notice about this cause away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: dict[str, NoticeBar] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 0, 16, 8)
        self._column.setSpacing(8)
        self.hide()

    def show_notice(self, cause: str, text: str, action: str = "", *, other: str = "", is_news: bool = False) -> None:
        """Show a notice, in the place of an older one about the same cause."""
        self.remove(cause)
        bar = NoticeBar(text, action, self, other=other, is_news=is_news)
        bar.acted.connect(lambda: self.acted.emit(cause))
        bar.acted_otherwise.connect(lambda: self.acted_otherwise.emit(cause))
        bar.closed.connect(lambda: self._on_closed(cause))
        self._bars[cause] = bar
        self._column.insertWidget(0, bar)
        self.show()
        announce(bar, text)

    def remove(self, cause: str) -> None:
        """The cause is gone."""
        bar = self._bars.pop(cause, None)
        if bar is not None:
            self._column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        self.setVisible(bool(self._bars))

    def _on_closed(self, cause: str) -> None:
        self.remove(cause)
        self.closed.emit(cause)
