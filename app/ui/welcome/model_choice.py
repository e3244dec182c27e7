"""One model to choose: a card that is a radio button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.domain.fit import Fit
from app.presenters.catalogue_words import badge
from app.presenters.sizes import size_text
from app.presenters.welcome_presenter import Choice, DownloadTime
from app.ui.controls.badge import Badge
from app.ui.controls.choice_card import ChoiceCard
from app.ui.controls.label import Label, WrappedLabel
from app.ui.models.fit_badge import FitBadge
from app.ui.tokens import FontRole


class ModelChoice(ChoiceCard):
    """Name, badge, one line; size and time at the other side."""

    def __init__(self, choice: Choice, parent: QWidget | None = None) -> None:
        super().__init__(f"welcome.model.{choice.tag}", parent)
        self.choice = choice
        self._name = Label(FontRole.HEADING)
        self._recommended = Badge()
        self._fit = FitBadge()
        self._line = WrappedLabel(FontRole.UI, "text2")
        self._size = Label(FontRole.UI_STRONG)
        self._time = Label(FontRole.CAPTION, "text3")
        self._lay_out()
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
        self.row.addLayout(words, 1)
        self.row.addLayout(numbers)
        self._fill_numbers(is_narrow=False)
        self.take(self._name, self._recommended, self._fit, self._line, self._size, self._time)

    def set_narrow(self, is_narrow: bool) -> None:
        """Whether there is no room for everything beside each other."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._head.setDirection(down if is_narrow else across)
        self.row.setDirection(down if is_narrow else across)
        self.row.setSpacing(4 if is_narrow else 12)
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

    @property
    def _runs_great(self) -> bool:
        return self.choice.verdict is not None and self.choice.verdict.fit is Fit.GREAT

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        choice = self.choice
        self._name.setText(choice.name)
        self._recommended.set_badge(self.tr("Recommended"), "star")
        self._recommended.setVisible(choice.is_recommended)
        # The best there is for a weak computer may still be slow there: then it says both.
        self._fit.set_verdict(None if choice.is_recommended and self._runs_great else choice.verdict)
        self._line.setText(choice.line)
        self._line.setVisible(bool(choice.line))
        self._size.setText(size_text(choice.size_bytes))
        time = DownloadTime().words(choice.download_s)
        self._time.setText(time)
        self._time.setVisible(bool(time))
        recommended = self.tr("Recommended") if choice.is_recommended else ""
        fit = badge(choice.verdict) if choice.verdict and not (recommended and self._runs_great) else ""
        self.setAccessibleName(choice.name)
        parts = (recommended, fit, choice.line, self._size.text(), time)
        self.setAccessibleDescription(", ".join(part for part in parts if part))
