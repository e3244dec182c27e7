"""GET over one kept connection, at a tenth of the cost, for what is asked again and again while nothing happens.

A question through httpx takes 5 ms of a core, most of it in its layers; asked every second that is all that an idle
program would do.
"""

from __future__ import annotations

import asyncio
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import app
from app.domain.errors import BadAnswer, Unreachable

if TYPE_CHECKING:
    import ssl

    import h11

_READ_BYTES = 64 << 10
_HTTP_PORT, _HTTPS_PORT = 80, 443


class LightClient:
    """Asks one server. To be used on one event loop; the time limits are the caller's.

    As everywhere, the person's proxies and certificates are not consulted, redirects are not followed, and a secure
    address is verified. Raises (constructor): `Unreachable` for an address that is none.
    """

    def __init__(self, url: str, max_bytes: int) -> None:
        """A body of more than `max_bytes` is a bad answer."""
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
        self._max_bytes = max_bytes
        shown = f"[{host}]" if ":" in host else host
        self._headers = [
            ("Host", f"{shown}:{port}" if port else shown),
            ("Accept", "application/json"),
            ("Accept-Encoding", "identity"),
            ("User-Agent", f"baleen/{app.__version__}"),
        ]
        self._idle: _Wire | None = None

    async def get(self, path: str) -> tuple[int, bytes]:
        """Status and body. After a failure or a cancel the next call connects anew.

        Raises: `Unreachable` (nobody answers, or nobody any more), `BadAnswer` (what comes is not HTTP, or too long).
        """
        import h11

        wire, self._idle = self._idle, None
        try:
            if wire is None:
                wire = await self._connect()
            request = h11.Request(method="GET", target=self._path + path, headers=self._headers)
            answer = await wire.exchange(request, self._max_bytes)
        except h11.RemoteProtocolError as error:
            raise BadAnswer(f"{type(error).__name__}: {error}") from error
        except OSError as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        else:
            if wire.is_reusable():
                self._idle = wire
            return answer
        finally:
            if wire is not None and wire is not self._idle:
                wire.close()

    def close(self) -> None:
        """Hang up. Safe to call twice."""
        if self._idle is not None:
            self._idle.close()
            self._idle = None

    async def _connect(self) -> _Wire:
        import h11

        reader, writer = await asyncio.open_connection(
            self._host, self._port, ssl=_certificates() if self._is_secure else None, happy_eyeballs_delay=0.25
        )
        return _Wire(reader, writer, h11.Connection(h11.CLIENT))


@dataclass(frozen=True, slots=True)
class _Wire:
    """A connection and where it stands in HTTP."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    state: h11.Connection

    async def exchange(self, request: h11.Request, max_bytes: int) -> tuple[int, bytes]:
        import h11

        self.writer.write(self.state.send(request) + self.state.send(h11.EndOfMessage()))
        status, body, is_first = 0, bytearray(), True
        while True:
            match self.state.next_event():
                case h11.NEED_DATA:
                    data = await self.reader.read(_READ_BYTES)
                    if is_first and not data:
                        raise ConnectionResetError("closed without a word")
                    is_first = False
                    self.state.receive_data(data)
                case h11.Response(status_code=code):
                    status = code
                case h11.Data(data=data):
                    body += data
                    if len(body) > max_bytes:
                        raise BadAnswer("response too long")
                case h11.EndOfMessage():
                    return status, bytes(body)

    def is_reusable(self) -> bool:
        """Make it ready for the next request, if the server keeps it open."""
        import h11

        if self.state.our_state is not h11.DONE or self.state.their_state is not h11.DONE:
            return False
        self.state.start_next_cycle()
        return True

    def close(self) -> None:
        self.writer.close()


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Those that httpx trusts. Reading them takes 40 ms."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)
