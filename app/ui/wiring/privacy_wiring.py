"""Settings > Privacy says where models run, and Settings > General whether Baleen opens at login."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.wiring.presenters import Presenters


class PrivacyWiring(QObject):
    """Lives as long as the dialog."""

    def __init__(self, dialog: SettingsDialog, presenters: Presenters) -> None:
        super().__init__(dialog)
        presenters.engine.state_changed.connect(dialog.privacy.set_state)
        dialog.privacy.set_state(presenters.engine.state)
        row, login = dialog.general.login, presenters.login
        dialog.general.set_login_possible(login.is_possible)
        row.watched.connect(login.look)
        row.chosen.connect(login.switch)
        login.told.connect(lambda is_on, problem: row.set_value(is_on, has_failed=problem is not None))
