"""Settings > Models: the proxy for downloads."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.computers import KeyPlace
from app.domain.errors import AppError, NoInternet
from app.presenters.explain import explain
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.wiring.presenters import Presenters


class ProxyWiring(QObject):
    """Lives as long as the dialog."""

    def __init__(self, dialog: SettingsDialog, presenters: Presenters) -> None:
        super().__init__(dialog)
        self._row = row = dialog.models.proxy_row
        self._presenter = presenter = presenters.proxy
        self._settings = presenters.settings
        row.mode_chosen.connect(presenter.choose)
        row.address_entered.connect(presenter.set_address)
        row.sign_in_entered.connect(presenter.sign_in)
        row.test_requested.connect(presenter.test)
        presenter.refused.connect(self._show_problem)
        presenter.signed_in.connect(self._show_place)
        presenter.tested.connect(self._show_result)
        presenters.settings.changed.connect(lambda *_: row.set_settings(self._settings.current))
        presenters.engine.state_changed.connect(lambda _: row.set_reaches_server(presenter.reaches_server))
        row.set_settings(self._settings.current)
        row.set_reaches_server(presenter.reaches_server)

    def _show_place(self, place: KeyPlace) -> None:
        match place:
            case KeyPlace.KEYRING:
                self._row.set_result(self.tr("Name and password are kept where this system keeps passwords."))
            case KeyPlace.MEMORY:
                self._row.set_result(
                    self.tr("This system keeps no passwords: they are gone when Baleen ends. Write them again then.")
                )
            case KeyPlace.NOWHERE:
                self._row.set_result(self.tr("Name and password are forgotten."))

    def _show_result(self, problem: AppError | None) -> None:
        if problem is None:
            self._row.set_result(self.tr("Downloads get through."))
        elif isinstance(problem, NoInternet):
            self._row.set_result(self.tr("The internet can't be reached. Models you have still work."))
        else:
            self._show_problem(problem)

    def _show_problem(self, problem: AppError) -> None:
        words = explain(problem)
        self._row.set_result(f"{words.title} {words.cause}")
