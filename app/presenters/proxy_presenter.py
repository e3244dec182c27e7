"""The proxy for downloads, for the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.engine import Origin
from app.domain.errors import BadProxy
from app.domain.proxy import proxy_url
from app.domain.settings import ProxyMode
from app.services.engine import EngineService
from app.services.proxy import ProxyTest
from app.services.settings import SettingsService
from app.services.tasks import TaskOwner

_TASK = "proxy:test"


class ProxyPresenter(QObject):
    """Checks what was typed, keeps it, and tries the way."""

    refused = Signal(object)
    """errors.BadProxy: nothing was changed."""
    tested = Signal(object)
    """Why downloads cannot come this way (`AppError`), or None when they can."""

    def __init__(
        self,
        test: ProxyTest,
        settings: SettingsService,
        engine: EngineService,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._test = test
        self._settings = settings
        self._engine = engine
        self._tasks = tasks

    @property
    def reaches_server(self) -> bool:
        """Whether the server that downloads models is ours: another one has a way of its own."""
        return self._engine.state.origin is not Origin.EXTERNAL

    def choose(self, mode: ProxyMode) -> None:
        self._settings.change("proxy", mode)

    def set_address(self, text: str) -> None:
        """Use this address, if it is one; else `refused`."""
        try:
            self._settings.change("proxy_address", proxy_url(text))
        except BadProxy as error:
            self.refused.emit(error)

    def test(self) -> None:
        """`tested` follows, after fifteen seconds at most."""
        self._tasks.start(_TASK, self._run(), self.tested.emit)

    async def _run(self) -> None:
        await self._test.run()
        self.tested.emit(None)
