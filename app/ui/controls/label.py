"""Text in a role of the type scale and a colour of the theme."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.theme import theme, wear
from app.ui.tokens import FontRole


class Label(QLabel):
    """A text; its font and colour follow the theme. Plain text unless told otherwise."""

    def __init__(self, role: FontRole = FontRole.UI, colour: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self._colour = colour
        self.setTextFormat(Qt.TextFormat.PlainText)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()
        self._follow_direction()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._follow_direction()
        elif event.type() is QEvent.Type.FontChange:
            wear(self, self._role)
        elif event.type() is QEvent.Type.PaletteChange:
            self._wear_colour()  # as with fonts, Qt puts an older one back where a label moves into another widget

    def _follow_direction(self) -> None:
        # Left to itself, a label goes by the direction of its text: a Latin name would leave its column.
        alignment = self.alignment()
        if alignment & Qt.AlignmentFlag.AlignHCenter:
            return
        is_ltr = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        side = Qt.AlignmentFlag.AlignLeft if is_ltr else Qt.AlignmentFlag.AlignRight
        vertical = alignment & Qt.AlignmentFlag.AlignVertical_Mask
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | vertical)

    def _follow_theme(self) -> None:
        wear(self, self._role)
        self._wear_colour()

    def _wear_colour(self) -> None:
        colour = QColor(getattr(theme().tokens, self._colour))
        if self.palette().color(QPalette.ColorRole.WindowText) != colour:
            palette = QPalette(self.palette())
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self.setPalette(palette)


class WrappedLabel(Label):
    """A text that breaks into lines where it must."""

    def __init__(self, role: FontRole = FontRole.UI, colour: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(role, colour, parent)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


class ElidedLabel(Label):
    """One line that ends in "…" where there is no room; the whole text is its tooltip then."""

    def __init__(self, role: FontRole = FontRole.UI, colour: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(role, colour, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip:
            self.setToolTip(self.text() if self.fontMetrics().horizontalAdvance(self.text()) > self.width() else "")
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), self.alignment(), text)
