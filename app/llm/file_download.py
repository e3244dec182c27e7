"""Fetches one big file whose size is known, going on where an earlier try ended."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import app
from app.domain.errors import DiskFull, EngineArchiveUnreachable, NetworkBlocks, ReadOnly
from app.llm.web_client import web_client, web_fault

_MOST_REDIRECTS = 5
_SILENCE_S = 30.0
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Stopped(Exception):
    """The stop was asked for. What arrived is on disk."""


class FileDownload:
    """Implements `domain.ports.FileFetcher` by the way that is chosen at that moment."""

    def __init__(self, proxy: Callable[[], str | None]) -> None:
        """`proxy` as `fetch_file` takes it."""
        self._proxy = proxy

    def __call__(
        self, url: str, file: Path, size_bytes: int, progress: Callable[[int], None], stop: threading.Event
    ) -> None:
        fetch_file(url, file, size_bytes, progress, stop, self._proxy())


def fetch_file(
    url: str,
    file: Path,
    size_bytes: int,
    progress: Callable[[int], None],
    stop: threading.Event,
    proxy: str | None = None,
) -> None:
    """Bring `file` to its full size. Blocking: call it in a worker; `stop` ends it within a block of data or 30 s.

    Bytes that are there are taken for the file's beginning and not fetched again; its sum is for the caller to check.
    A server that cannot go on in the middle sends everything anew. Redirects are followed, never from a secure
    address to one that is not. `proxy` None uses the system's, "" none.
    Raises: `Stopped`; `EngineArchiveUnreachable` (no connection, broken off, another file or a page instead);
    `DiskFull`, `ReadOnly`.
    """
    import httpx

    offset = file.stat().st_size if file.exists() else 0
    if offset > size_bytes:
        file.unlink()
        offset = 0
    if offset == size_bytes:
        progress(offset)
        return
    headers = {"User-Agent": f"baleen/{app.__version__}", "Accept-Encoding": "identity"}
    timeout = httpx.Timeout(_SILENCE_S)
    try:
        with web_client(proxy, headers=headers, timeout=timeout) as client:
            _fetch(client, url, file, offset, size_bytes, progress, stop)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError, ImportError) as error:
        fault = web_fault(error, url, proxy)
        reason, issuer = (fault.reason, fault.issuer) if isinstance(fault, NetworkBlocks) else ("", "")
        raise EngineArchiveUnreachable(fault.detail, address=url, reason=reason, issuer=issuer) from error
    except PermissionError as error:
        raise ReadOnly(str(error)) from error
    except OSError as error:
        raise DiskFull(str(error)) from error


def _fetch(
    client: object,
    url: str,
    file: Path,
    offset: int,
    size_bytes: int,
    progress: Callable[[int], None],
    stop: threading.Event,
) -> None:
    import httpx

    assert isinstance(client, httpx.Client)
    headers = {"Range": f"bytes={offset}-"} if offset else {}
    for _ in range(_MOST_REDIRECTS + 1):
        with client.stream("GET", url, headers=headers) as response:
            if response.is_redirect:
                url = _redirected(url, response.headers.get("location", ""))
                continue
            start = _start_of(response, offset, size_bytes, url)
            with file.open("ab" if start else "wb") as target:
                done = start
                for chunk in response.iter_raw():  # as it comes: what waits for a full block would be lost
                    if stop.is_set():
                        raise Stopped
                    done += len(chunk)
                    if done > size_bytes:
                        raise EngineArchiveUnreachable("more bytes than the file has", address=url)
                    target.write(chunk)
                    progress(done)
            if done < size_bytes:
                raise EngineArchiveUnreachable("broken off", address=url)
            return
    raise EngineArchiveUnreachable("too many redirects", address=url)


def _start_of(response: object, offset: int, size_bytes: int, url: str) -> int:
    """Where the bytes of this answer begin. Raises: `EngineArchiveUnreachable` when they are not of the file."""
    import httpx

    assert isinstance(response, httpx.Response)
    if response.status_code == 206:
        found = _CONTENT_RANGE.fullmatch(response.headers.get("content-range", ""))
        if found and int(found[1]) == offset and found[2] in (str(size_bytes), "*"):
            return offset
        raise EngineArchiveUnreachable("another part of the file than asked for", address=url)
    if response.status_code != 200:
        raise EngineArchiveUnreachable(f"HTTP {response.status_code}", address=url)
    length = response.headers.get("content-length")
    if length is not None and int(length) != size_bytes:
        raise EngineArchiveUnreachable(f"{length} bytes instead of {size_bytes}", address=url)
    return 0


def _redirected(url: str, location: str) -> str:
    import httpx

    target = str(httpx.URL(url).join(location))
    parts = urlsplit(target)
    is_safe = parts.scheme == "https" or (
        parts.scheme == "http" and urlsplit(url).scheme == "http" and parts.hostname in _LOOPBACK
    )
    if not location or not is_safe:
        raise EngineArchiveUnreachable(f"redirected to {target}", address=url)
    return target
