"""The connection to one server: an HTTP client with our rules, and the `ollama` client on top of it.

Neither library is imported before it is needed: together they cost a third of a second of the start.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import app
from app.llm.light_client import LightClient
from app.llm.limits import Limits

if TYPE_CHECKING:
    import httpx
    import ollama

_TRAPS = re.compile(r"OLLAMA_.*|.*_PROXY|SSL_CERT_FILE|SSL_CERT_DIR|SSLKEYLOGFILE", re.IGNORECASE)
_LAST_PORT = 65535


class Connection:
    """One server, one pool of sockets. To be made and used on one event loop only.

    The person's proxies and certificates are not consulted, redirects are not followed, a secure address is verified.
    Raises (constructor): `httpx.InvalidURL`.
    """

    def __init__(self, url: str, limits: Limits, key: str = "") -> None:
        import anyio
        import httpx

        anyio.get_cancelled_exc_class()  # loads now what the first connection would load within its time limit
        if (httpx.URL(url).port or 0) > _LAST_PORT:
            raise httpx.InvalidURL(f"port above {_LAST_PORT}")
        self.url = url
        self.http = httpx.AsyncClient(
            base_url=url,
            trust_env=False,
            follow_redirects=False,
            # Reading the certificates costs 40 ms, which a plain address does not need.
            verify=not url.lower().startswith("http:"),
            timeout=httpx.Timeout(limits.call_s, connect=limits.connect_s, write=limits.write_s, pool=None),
            limits=httpx.Limits(max_connections=None),
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": f"baleen/{app.__version__}",
            }
            | ({"Authorization": f"Bearer {key}"} if key else {}),
        )
        self.patient = httpx.Timeout(None, connect=limits.connect_s, write=limits.write_s, pool=None)
        """For requests whose silence is watched by us, or that may take as long as they need."""
        self.light = LightClient(url, connect_s=limits.connect_s, key=key)
        """For answers, and for questions that are asked all the time."""
        self._ollama: ollama.AsyncClient | None = None

    @property
    def ollama(self) -> ollama.AsyncClient:
        """The library's client over the same sockets and rules."""
        if self._ollama is None:
            self._ollama = _library_client(self.http)
        return self._ollama

    async def close(self) -> None:
        self.light.close()
        await self.http.aclose()


def _library_client(http: httpx.AsyncClient) -> ollama.AsyncClient:
    with _harmless_environment():
        import ollama

    class Client(ollama.AsyncClient):
        """The library's own constructor reads the environment and makes another HTTP client."""

        def __init__(self) -> None:
            self._client = http

    return Client()


@contextmanager
def _harmless_environment() -> Iterator[None]:
    """Hide what makes `import ollama` fail: it builds a client at once (design: reliability F9)."""
    hidden: dict[str, Any] = {name: os.environ.pop(name) for name in tuple(os.environ) if _TRAPS.fullmatch(name)}
    os.environ["NO_PROXY"] = "*"  # else Windows and macOS answer with the proxies of their system settings
    try:
        yield
    finally:
        del os.environ["NO_PROXY"]
        os.environ.update(hidden)
