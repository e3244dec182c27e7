"""A first message that is written while the model is still on its way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters


class SendWhenReady(QObject):
    """Keeps what was sent without a model in the field, where it is also a draft, and sends it when one is there."""

    def __init__(self, window: BaleenWindow, presenters: Presenters, send: Callable[[str], None]) -> None:
        super().__init__(window)
        self._send_text = send
        self._window = window
        self._presenters = presenters
        self._is_waiting = False
        presenters.models.models_changed.connect(lambda *_: self._send())

    def wait(self) -> None:
        """Send what stands in the field as soon as a model can answer it."""
        self._is_waiting = True
        self._window.toast.show_text(self.tr("Your message is sent when the model is ready."))

    def _send(self) -> None:
        if self._is_waiting and self._presenters.models.current:
            self._is_waiting = False
            if (text := self._window.composer.text).strip():
                self._send_text(text)
