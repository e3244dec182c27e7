"""The server downloads a model. Runs on the `llm` thread's loop."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any

from app.domain.downloads import PullChecking, PullDone, PullEvent, PullProgress
from app.domain.errors import BackendError, BadModelName, CloudModel, ConnectionDrops, DownloadError, Unreachable
from app.domain.model_name import parse_model_name
from app.llm.client import Connection
from app.llm.download_errors import download_error
from app.llm.errors import classify, translated
from app.llm.ndjson import NdjsonReader
from app.llm.wire import count

_TELL_EVERY_S = 0.1
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
    progress = _Progress(tag)
    with translated(tag):
        async with connection.http.stream("POST", "/api/pull", json=body, timeout=connection.patient) as response:
            if response.status_code != 200:
                text = (await response.aread()).decode("utf-8", "replace")
                raise _refused(response.status_code, text, tag)
            async for line in _lines(response.aiter_raw(), reader):
                for event in progress.events(line):
                    put(event)
    if reader.fault:
        raise reader.fault
    if not progress.is_done:
        raise ConnectionDrops("the server ended the download without a word")


async def _lines(body: AsyncIterator[bytes], reader: NdjsonReader) -> AsyncIterator[Mapping[str, Any]]:
    """Raises: `Unreachable` when the server goes away in the middle; `reader` tells when it speaks no JSON."""
    import httpx

    try:
        async for data in body:
            for line in reader.feed(data):
                yield line
            if reader.fault:
                return
    except httpx.RemoteProtocolError as error:  # the mark at the end is missing: it was killed
        raise Unreachable(str(error)) from error
    for line in reader.finish():
        yield line


def _refused(status: int, text: str, tag: str) -> BackendError:
    known = download_error(text, tag)
    return classify(status, text, tag) if type(known) is DownloadError else known


class _Progress:
    """The server's lines as events, progress of one file at most ten times a second."""

    def __init__(self, tag: str) -> None:
        self.is_done = False
        self._tag = tag
        self._told = ("", -1)
        self._next_at = 0.0

    def events(self, line: Mapping[str, Any]) -> Iterator[PullEvent]:
        """Raises: `DownloadError` for a line that says what went wrong."""
        if isinstance(error := line.get("error"), str):
            raise download_error(error, self._tag)
        status = line.get("status")
        digest = line.get("digest")
        if isinstance(digest, str) and digest:
            done, total = count(line.get("completed")), count(line.get("total"))
            if self._is_worth_telling(digest, done, total):
                yield PullProgress(digest, done, total)
        elif isinstance(status, str) and status.startswith("verifying"):
            yield PullChecking()
        elif status == "success":
            self.is_done = True
            yield PullDone()

    def _is_worth_telling(self, digest: str, done: int, total: int) -> bool:
        """The first and the last of each file, and now and then one between."""
        now, (told, told_done) = time.monotonic(), self._told
        is_last = 0 < total <= done and told_done < done
        if told == digest and not is_last and now < self._next_at:
            return False
        self._told, self._next_at = (digest, done), now + _TELL_EVERY_S
        return True
