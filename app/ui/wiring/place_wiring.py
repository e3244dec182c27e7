"""Where models run decides what is shown: names of computers, and only what their server offers."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.computers import computer_name, offers
from app.domain.engine import EngineState, is_here
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters


class PlaceWiring(QObject):
    """The window's part; lives as long as it."""

    def __init__(self, window: BaleenWindow, presenters: Presenters) -> None:
        super().__init__(window)
        self._window = window
        presenters.engine.state_changed.connect(self._show)
        self._show(presenters.engine.state)

    def _show(self, state: EngineState) -> None:
        name = place_name(state)
        self._window.picker.set_place(name)
        self._window.empty_state.set_place(name, can_get_models=offers(state).changes_models)


class PlaceInSettings(QObject):
    """The part of the settings; lives as long as the dialog."""

    def __init__(self, dialog: SettingsDialog, presenters: Presenters) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        presenters.engine.state_changed.connect(self._show)
        self._show(presenters.engine.state)

    def _show(self, state: EngineState) -> None:
        self._dialog.set_offers(offers(state), place_name(state))


def place_name(state: EngineState) -> str:
    """What to call the computer that models run on; empty for this one."""
    return "" if is_here(state) else computer_name(state.url)
