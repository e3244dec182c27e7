"""Says that sharing has ended because this computer is in another network, and lets it be allowed there."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters

CAUSE = "sharing"
"""The cause of the notice."""


class SharingWiring(QObject):
    """Lives as long as its window."""

    def __init__(self, window: BaleenWindow, presenters: Presenters) -> None:
        super().__init__(window)
        self._window = window
        self._settings = presenters.settings
        presenters.server.sharing_ended.connect(self._on_ended)
        window.notices.acted.connect(lambda cause: self._share_here() if cause == CAUSE else None)

    def _on_ended(self) -> None:
        text = self.tr("This computer is in another network now, so other devices can no longer use your models.")
        self._window.notices.show_notice(CAUSE, text, self.tr("Share here, too"))

    def _share_here(self) -> None:
        self._window.notices.remove(CAUSE)
        self._settings.edit("share_models", True)
