"""Another computer whose server answers: what kind it is, what it offers, and which addresses are safe."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from app.domain.engine import EngineState, Origin, ServerKind, is_here, server_url
from app.domain.errors import InsecureAddress

_OWN_NETWORKS = tuple(
    ip_network(network)
    for network in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8",
        "100.64.0.0/10",  # RFC 6598: what private networks over the internet (Tailscale) give out
        "::1/128", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip
_OWN_ENDINGS = ("local", "localhost", "localdomain", "lan", "home", "internal", "home.arpa", "ts.net")
"""Of names that mean nothing outside one's own network (RFC 6762, 6761, 8375), or that are reached enciphered."""


class KeyPlace(StrEnum):
    """Where an access key lies."""

    NOWHERE = "nowhere"
    KEYRING = "keyring"
    MEMORY = "memory"
    """This system keeps no secrets: the key is gone when Baleen ends."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a server said when it was tried."""

    url: str
    kind: ServerKind
    version: str = ""
    """Empty where the server does not tell one."""
    models: int = 0


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be done with the server in use, beside asking it. What it does not offer is not shown."""

    changes_models: bool
    """Download models, bring them from a file, delete them: on this computer alone. Others share theirs, perhaps, and
    its disk, what fits it and what it was downloading are not known here."""
    manages_memory: bool
    """Choose context, layers and how long a model stays, see what is loaded, unload it."""
    is_ours: bool
    """Started by Baleen: whatever is set when a server starts can be set."""
    is_here: bool
    """What is known of this computer holds for it."""


def offers(state: EngineState) -> Offers:
    """For the server in use or looked for."""
    is_ollama = state.kind is ServerKind.OLLAMA
    here = is_here(state)
    is_ours = here and is_ollama and state.origin is not Origin.EXTERNAL
    return Offers(changes_models=is_ollama and here, manages_memory=is_ollama, is_ours=is_ours, is_here=here)


def computer_url(address: str) -> str:
    """As `server_url`. Raises: `BadAddress`; `InsecureAddress` for http to a host that is not in one's own network.

    Names are not looked up: one that other people can have is taken for theirs.
    """
    url = server_url(address)
    parts = urlsplit(url)
    if parts.scheme == "http" and not is_own_network(parts.hostname or ""):
        raise InsecureAddress(address=address)
    return url


def is_own_network(host: str) -> bool:
    """Whether what is sent to this host stays in a network that strangers do not listen to."""
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        name = host.lower().rstrip(".")
        return "." not in name or name.endswith(tuple(f".{ending}" for ending in _OWN_ENDINGS))
    return any(found in network for network in _OWN_NETWORKS if network.version == found.version)


def computer_name(url: str) -> str:
    """What to call the computer at an address: its host, and the port where there may be several."""
    return urlsplit(url).hostname or url
