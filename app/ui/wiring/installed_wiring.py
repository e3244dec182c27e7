"""Settings > Models: the models on this computer, what they take and whether there are newer ones."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.downloads import DownloadState
from app.presenters.update_words import look_line, update_line
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.wiring.presenters import Presenters


class InstalledWiring(QObject):
    """Lives as long as the dialog."""

    def __init__(self, dialog: SettingsDialog, presenters: Presenters) -> None:
        super().__init__(dialog)
        self._page = dialog.models
        self._presenters = presenters
        presenters.library.changed.connect(self._show_space)
        page = self._page
        page.updates.look_requested.connect(presenters.updates.look)
        page.updates.watched.connect(presenters.updates.look_if_due)
        page.installed.update_requested.connect(lambda tag: presenters.downloads.get(tag, is_update=True))
        presenters.updates.changed.connect(self._show_updates)
        presenters.library.changed.connect(self._show_updates)
        presenters.downloads.rows_changed.connect(lambda _: self._show_updates())
        presenters.sidebar.chats_changed.connect(lambda *_: self._show_in_use())
        self._show_space()
        self._show_updates()
        self._show_in_use()

    def _show_space(self) -> None:
        library = self._presenters.library
        self._page.set_space(library.freed_by, library.used_bytes, library.disk_bytes)

    def _show_in_use(self) -> None:
        self._page.installed.set_in_use(self._presenters.sidebar.models_answering)

    def _show_updates(self) -> None:
        updates = self._presenters.updates
        is_looking, has_source = updates.is_looking, updates.has_source
        line = look_line(
            updates.looked_at, updates.count, updates.problem, is_looking=is_looking, has_source=has_source
        )
        self._page.updates.set_result(line, can_look=has_source and not is_looking)
        self._page.set_news(self._news)

    def _news(self, tag: str) -> tuple[str, bool]:
        update = self._presenters.updates.find(tag)
        row = self._presenters.downloads.find(tag)
        is_coming = row is not None and row.state is not DownloadState.DONE
        return update_line(update) if update else "", update is not None and not is_coming
