"""A message that is written while its model is still on its way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.domain.models import TOUR_TAG, display_name, normal_tag
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters


class SendWhenReady(QObject):
    """What was sent without a model stays in the field, where it is also a draft, with a line that says so."""

    def __init__(self, window: BaleenWindow, presenters: Presenters, send: Callable[[str], None]) -> None:
        super().__init__(window)
        self._send_text = send
        self._window = window
        self._presenters = presenters
        self._postponed = presenters.postponed
        self._postponed.changed.connect(self._show)
        self._postponed.due.connect(self._on_due)
        self._postponed.lost.connect(self._on_lost)
        self._postponed.failed.connect(presenters.notices.post)
        window.composer.postponed.cancelled.connect(self._postponed.forget)
        window.composer.text_changed.connect(self._on_text)
        presenters.models.models_changed.connect(lambda *_: self._show_button())
        presenters.downloads.rows_changed.connect(lambda *_: self._show_button())

    @property
    def is_needed(self) -> bool:
        """There is no model that could answer now, but one is on its way. The tour answers nobody."""
        current = self._presenters.models.current
        return (not current or normal_tag(current) == TOUR_TAG) and bool(self._postponed.coming)

    def wait(self, text: str) -> None:
        """Send what stands in the field as soon as its model can answer it."""
        if self._postponed.postpone(text):
            self._window.toast.show_text(self.tr("Your message is sent when the model is ready."))

    def _show(self) -> None:
        tag = self._postponed.model
        self._window.composer.set_postponed(display_name(tag) if tag else "")

    def _show_button(self) -> None:
        self._window.composer.set_sends_later(self.is_needed)

    def _on_text(self, text: str) -> None:
        if not text.strip() and self._postponed.model:
            self._postponed.forget()

    def _on_due(self, tag: str) -> None:
        self._presenters.models.choose(tag)
        if (text := self._window.composer.text).strip():
            self._send_text(text)

    def _on_lost(self, tag: str) -> None:
        words = self.tr("{model} does not come any more. Your message was not sent; it is still there.")
        self._window.toast.show_text(words.replace("{model}", display_name(tag)))
