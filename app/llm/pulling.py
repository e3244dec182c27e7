"""The server downloads a model. Runs on the `llm` thread's loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from app.domain.downloads import PullChecking, PullDone, PullEvent, PullProgress
from app.domain.errors import BackendError, BadModelName, CloudModel, ConnectionDrops, DownloadError, Unreachable
from app.domain.model_name import parse_model_name
from app.llm.client import Connection
from app.llm.download_errors import download_error
from app.llm.errors import classify, translated
from app.llm.ndjson import NdjsonReader
from app.llm.wire import count

READ_EVERY_S = 0.5
"""The server writes a line each time it has looked, and each read costs as much as a hundred lines."""
_MOST_BYTES = 1 << 40
"""Of progress lines: some hundred bytes each, 16 a second, for as long as it takes."""


async def pull(connection: Connection, tag: str, put: Callable[[PullEvent], object]) -> None:
    """See `ModelDownloads.pull`. A cancel hangs up, which makes the server keep what it has."""
    body: dict[str, object] = {"model": tag, "stream": True}
    try:
        if parse_model_name(tag).is_on_this_computer:
            body["insecure"] = True
    except (BadModelName, CloudModel):
        pass  # the server's own word on it is as good
    reader = NdjsonReader(max_bytes=_MOST_BYTES)
    progress = _Progress(tag, put)
    with translated(tag):
        async with connection.http.stream("POST", "/api/pull", json=body, timeout=connection.patient) as response:
            if response.status_code != 200:
                text = (await response.aread()).decode("utf-8", "replace")
                raise _refused(response.status_code, text, tag)
            async for lines in _lines(response.aiter_raw(), reader, progress.flush):
                progress.take(lines)
    progress.flush()
    if reader.fault:
        raise reader.fault
    if not progress.is_done:
        raise ConnectionDrops("the server ended the download without a word")


async def _lines(
    body: AsyncIterator[bytes], reader: NdjsonReader, at_read: Callable[[], None]
) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
    """What has come, now and then.

    The library gives each line of the server by itself, many of one read: only a read is paused for, or the lines would
    come in faster than they are taken, and the row would fall behind. `at_read` is called when all of a read is given.

    Raises: `Unreachable` when the server goes away in the middle; `reader` tells when it speaks no JSON.
    """
    import httpx

    loop = asyncio.get_running_loop()
    try:
        while True:
            has_read = False

            def on_read() -> None:
                nonlocal has_read
                has_read = True
                at_read()

            waits = loop.call_soon(on_read)  # runs only if the loop gets its turn before the line is here
            try:
                data = await anext(body)
            except StopAsyncIteration:
                break
            finally:
                waits.cancel()
            yield tuple(reader.feed(data))
            if reader.fault:
                return
            if has_read:
                await asyncio.sleep(READ_EVERY_S)
    except httpx.RemoteProtocolError as error:  # the mark at the end is missing: it was killed
        raise Unreachable(str(error)) from error
    yield tuple(reader.finish())


def _refused(status: int, text: str, tag: str) -> BackendError:
    known = download_error(text, tag)
    return classify(status, text, tag) if type(known) is DownloadError else known


class _Progress:
    """The server's lines as events; of several about one file in a row the last counts."""

    def __init__(self, tag: str, put: Callable[[PullEvent], object]) -> None:
        self.is_done = False
        self._tag = tag
        self._put = put
        self._held: PullProgress | None = None

    def take(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Raises: `DownloadError` for a line that says what went wrong."""
        for line in lines:
            event = self._event(line)
            if isinstance(event, PullProgress):
                if self._held and self._held.digest != event.digest:
                    self.flush()
                self._held = event
            elif event:
                self.flush()
                self._put(event)

    def flush(self) -> None:
        """Put what was held for one that is newer."""
        if self._held:
            self._put(self._held)
            self._held = None

    def _event(self, line: Mapping[str, Any]) -> PullEvent | None:
        if isinstance(error := line.get("error"), str):
            raise download_error(error, self._tag)
        status = line.get("status")
        digest = line.get("digest")
        if isinstance(digest, str) and digest:
            return PullProgress(digest, count(line.get("completed")), count(line.get("total")))
        if isinstance(status, str) and status.startswith("verifying"):
            return PullChecking()
        if status == "success":
            self.is_done = True
            return PullDone()
        return None
