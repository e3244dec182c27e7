"""One model to choose: a card that is a radio button."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QBoxLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from app.presenters.catalogue_words import badge
from app.presenters.sizes import size_text
from app.presenters.welcome_presenter import Choice, DownloadTime
from app.ui import icons
from app.ui.controls.badge import Badge
from app.ui.controls.label import Label, WrappedLabel
from app.ui.controls.painting import draw_centred, fill, mirrored
from app.ui.models.fit_badge import FitBadge
from app.ui.theme import theme
from app.ui.tokens import FontRole


class ModelChoice(QRadioButton):
    """Name, badge, one line; size and time at the other side. Arrow keys go from card to card, as Qt does it."""

    def __init__(self, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self._by_keyboard = False
        self.setAccessibleIdentifier(f"welcome.model.{choice.tag}")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._name = Label(FontRole.HEADING)
        self._recommended = Badge()
        self._fit = FitBadge()
        self._line = WrappedLabel(FontRole.UI, "text2")
        self._size = Label(FontRole.UI_STRONG)
        self._time = Label(FontRole.CAPTION, "text3")
        self._lay_out()
        theme().changed.connect(self.update)
        self.retranslate()

    def _lay_out(self) -> None:
        self._head = head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setSpacing(8)
        for part in (self._name, self._recommended, self._fit):
            head.addWidget(part)
        head.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(head)
        words.addWidget(self._line)
        self._numbers = numbers = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        numbers.setSpacing(2)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setSpacing(12)
        self._row.addLayout(words, 1)
        self._row.addLayout(numbers)
        self._fill_numbers(is_narrow=False)
        for label in (self._name, self._recommended, self._fit, self._line, self._size, self._time):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.setForegroundRole(QPalette.ColorRole.WindowText)  # in a button it would be the button's

    def set_narrow(self, is_narrow: bool) -> None:
        """Whether there is no room for everything beside each other."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._head.setDirection(down if is_narrow else across)
        self._row.setDirection(down if is_narrow else across)
        self._row.setSpacing(4 if is_narrow else 12)
        self._numbers.setDirection(across if is_narrow else down)
        self._numbers.setSpacing(12 if is_narrow else 2)
        self._fill_numbers(is_narrow=is_narrow)
        self.updateGeometry()

    def _fill_numbers(self, *, is_narrow: bool) -> None:
        while self._numbers.takeAt(0) is not None:
            pass
        side = Qt.AlignmentFlag.AlignVCenter if is_narrow else Qt.AlignmentFlag.AlignRight
        self._numbers.addWidget(self._size, alignment=side)
        self._numbers.addWidget(self._time, alignment=side)
        if is_narrow:
            self._numbers.addStretch(1)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        choice = self.choice
        left = theme().scaled(52)
        self._row.setContentsMargins(left, 13, 18, 13)
        self._name.setText(choice.name)
        self._recommended.set_badge(self.tr("Recommended"), "star")
        self._recommended.setVisible(choice.is_recommended)
        self._fit.set_verdict(None if choice.is_recommended and choice.has_room else choice.verdict)
        self._line.setText(choice.line)
        self._line.setVisible(bool(choice.line))
        self._size.setText(size_text(choice.size_bytes))
        time = DownloadTime().words(choice.download_s)
        self._time.setText(time)
        self._time.setVisible(bool(time))
        fit = self.tr("Recommended") if choice.is_recommended else badge(choice.verdict) if choice.verdict else ""
        self.setAccessibleName(choice.name)
        parts = (fit, choice.line, self._size.text(), time)
        self.setAccessibleDescription(", ".join(part for part in parts if part))

    # Qt's side

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._by_keyboard = True
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._row.minimumSize()

    def hasHeightForWidth(self) -> bool:
        return self._row.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        return self._row.totalHeightForWidth(width)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill(painter, rect, 12, "hover" if self.underMouse() and not self.isChecked() else "surface", "border")
        if self.isChecked():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme().tokens.focus), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 11, 11)
        if self.hasFocus() and self._by_keyboard:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme().tokens.focus), 2))
            painter.drawRoundedRect(rect.adjusted(5, 5, -5, -5), 8, 8)
        side = theme().scaled(22)
        place = mirrored(self, QRect(theme().scaled(17), 0, side, self.height()))
        name, colour = ("circle-check", "accent_text") if self.isChecked() else ("circle", "border_strong")
        draw_centred(painter, place, icons.pixmap(name, colour, side, self.devicePixelRatioF()))
