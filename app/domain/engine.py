"""The server that runs the models: where it is and how it is doing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from app.domain.errors import AppError, BadAddress, SecretInAddress, TooOld

MINIMUM_VERSION = "0.17.1"
"""The first version without CVE-2026-7482 (design: reliability §6)."""

DEFAULT_PORT = 11434
DEFAULT_URL = f"http://127.0.0.1:{DEFAULT_PORT}"
"""Where an Ollama that people install listens."""

_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.?")


class Origin(StrEnum):
    """Whose server it is. One that we did not start is never stopped."""

    MANAGED = "managed"
    EXTERNAL = "external"


class ServerKind(StrEnum):
    """What a server understands."""

    OLLAMA = "ollama"
    OPENAI = "openai"
    """The API of OpenAI, as vLLM, SGLang and llama.cpp speak it: a list of models, and chat."""


class Phase(StrEnum):
    """How the engine is doing."""

    SEARCHING = "searching"
    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    MISSING = "missing"
    """No server answers and no program was found."""
    FAILED = "failed"
    """It cannot be used; `EngineState.error` says why."""
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class EngineState:
    """A snapshot; `url` is usable only while READY."""

    phase: Phase
    url: str = ""
    version: str = ""
    origin: Origin | None = None
    has_looked: bool = False
    """Our own server has ended its search for graphics cards; what it found is in `FoundHardware`."""
    error: AppError | None = None
    kind: ServerKind = ServerKind.OLLAMA
    shared_url: str = ""
    """Where other devices reach our own server; empty when it listens on this computer alone."""

    @property
    def is_ready(self) -> bool:
        return self.phase is Phase.READY


_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def is_here(state: EngineState) -> bool:
    """Whether the server in use, or the one looked for, runs on this computer."""
    return not state.url or is_own_computer(state.url)


def is_own_computer(url: str) -> bool:
    """Whether an address means the computer that Baleen runs on."""
    return urlsplit(url).hostname in _LOOPBACK


def version_tuple(version: str) -> tuple[int, ...] | None:
    """`0.34.4-rc1` as (0, 34, 4); None when it is no version at all."""
    found = re.match(r"v?(\d+)\.(\d+)(?:\.(\d+))?", version.strip())
    return tuple(int(part or 0) for part in found.groups()) if found else None


def is_too_old(version: str) -> bool:
    """True below `MINIMUM_VERSION`. `0.0.0`, which builds from source report, passes: its age is unknown."""
    found = version_tuple(version)
    if found is None:
        return True
    return found != (0, 0, 0) and found < (version_tuple(MINIMUM_VERSION) or ())


def new_enough(version: str) -> str:
    """The version of an Ollama that may be used. Raises: `TooOld`."""
    if is_too_old(version):
        raise TooOld(version=version, minimum=MINIMUM_VERSION)
    return version


def server_url(address: str) -> str:
    """An address as people write it, as a URL without a slash at its end.

    `localhost`, `host:1234`, `[::1]:1234`, `::1` and full URLs are understood. Without a port it is 11434 (for
    https: 443), whatever Ollama itself makes of `http://127.0.0.1`. `0.0.0.0` and `[::]`, which servers are told to
    listen on, become this computer.
    Raises: `BadAddress`, also for an address with a name and password, a query or a fragment.
    """
    text = address.strip()
    try:
        if _is_ipv6(text):
            text = f"[{text}]"
        parts = urlsplit(text if "://" in text else f"http://{text}")
        port = parts.port
    except ValueError as error:
        raise BadAddress(str(error), address=address) from error
    host = parts.hostname or ""
    is_host = _is_ipv6(host) or _HOST.fullmatch(host)
    if parts.scheme not in ("http", "https") or not is_host or port == 0:
        raise BadAddress(address=address)
    if parts.username is not None:
        raise SecretInAddress(address=host)
    if parts.query or parts.fragment or re.search(r"\s", text):
        raise BadAddress(address=address)
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    shown = f"[{host}]" if _is_ipv6(host) else host
    place = f":{port or DEFAULT_PORT}" if port or parts.scheme == "http" else ""
    return f"{parts.scheme}://{shown}{place}{parts.path.rstrip('/')}"


def _is_ipv6(text: str) -> bool:
    try:
        return ip_address(text).version == 6
    except ValueError:
        return False
