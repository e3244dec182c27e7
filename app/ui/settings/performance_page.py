"""Settings > Performance."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from app.domain.options import KeepAlive
from app.domain.settings import Settings
from app.ui.controls.combo import Combo
from app.ui.controls.label import Label
from app.ui.settings.rows import SettingBox, SettingRow, SettingsPage
from app.ui.theme import theme
from app.ui.tokens import FontRole

_STEPS = (4096, 8192, 16384, 32768, 65536, 131072)
_WORDS_PER_TOKEN = 0.75


class PerformancePage(SettingsPage):
    """Memory against speed."""

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = Label(FontRole.HEADING)
        self._remember = _StepSlider()
        self._keep = Combo(tuple(KeepAlive), "settings.keep_alive")
        self._remember_row = SettingRow(self._remember)
        self._keep_row = SettingRow(self._keep)
        self.add(self._heading)
        self.add(SettingBox(self._remember_row, self._keep_row))
        self._remember.slider.valueChanged.connect(self._show_words)
        self._remember.slider.sliderReleased.connect(self._on_remember_chosen)
        self._remember.slider.actionTriggered.connect(self._on_slider_key)
        self._keep.chosen.connect(lambda value: self.edited.emit("keep_alive", value))
        self.retranslate()

    def set_settings(self, settings: Settings) -> None:
        nearest = min(range(len(_STEPS)), key=lambda n: abs(_STEPS[n] - settings.context_tokens))
        self._remember.slider.blockSignals(True)
        self._remember.slider.setValue(nearest)
        self._remember.slider.blockSignals(False)
        self._keep.set_value(settings.keep_alive)
        self._show_words()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.set_title(self.tr("Performance"))
        self._heading.setText(self.tr("Memory"))
        self._remember.set_words(self.tr("Less"), self.tr("More"))
        self._keep_row.set_words(
            self.tr("Keep the model ready"), self.tr("The next answer starts at once, but memory stays in use.")
        )
        self._keep.set_words(
            (self.tr("For 5 minutes"), self.tr("For 1 hour"), self.tr("Until I quit"), self.tr("Not at all"))
        )
        self._show_words()

    def _show_words(self) -> None:
        words = int(_STEPS[self._remember.slider.value()] * _WORDS_PER_TOKEN) // 500 * 500
        text = self.tr("About {count} words of this chat. More uses more memory.")
        title = self.tr("How much the model remembers")
        self._remember_row.set_words(title, text.replace("{count}", self.locale().toString(words)))
        self._remember.slider.setAccessibleName(title)

    def _on_slider_key(self) -> None:
        if not self._remember.slider.isSliderDown():
            self._remember.slider.setValue(self._remember.slider.sliderPosition())
            self._on_remember_chosen()

    def _on_remember_chosen(self) -> None:
        self.edited.emit("context_tokens", _STEPS[self._remember.slider.value()])


class _StepSlider(QWidget):
    """A slider over the steps, with a word at both ends."""

    def __init__(self) -> None:
        super().__init__()
        self.slider = _Slider()
        self._less = Label(FontRole.CAPTION, "text2")
        self._more = Label(FontRole.CAPTION, "text2")
        ends = QHBoxLayout()
        ends.addWidget(self._less)
        ends.addStretch(1)
        ends.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.slider)
        column.addLayout(ends)
        self.setFocusProxy(self.slider)

    def set_words(self, less: str, more: str) -> None:
        self._less.setText(less)
        self._more.setText(more)


class _Slider(QSlider):
    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, len(_STEPS) - 1)
        self.setPageStep(1)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleIdentifier("settings.context_tokens")

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(190), max(super().sizeHint().height(), 24))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 24)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls; a setting must not change on the way
