"""A registry of models, asked without the server: what belongs to a model today."""

from __future__ import annotations

import asyncio
import hashlib
import json
import platform
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.downloads import Layer, Manifest
from app.domain.errors import NetworkBlocks, NoWeights
from app.domain.model_name import ModelName, parse_model_name
from app.llm.download_errors import status_error
from app.llm.file_offer import try_file
from app.llm.web_client import web_client, web_fault

if TYPE_CHECKING:
    import httpx

_ACCEPT = "application/vnd.docker.distribution.manifest.v2+json"
_ENGINE = "0.35.0"
"""The version that we name: registries refuse a model (412) to servers that are too old for it."""
_MOST_BYTES = 4 << 20
_PATIENCE_S = 15.0
_MOST_REDIRECTS = 3
_FAMILY = {"ollama.com", "registry.ollama.ai", "ollama.ai", "hf.co", "huggingface.co"}
"""Hosts that may send us on to each other, as the server allows (design: ollama-034 §2)."""


class OllamaRegistry:
    """Implements `domain.ports.ModelRegistry`. Plain HTTP only to this very computer; no account."""

    def __init__(self, proxy: Callable[[], str | None] = lambda: None) -> None:
        """`proxy` None uses the system's, "" none, anything else is its address."""
        self._proxy = proxy

    async def manifest(self, tag: str) -> Manifest:
        name = parse_model_name(tag)
        return await asyncio.to_thread(self._ask, name, tag, self._proxy())

    async def try_file(self, tag: str, digest: str) -> None:
        name = parse_model_name(tag)
        scheme = "http" if name.is_on_this_computer else "https"
        url = f"{scheme}://{name.host}/v2/{name.namespace}/{name.model}/blobs/{digest}"
        await asyncio.to_thread(try_file, url, _agent(), self._proxy(), is_here=name.is_on_this_computer)

    def _ask(self, name: ModelName, tag: str, proxy: str | None) -> Manifest:
        import httpx

        scheme = "http" if name.is_on_this_computer else "https"
        url = f"{scheme}://{name.host}/v2/{name.namespace}/{name.model}/manifests/{name.tag}"
        try:
            headers = {"Accept": _ACCEPT, "User-Agent": _agent()}
            with web_client(proxy, headers=headers, timeout=_PATIENCE_S, is_here=scheme == "http") as client:
                status, body = _get(client, url)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, ImportError) as error:
            raise web_fault(error, url, proxy) from error
        if status != 200:
            raise status_error(status, body.decode("utf-8", "replace"), tag)
        return _manifest(body, tag)


def _agent() -> str:
    return f"ollama/{_ENGINE} ({platform.machine()} {platform.system().lower()})"


def _get(client: httpx.Client, url: str) -> tuple[int, bytes]:
    """Status and body, no more of it than a manifest can be. A redirect to anywhere else is an answer, too."""
    for _ in range(_MOST_REDIRECTS):
        with client.stream("GET", url) as response:
            following = response.next_request.url if response.next_request else None
            if following and following.scheme == "https" and {response.url.host, following.host} <= _FAMILY:
                url = str(following)
                continue
            body = b""
            for data in response.iter_bytes():
                body += data
                if len(body) > _MOST_BYTES:
                    break
            return response.status_code, body
    return 310, b"too many redirects"


def _manifest(body: bytes, tag: str) -> Manifest:
    """Raises: `NetworkBlocks` for anything that is no manifest: a portal's page, most of the time; `NoWeights` for one
    of something else, as a list of manifests or a program's image.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NetworkBlocks(_not_a_manifest(body)) from error
    try:
        layers = tuple(
            Layer(str(row["digest"]), int(row["size"]), str(row.get("mediaType", "")))
            for row in (*found["layers"], *([found["config"]] if found.get("config") else []))
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoWeights(_not_a_manifest(body), tag=tag) from error
    if not any(layer.is_weights for layer in layers):
        raise NoWeights(_not_a_manifest(body), tag=tag)
    return Manifest(hashlib.sha256(body).hexdigest(), layers)


def _not_a_manifest(body: bytes) -> str:
    return f"no manifest of a model: {body[:200].decode('utf-8', 'replace')}"
