"""How full the model's memory of the chat is, and the ways on when that gets too full."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from app.domain.chat import ChatId
from app.domain.context import Fullness
from app.domain.model_settings import REMEMBERED_BY, for_model
from app.domain.models import display_name
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters

if TYPE_CHECKING:
    from app.ui.chat.long_chat_note import LongChatNote
    from app.ui.chat.memory_panel import MemoryPanel

_REST_MS = 300
"""What is typed counts when the typing rests."""


class LongChatWiring(QObject):
    """Shows the note for a chat until the person puts it away there; the gauge says it always."""

    def __init__(self, window: BaleenWindow, presenters: Presenters) -> None:
        super().__init__(window)
        self._window = window
        self._presenters = presenters
        self._chat = presenters.chat
        self._gauge = window.composer.gauge
        self._put_away: set[tuple[ChatId | None, bool]] = set()
        """Chat, and whether the model had forgotten its beginning: that is told once more."""
        self._chat.fullness.changed.connect(self._on_fullness)
        self._chat.leaving.connect(self._on_leaving)
        self._chat.busy_changed.connect(self._note.set_busy)
        presenters.models.models_changed.connect(lambda _, current: self._chat.fullness.set_model(current))
        presenters.settings.changed.connect(self._on_setting)
        presenters.remembering.found.connect(lambda steps: self._panel.tell_steps(steps))
        self._draft_timer = QTimer(self, singleShot=True, interval=_REST_MS)
        self._draft_timer.timeout.connect(lambda: self._chat.fullness.set_draft(window.composer.text))
        for signal in (window.composer.text_changed, self._chat.draft_restored, self._chat.edit_started):
            signal.connect(lambda _: self._draft_timer.start())
        for signal in (self._chat.text_stored, self._chat.edit_ended):
            signal.connect(self._draft_timer.start)
        self._gauge.clicked.connect(self._open_panel)
        self._note.summary_requested.connect(self._on_summary)
        self._note.remember_more_requested.connect(self._open_panel)
        self._note.closed.connect(self._on_closed)
        self._chat.fullness.set_model(presenters.models.current)

    @property
    def _note(self) -> LongChatNote:
        return self._window.chat_page.long_chat

    @cached_property
    def _panel(self) -> MemoryPanel:
        """Made at its first use."""
        from app.ui.chat.memory_panel import MemoryPanel

        panel = MemoryPanel(self._window)
        panel.summary_requested.connect(self._on_summary)
        panel.more_requested.connect(self._on_more)
        return panel

    def _on_fullness(self, found: Fullness | None) -> None:
        self._gauge.set_fullness(found)
        if found is None or not found.is_long or (self._chat.chat_id, found.is_forgetting) in self._put_away:
            self._note.hide()
        else:
            self._note.tell(found.left_out)

    def _on_leaving(self) -> None:
        self._note.hide()
        self._gauge.set_fullness(None)
        self._chat.fullness.set_draft("")

    def _on_setting(self, key: str, _settings: object) -> None:
        if key in REMEMBERED_BY:
            self._chat.fullness.count()

    def _open_panel(self) -> None:
        found, model = self._chat.fullness.current, self._presenters.models.current
        if found is not None:
            self._panel.tell(found, display_name(model), is_busy=self._chat.is_busy)
            self._panel.open_beside(self._gauge, prefers_above=True)
            self._panel.summarise.setFocus(Qt.FocusReason.PopupFocusReason)
            self._presenters.remembering.look(model)

    def _on_closed(self) -> None:
        if (found := self._chat.fullness.current) is not None:
            self._put_away |= {(self._chat.chat_id, False), (self._chat.chat_id, found.is_forgetting)}
        self._note.hide()

    def _on_more(self, context_tokens: int) -> None:
        remember, model = self._presenters.remembering.remember, self._presenters.models.current
        before = for_model(self._presenters.settings.current, model).context_tokens
        remember(model, context_tokens)
        text = self.tr("The model remembers more from the next answer on.")
        self._window.toast.show_text(text, lambda: remember(model, before))

    def _on_summary(self) -> None:
        request = self.tr(
            "Summarise our conversation so far, so that we can go on in this new chat. Keep what was decided, names, "
            "numbers and code that matter, and what is still open. Write in the language of the conversation."
        )
        if self._chat.chat_id is not None and not self._chat.is_busy:
            self._chat.changes.summarise(self._chat.chat_id, request, self._presenters.models.current)
