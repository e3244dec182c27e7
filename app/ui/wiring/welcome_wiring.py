"""The first run: what it shows, and what its buttons do."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.engine import Phase
from app.presenters.welcome_presenter import WelcomePresenter
from app.ui.welcome.hello_step import EngineCheck
from app.ui.welcome.welcome import Step, Welcome
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters


class WelcomeWiring(QObject):
    """Lives as long as the window; has nothing to do after the first run."""

    def __init__(self, window: BaleenWindow, presenters: Presenters, welcome: Welcome) -> None:
        super().__init__(window)
        self._window = window
        self._presenters = presenters
        self._presenter = WelcomePresenter(
            presenters.library, presenters.models, presenters.downloads, presenters.install, self
        )
        self._is_connected = False
        welcome.hello.search_requested.connect(presenters.engine.search)
        welcome.step_changed.connect(lambda _: self._show())
        presenters.engine.state_changed.connect(lambda _: self._show())
        self._presenter.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        welcome = self._window.welcome
        if welcome is None:
            return
        check = self._check()
        welcome.hello.set_engine(check)
        if welcome.step is not Step.MODEL:
            return
        step = welcome.model
        if not self._is_connected:
            self._is_connected = True
            step.download_requested.connect(self._on_download)
            step.use_requested.connect(self._on_use)
            step.skipped.connect(self._window.end_welcome)
            step.folder_requested.connect(self._window.sidebar.models_requested)
        archive = self._presenters.install.archive
        step.set_engine_to_install(archive.size_bytes if archive and check is EngineCheck.TO_INSTALL else 0)
        step.set_computer(self._presenter.computer)
        step.set_choices(self._presenter.here, self._presenter.to_get)

    def _check(self) -> EngineCheck:
        state = self._presenters.engine.state
        match state.phase:
            case Phase.MISSING:
                return EngineCheck.TO_INSTALL if self._presenters.install.archive else EngineCheck.MISSING
            case Phase.FAILED | Phase.STOPPED:
                return EngineCheck.DOWN
            case _ if state.is_ready:
                return EngineCheck.READY
            case Phase.STARTING:
                return EngineCheck.STARTING
            case _:
                return EngineCheck.CHECKING

    def _on_download(self, tag: str) -> None:
        self._presenter.get(tag, with_engine=self._check() is EngineCheck.TO_INSTALL)
        self._window.end_welcome()

    def _on_use(self, tag: str) -> None:
        self._presenter.use(tag)
        self._window.end_welcome()
