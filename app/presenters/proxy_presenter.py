"""The proxy for downloads, for the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.engine import Origin
from app.domain.settings import ProxyMode
from app.services.engine import EngineService
from app.services.proxy import ProxyAccess, ProxyTest
from app.services.settings import SettingsService
from app.services.tasks import TaskOwner

_TASK = "proxy:test"
_USE = "proxy:use"


class ProxyPresenter(QObject):
    """Checks what was typed, keeps it, and tries the way."""

    refused = Signal(object)
    """errors.BadProxy: nothing was changed."""
    signed_in = Signal(object)
    """`KeyPlace`: where name and password lie now."""
    tested = Signal(object)
    """Why downloads cannot come this way (`AppError`), or None when they can."""

    def __init__(
        self,
        test: ProxyTest,
        access: ProxyAccess,
        settings: SettingsService,
        engine: EngineService,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._test = test
        self._access = access
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
        self._tasks.start(_USE, self._use(text), self.refused.emit)

    def sign_in(self, name: str, password: str) -> None:
        """Name and password for this proxy, both empty for none; `signed_in` follows."""
        self._tasks.start(_USE, self._sign_in(name, password))

    def test(self, address: str = "") -> None:
        """Use this address if there is one, and try; `tested` follows, after fifteen seconds at most."""
        self._tasks.start(_TASK, self._run(address), self.tested.emit)

    async def _use(self, text: str) -> None:
        if await self._access.use(text):
            self._restart()

    async def _sign_in(self, name: str, password: str) -> None:
        self.signed_in.emit(await self._access.sign_in(name, password))
        self._restart()

    def _restart(self) -> None:
        """Our own server learns of a proxy only when it starts."""
        is_used = self._settings.current.proxy is ProxyMode.ADDRESS
        if is_used and self._engine.state.origin is Origin.MANAGED:
            self._tasks.start("engine:move", self._engine.restart())

    async def _run(self, address: str) -> None:
        if address:
            await self._use(address)
        await self._test.run()
        self.tested.emit(None)
