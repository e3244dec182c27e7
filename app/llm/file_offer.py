"""Whether the host that keeps the files of models gives one.

A server does not look at what that host answers: it takes a page or a refusal for a connection that dropped, and tries
for a minute before it says so, without the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.domain.errors import NetworkBlocks, NoInternet
from app.llm.download_errors import file_error
from app.llm.web_client import web_client, web_fault

if TYPE_CHECKING:
    import httpx

_PATIENCE_S = 5.0
_MOST_REDIRECTS = 5
_SOME_BYTES = 200


def try_file(url: str, agent: str, proxy: str | None, *, is_here: bool) -> None:
    """See `ModelRegistry.try_file`. Blocking; `proxy` as in `web_client`."""
    import httpx

    headers = {"User-Agent": agent, "Range": "bytes=0-0"}
    asked = url
    try:
        with web_client(proxy, headers=headers, timeout=_PATIENCE_S, is_here=is_here) as client:
            for _ in range(_MOST_REDIRECTS):
                with client.stream("GET", asked) as response:
                    if response.next_request is None:
                        _judge(response)
                        return
                    asked = str(response.next_request.url)
            raise NetworkBlocks("too many redirects")
    except httpx.TimeoutException as error:
        if urlsplit(asked).netloc == urlsplit(url).netloc:
            raise web_fault(error, asked, proxy) from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, ImportError) as error:
        fault = web_fault(error, asked, proxy)
        if isinstance(fault, NoInternet) and urlsplit(asked).netloc != urlsplit(url).netloc:
            raise NetworkBlocks(fault.detail) from error  # the registry answered: the host of its files alone is away
        raise fault from error


def _judge(response: httpx.Response) -> None:
    """Raises: `DownloadError` for anything that is no part of a file."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if response.status_code < 300 and not is_page:
        return
    body = next(response.iter_bytes(_SOME_BYTES), b"").decode("utf-8", "replace")
    if error := file_error(response.status_code, body, is_page=is_page):
        raise error
