"""A newer Baleen: one bar under the header, with the way to its page."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters

CAUSE = "program update"
"""The cause of the notice."""


class ProgramUpdateWiring(QObject):
    """Lives as long as its window. Nothing is downloaded here: the page opens in the person's browser."""

    def __init__(self, window: BaleenWindow, presenters: Presenters) -> None:
        super().__init__(window)
        self._window = window
        self._update = presenters.program_update
        self._shown = ""
        self._update.changed.connect(self._show)
        window.notices.acted.connect(lambda cause: self._open_page() if cause == CAUSE else None)
        window.notices.closed.connect(lambda cause: self._update.put_away() if cause == CAUSE else None)
        self._show()

    def _show(self) -> None:
        version = self._update.newer
        if version == self._shown:
            return
        self._shown = version
        if not version:
            self._window.notices.remove(CAUSE)
            return
        text = self.tr("Baleen {version} is here. Your chats and models stay when you install it.")
        self._window.notices.show_notice(CAUSE, text.format(version=version), self.tr("See what is new"), is_news=True)

    def _open_page(self) -> None:
        QDesktopServices.openUrl(QUrl(self._update.page))
