"""Settings > Privacy."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.computers import offers
from app.domain.engine import EngineState, Phase
from app.domain.settings import Settings
from app.presenters.privacy_words import leaves_words, network_words
from app.ui import icons
from app.ui.controls.folding import Flow
from app.ui.controls.label import WrappedLabel
from app.ui.controls.painting import draw_centred, fill, mirrored
from app.ui.settings.rows import SettingBox, SettingsPage
from app.ui.settings.your_chats_box import YourChatsBox
from app.ui.theme import theme
from app.ui.tokens import FontRole


class PrivacyPage(SettingsPage):
    """What leaves this computer, when, and what is kept here."""

    server_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="privacy", keys=("keep_chats_days",))
        self._state = EngineState(Phase.SEARCHING)
        self._settings = Settings()
        self._card = _Statement()
        self._network = WrappedLabel(FontRole.HEADING)
        self._facts = [_Fact() for _ in network_words(self._settings)]
        self.chats = YourChatsBox()
        self.add(self._card)
        self.add(self._network, gap=8)
        self.add(SettingBox(*self._facts))
        self.add(self.chats, gap=8)
        self.retranslate()

    def set_settings(self, settings: Settings) -> None:
        self._settings = settings
        self.chats.keep.set_value(settings.keep_chats_days)
        for fact, words in zip(self._facts, network_words(settings), strict=True):
            fact.set_words(*words)

    def set_state(self, state: EngineState) -> None:
        """Which server is in use, or looked for."""
        self._state = state
        self._card.set_words(*leaves_words(state), is_safe=offers(state).is_here)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.set_title(self.tr("Privacy"))
        self._network.setText(self.tr("When Baleen uses the internet"))
        self.chats.retranslate()
        self.set_settings(self._settings)
        self.set_state(self._state)


class _Statement(QWidget):
    """The sentence that matters, with a lock, or with a warning where it is not so."""

    def __init__(self) -> None:
        super().__init__()
        self._is_safe = True
        self.setAccessibleIdentifier("settings.privacy")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._title = WrappedLabel(FontRole.HEADING)
        self._line = WrappedLabel(FontRole.UI, "text2")
        words = Flow(self, spacing=4, margins=(theme().scaled(54), 14, 18, 14), is_column=True)
        words.addWidget(self._title)
        words.addWidget(self._line)
        theme().changed.connect(self._follow_theme)

    def set_words(self, title: str, line: str, *, is_safe: bool) -> None:
        self._title.setText(title)
        self._line.setText(line)
        self._is_safe = is_safe
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        self.update()

    def _follow_theme(self) -> None:
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(theme().scaled(54), 14, 18, 14)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill(painter, QRectF(self.rect()), 12, "success_soft" if self._is_safe else "warning_soft")
        name, colour = ("lock", "success") if self._is_safe else ("triangle-alert", "warning")
        size = QSize(theme().scaled(20), self._title.height())
        place = self._title.geometry()
        place.setLeft(theme().scaled(18))
        place.setSize(size)
        picture = icons.pixmap(name, colour, theme().scaled(20), self.devicePixelRatioF())
        draw_centred(painter, mirrored(self, place), picture)


class _Fact(QWidget):
    """An occasion and what is so then; nothing to switch."""

    def __init__(self) -> None:
        super().__init__()
        self._title = WrappedLabel(FontRole.UI_MEDIUM)
        self._line = WrappedLabel(FontRole.CAPTION, "text2")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._line)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.addLayout(words, 1)

    def set_words(self, title: str, line: str) -> None:
        self._title.setText(title)
        self._line.setText(line)
