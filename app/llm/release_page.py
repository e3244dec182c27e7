"""The page that names Baleen's newest release: one request without parameters."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.errors import NoInternet
from app.domain.program_update import NEWEST_RELEASE, Answer, version_in
from app.llm.web_client import web_client, web_fault

if TYPE_CHECKING:
    import httpx

_HEADERS = {"User-Agent": "Baleen", "Accept": "application/vnd.github+json"}
"""The same from everybody: not which version asks, nor which system."""
_PATIENCE_S = 15.0
_MOST_BYTES = 1 << 20


class ReleasePage:
    """Asks for the newest release. Redirects are answers like any other: nobody sends us elsewhere."""

    def __init__(self, address: str = NEWEST_RELEASE, proxy: Callable[[], str | None] = lambda: None) -> None:
        """`proxy` as `web_client` takes it, at the time of asking."""
        self._address = address
        self._proxy = proxy

    async def newest(self, etag: str) -> Answer:
        """What the page says; an empty version if that is what it said with this etag, or if nothing is released yet.

        Raises: `NoInternet`, `NetworkBlocks`.
        """
        return await asyncio.to_thread(self._ask, etag)

    def _ask(self, etag: str) -> Answer:
        import httpx

        headers = {**_HEADERS, **({"If-None-Match": etag} if etag else {})}
        proxy = self._proxy()
        try:
            with web_client(proxy, headers=headers, timeout=_PATIENCE_S) as client:
                return _get(client, self._address)
        except (httpx.HTTPError, ValueError) as error:
            raise web_fault(error, self._address, proxy) from error


def _get(client: httpx.Client, address: str) -> Answer:
    body = b""
    with client.stream("GET", address) as response:
        for data in response.iter_bytes():
            body += data
            if len(body) > _MOST_BYTES:
                raise NoInternet(f"more than {_MOST_BYTES} bytes")
    if response.status_code in (304, 404):
        return Answer("")
    try:
        version = version_in(json.loads(body)["tag_name"]) if response.status_code == 200 else ""
    except (ValueError, KeyError, TypeError, RecursionError):
        version = ""
    if not version:
        raise NoInternet(f"status {response.status_code}, and no version")
    return Answer(version, response.headers.get("ETag", ""))
