"""The Server page: how the engine is doing, starting it again, its log."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from app.presenters.explain import explain
from app.presenters.remedy import Remedy
from app.ui.settings.log_dialog import LogDialog
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.wiring.presenters import Presenters


class ServerWiring(QObject):
    """Lives as long as the dialog."""

    def __init__(self, dialog: SettingsDialog, presenters: Presenters, mend: Callable[[Remedy], None]) -> None:
        """`mend` does what a button at a failed check says."""
        super().__init__(dialog)
        self._dialog = dialog
        self._presenter = presenters.server
        self._log: LogDialog | None = None
        page = dialog.server
        page.restart_requested.connect(presenters.engine.restart)
        page.log_requested.connect(self._show_log)
        presenters.engine.state_changed.connect(page.set_state)
        page.set_state(presenters.engine.state)
        row, check = page.check, presenters.check
        row.check_requested.connect(check.check)
        row.remedy_chosen.connect(mend)
        check.busy_changed.connect(row.set_busy)
        check.passed.connect(row.set_result)
        check.failed.connect(lambda error: row.set_failure(explain(error)))
        box, computers = page.computers, presenters.computers
        box.try_requested.connect(computers.try_out)
        box.use_requested.connect(computers.use)
        page.place.here_chosen.connect(computers.use_this_computer)
        page.program.proxy_requested.connect(dialog.show_proxy)
        box.forget_requested.connect(computers.forget_key)
        computers.busy.connect(lambda text: box.set_result(text, is_busy=True))
        computers.told.connect(lambda text, is_kept: box.set_result(text, is_kept=is_kept))

    def _show_log(self) -> None:
        if self._log is None:
            self._log = LogDialog(self._dialog)
            self._log.watched.connect(self._presenter.set_watched)
            self._log.folder_requested.connect(
                lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(self._presenter.log_folder))
            )
            self._presenter.log_grew.connect(self._log.add)
        self._log.show()
        self._log.raise_()
        self._log.activateWindow()
