"""Why the last answer was slow, and what the button at it does."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.chat import ChatId
from app.domain.model_settings import without
from app.domain.slowness import Cure, Slowness
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.cures import apply_cure
from app.ui.wiring.presenters import Presenters

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.chat.slow_note import SlowNote


class SlowWiring(QObject):
    """Shows the note for the chat that is open; the next message takes it away."""

    def __init__(self, window: BaleenWindow, presenters: Presenters, open_settings: Callable[[str], None]) -> None:
        """`open_settings` opens the settings at the page named."""
        super().__init__(window)
        self._window = window
        self._presenters = presenters
        self._open_settings = open_settings
        presenters.slow.judged.connect(self._on_judged)
        presenters.chat.leaving.connect(self._hide)
        presenters.chat.busy_changed.connect(lambda is_busy: self._hide() if is_busy else None)

    @cached_property
    def _note(self) -> SlowNote:
        """Made at its first use."""
        note = self._window.chat_page.slow
        note.cure_requested.connect(self._cure)
        note.closed.connect(self._on_closed)
        return note

    def _on_judged(self, chat_id: ChatId, why: Slowness | None) -> None:
        if chat_id != self._presenters.chat.chat_id:
            return
        if why is None:
            self._hide()
        else:
            self._note.tell(why)

    def _hide(self) -> None:
        if "_note" in self.__dict__:  # it has been shown
            self._note.hide()

    def _on_closed(self, why: Slowness) -> None:
        self._presenters.slow.put_away(why)
        self._hide()

    def _cure(self, why: Slowness) -> None:
        match why.cure:
            case Cure.REMEMBER_LESS:
                self._presenters.remembering.remember(why.tag, why.fitting_context_tokens)
            case Cure.USE_SMALLER:
                self._presenters.models.choose(why.smaller)
                self._presenters.chat.choose_model(why.smaller)
            case Cure.USE_CARD:
                apply_cure(why.cure, why.who, self._presenters, self._open_settings)
                settings = self._presenters.settings
                settings.edit("model_settings", without(settings.current, why.tag, "gpu_mode"))
            case cure:
                apply_cure(cure, why.who, self._presenters, self._open_settings)
        self._hide()
