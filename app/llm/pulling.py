"""The server downloads a model. Runs on the `llm` thread's loop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.domain.downloads import PullChecking, PullDone, PullEvent, PullProgress
from app.domain.errors import BackendError, BadModelName, CloudModel, ConnectionDrops, DownloadError
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
            async for data in response.aiter_raw():
                for line in reader.feed(data):
                    for event in progress.events(line):
                        put(event)
        for line in reader.finish():
            for event in progress.events(line):
                put(event)
    if not progress.is_done:
        raise ConnectionDrops("the server ended the download without a word")


def _refused(status: int, text: str, tag: str) -> BackendError:
    known = download_error(text, tag)
    return classify(status, text, tag) if type(known) is DownloadError else known


class _Progress:
    """The server's lines as events, progress of one file at most ten times a second."""

    def __init__(self, tag: str) -> None:
        self.is_done = False
        self._tag = tag
        self._digest = ""
        self._next_at = 0.0

    def events(self, line: Mapping[str, Any]) -> Iterator[PullEvent]:
        """Raises: `DownloadError` for a line that says what went wrong."""
        if isinstance(error := line.get("error"), str):
            raise download_error(error, self._tag)
        status = line.get("status")
        digest = line.get("digest")
        if isinstance(digest, str) and digest:
            done, total = count(line.get("completed")), count(line.get("total"))
            now = time.monotonic()
            if digest != self._digest or done >= total or now >= self._next_at:
                self._digest, self._next_at = digest, now + _TELL_EVERY_S
                yield PullProgress(digest, done, total)
        elif isinstance(status, str) and status.startswith("verifying"):
            yield PullChecking()
        elif status == "success":
            self.is_done = True
            yield PullDone()
