"""The HTTP client for what happens all the time: answers that stream, and questions asked again every second.

httpx takes 5 ms of a core for a question and 1 ms for a piece of a stream, most of it in its layers. This one takes a
tenth, on the parser that is under httpx as well.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import chain, repeat
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import app
from app.domain.errors import BadAnswer, Unreachable, Untrusted

if TYPE_CHECKING:
    import ssl

    from app.llm.http_wire import HttpWire

FIRST_PAUSES_S = (0.01, 0.02)
"""How soon the second and the third piece of a stream follow."""
_HTTP_PORT, _HTTPS_PORT = 80, 443


class Response:
    """What the server says, as it comes."""

    def __init__(self, wire: HttpWire, status: int) -> None:
        self.status = status
        self.is_whole = False
        """Whether the end has come that the server announced."""
        self._wire = wire

    async def pieces(self, pause_s: float) -> AsyncGenerator[bytes, None]:
        """All that has come, then all that came in the pause, and so on. A connection that breaks ends it.

        The first pauses are shorter: the first token may show nothing yet, as the `#` of a heading.
        """
        import h11

        pauses = chain(FIRST_PAUSES_S, repeat(pause_s))
        try:
            while not self.is_whole:
                data, self.is_whole = await self._wire.receive()
                yield data
                if not self.is_whole:
                    self._wire.rest(min(pause_s, next(pauses)))
        except (h11.RemoteProtocolError, OSError):
            return
        finally:
            self._wire.end_rest()

    async def body(self, max_bytes: int) -> bytes:
        """The whole body. Raises: `BadAnswer` when it is longer than `max_bytes`; what a broken connection raises."""
        body = bytearray()
        while not self.is_whole:
            data, self.is_whole = await self._wire.receive()
            body += data
            if len(body) > max_bytes:
                raise BadAnswer("response too long")
        return bytes(body)


class LightClient:
    """Asks one server. To be used on one event loop; the time limits are the caller's.

    As everywhere, the person's proxies and certificates are not consulted, redirects are not followed, and a secure
    address is verified. Raises (constructor): `Unreachable` for an address that is none.
    """

    def __init__(self, url: str, *, connect_s: float | None = None, key: str = "") -> None:
        """`connect_s` limits the time for a connection. `key` goes with every question, as a bearer's."""
        try:
            parts = urlsplit(url)
            port = parts.port
            host = (parts.hostname or "").encode("idna").decode()
        except ValueError as error:
            raise Unreachable(str(error)) from error
        if parts.scheme not in ("http", "https") or not host:
            raise Unreachable("no address")
        self._is_secure = parts.scheme == "https"
        self._host = host
        self._port = port or (_HTTPS_PORT if self._is_secure else _HTTP_PORT)
        self._path = quote(parts.path.rstrip("/"), safe="/%")
        self._connect_s = connect_s
        shown = f"[{host}]" if ":" in host else host
        self._headers = [
            ("Host", f"{shown}:{port}" if port else shown),
            ("Accept", "application/json"),
            ("Accept-Encoding", "identity"),
            ("User-Agent", f"baleen/{app.__version__}"),
        ]
        if key:
            self._headers.append(("Authorization", f"Bearer {key}"))
        self._idle: HttpWire | None = None

    async def get(self, path: str, max_bytes: int) -> tuple[int, bytes]:
        """Status and body. Raises: as `ask`, and `BadAnswer` for a body longer than `max_bytes`."""
        async with self.ask("GET", path) as response:
            return response.status, await response.body(max_bytes)

    @asynccontextmanager
    async def ask(self, method: str, path: str, body: bytes = b"") -> AsyncGenerator[Response, None]:
        """The response, from its head on. The connection is kept if everything was read, else closed.

        Raises: `Unreachable` (nobody answers, or nobody any more), `Untrusted`, `BadAnswer` (what comes is not HTTP).
        """
        import h11

        headers = [*self._headers]
        if body:
            headers += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        wire = self._take_idle()
        try:
            if wire is None:
                wire = await self._connect()
            request = h11.Request(method=method, target=self._path + path, headers=headers)
            yield Response(wire, await wire.send(request, body))
            if wire.is_reusable():
                self.close()
                self._idle = wire
        except h11.RemoteProtocolError as error:
            raise BadAnswer(f"{type(error).__name__}: {error}") from error
        except OSError as error:
            words = f"{type(error).__name__}: {error}"
            if type(error).__name__ == "SSLCertVerificationError":  # by its name: naming it would import ssl
                raise Untrusted(words, address=f"https://{self._host}:{self._port}") from error
            raise Unreachable(words) from error
        finally:
            if wire is not None and wire is not self._idle:
                wire.close()

    def close(self) -> None:
        """Hang up where nothing is being asked. Safe to call twice."""
        if (wire := self._take_idle()) is not None:
            wire.close()

    def _take_idle(self) -> HttpWire | None:
        wire, self._idle = self._idle, None
        if wire is not None and wire.has_ended():
            wire.close()
            return None
        return wire

    async def _connect(self) -> HttpWire:
        from app.llm.http_wire import HttpWire

        async with asyncio.timeout(self._connect_s):
            _, wire = await asyncio.get_running_loop().create_connection(
                HttpWire, self._host, self._port, ssl=_certificates() if self._is_secure else None
            )
        return wire


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Those that httpx trusts. Reading them takes 40 ms."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)
