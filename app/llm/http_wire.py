"""One connection in HTTP: bytes to the parser as they come, and rests in which nothing is read."""

from __future__ import annotations

import asyncio

import h11

_MOST_AT_ONCE = 64 << 10
"""Bytes of a body: what is more waits for its turn."""


class HttpWire(asyncio.Protocol):
    """A connection and where it stands. To be used on one event loop, by one task at a time.

    What a broken connection raises is an `OSError`; what is no HTTP an `h11.RemoteProtocolError`.
    """

    def __init__(self) -> None:
        self._state = h11.Connection(h11.CLIENT)
        self._transport: asyncio.Transport | None = None
        self._kept = bytearray()
        """Of the body, what was too much for one piece."""
        self._has_spoken = False
        self._has_ended = False
        self._fault: Exception | None = None
        self._news: asyncio.Future[None] | None = None
        self._rest: asyncio.TimerHandle | None = None

    # -- what asyncio says -------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._has_spoken = True
        self._state.receive_data(data)
        self._tell()

    def eof_received(self) -> None:
        self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        self._fault = exc
        self._end()

    # -- what the client does ----------------------------------------------------------------------------------------

    async def send(self, request: h11.Request, body: bytes) -> int:
        """Ask; returns the status when the head of the response is there."""
        assert self._transport is not None
        self._has_spoken = False
        self._transport.write(self._state.send(request) or b"")
        if body:
            self._transport.write(self._state.send(h11.Data(body)) or b"")
        self._state.send(h11.EndOfMessage())
        while True:
            if self._has_ended and not self._has_spoken:
                raise self._fault or ConnectionResetError("closed without a word")
            match self._state.next_event():
                case h11.NEED_DATA:
                    await self._more()
                case h11.Response(status_code=status):
                    return int(status)

    async def receive(self) -> tuple[bytes, bool]:
        """What has come of the body, waiting if there is nothing; and whether that was its end."""
        data = self._kept
        while len(data) < _MOST_AT_ONCE:
            event = self._state.next_event()
            if event is h11.NEED_DATA:
                if data:
                    break
                await self._more()
            elif isinstance(event, h11.Data):
                data += event.data
            elif isinstance(event, h11.EndOfMessage):
                self._kept = bytearray()
                return bytes(data), True
        self._kept = data[_MOST_AT_ONCE:]
        return bytes(data[:_MOST_AT_ONCE]), False

    def rest(self, pause_s: float) -> None:
        """Leave what comes with the system for a while, so that it comes at once later."""
        assert self._transport is not None
        self._transport.pause_reading()
        self._rest = asyncio.get_running_loop().call_later(pause_s, self._transport.resume_reading)

    def end_rest(self) -> None:
        """Read again. Safe to call twice."""
        if self._rest is not None and self._transport is not None:
            self._rest.cancel()
            self._rest = None
            self._transport.resume_reading()

    def is_reusable(self) -> bool:
        """Make it ready for the next request, if everything was read and the server keeps it open."""
        if self._state.our_state is not h11.DONE or self._state.their_state is not h11.DONE:
            return False
        self._state.start_next_cycle()
        return True

    def has_ended(self) -> bool:
        """Whether the server has hung up since, or spoken without being asked."""
        return self._has_ended or bool(self._state.trailing_data[0])

    def close(self) -> None:
        """Hang up. Safe to call twice."""
        if self._transport is not None:
            self._transport.close()

    async def _more(self) -> None:
        """Wait for bytes, or for the end."""
        if not self._has_ended:
            self._news = asyncio.get_running_loop().create_future()
            try:
                await self._news
            finally:
                self._news = None
        if self._fault is not None:
            raise self._fault

    def _end(self) -> None:
        if not self._has_ended:
            self._has_ended = True
            self._state.receive_data(b"")
        self._tell()

    def _tell(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)
