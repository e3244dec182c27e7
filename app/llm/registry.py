"""A registry of models, asked without the server: what belongs to a model today."""

from __future__ import annotations

import asyncio
import hashlib
import json
import platform
from collections.abc import Callable

from app.domain.downloads import Layer, Manifest
from app.domain.errors import BackendError, NetworkBlocks, NoInternet, NoSuchModel, RegistryBusy
from app.domain.model_name import ModelName, parse_model_name
from app.llm.download_errors import download_error

_ACCEPT = "application/vnd.docker.distribution.manifest.v2+json"
_ENGINE = "0.35.0"
"""The version that we name: registries refuse a model (412) to servers that are too old for it."""
_MOST_BYTES = 4 << 20
_PATIENCE_S = 15.0


class OllamaRegistry:
    """Implements `domain.ports.ModelRegistry`. Plain HTTP only to this very computer; no redirects, no account."""

    def __init__(self, proxy: Callable[[], str | None] = lambda: None) -> None:
        """`proxy` None uses the system's, "" none, anything else is its address."""
        self._proxy = proxy

    async def manifest(self, tag: str) -> Manifest:
        name = parse_model_name(tag)
        return await asyncio.to_thread(self._ask, name, tag, self._proxy())

    def _ask(self, name: ModelName, tag: str, proxy: str | None) -> Manifest:
        import httpx

        scheme = "http" if name.is_on_this_computer else "https"
        url = f"{scheme}://{name.host}/v2/{name.namespace}/{name.model}/manifests/{name.tag}"
        agent = f"ollama/{_ENGINE} ({platform.machine()} {platform.system().lower()})"
        try:
            with httpx.Client(
                headers={"Accept": _ACCEPT, "User-Agent": agent},
                timeout=_PATIENCE_S,
                proxy=proxy or None,
                trust_env=proxy is None and scheme == "https",
            ) as client:
                response = client.get(url)
        except httpx.ProxyError as error:
            raise NetworkBlocks(str(error)) from error
        except httpx.ConnectError as error:
            blocked = "CERTIFICATE" in str(error).upper()
            raise (NetworkBlocks if blocked else NoInternet)(str(error)) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoInternet(f"{type(error).__name__}: {error}") from error
        if response.status_code != 200:
            raise _refusal(response.status_code, response.text, tag)
        return _manifest(response.content)


def _refusal(status: int, text: str, tag: str) -> BackendError:
    if status == 404:
        return NoSuchModel(text[:500], tag=tag)
    if 300 <= status < 400 or status == 511:
        return NetworkBlocks(f"HTTP {status}")
    if status == 429 or status >= 500:
        return RegistryBusy(f"HTTP {status}")
    return download_error(f"{status}: {text}", tag)


def _manifest(body: bytes) -> Manifest:
    """Raises: `NetworkBlocks` for anything that is no manifest: a portal's page, most of the time."""
    try:
        found = json.loads(body[:_MOST_BYTES])
        layers = tuple(
            Layer(str(row["digest"]), int(row["size"]), str(row.get("mediaType", "")))
            for row in (*found["layers"], *([found["config"]] if found.get("config") else []))
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NetworkBlocks(f"no manifest: {body[:200].decode('utf-8', 'replace')}") from error
    return Manifest(hashlib.sha256(body).hexdigest(), layers)
