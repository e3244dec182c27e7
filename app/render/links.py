"""Which links may be opened, and what a person must be told before.

A model can write any address, also one made to deceive or to carry text of the chat away. So: three schemes, the real
host in its unmistakable form, and warnings.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import SplitResult, urlsplit

LONG_QUERY_CHARS = 300
MAX_URL_CHARS = 8_000
"""Longer addresses are never opened: servers refuse them, and only hidden text needs them."""

_SCHEMES = frozenset({"http", "https", "mailto"})
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*(?=:)")
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
"""Control, direction and zero-width characters, and the tag characters that can hide whole sentences."""


class LinkWarning(Enum):
    """Why a person should look twice."""

    USER_INFO = auto()
    """Something like a host stands before the real one: https://bank.example@evil.example."""
    IP_HOST = auto()
    """A number instead of a name."""
    LOOKALIKE_HOST = auto()
    """Letters beyond ASCII, which can look like others. `Link.host` shows the xn-- form."""
    LONG_QUERY = auto()
    """The address carries a long text."""
    HIDDEN_CHARACTERS = auto()
    """Invisible characters were in it; they are gone from `Link.url`."""
    PORT = auto()
    """A port other than the usual one."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that may be opened, after the person agreed."""

    url: str
    """What to open: ASCII only, hidden characters removed."""
    host: str
    """What to show: the host in ASCII (xn-- form), without user and usual port; for mailto the address."""
    warnings: frozenset[LinkWarning] = frozenset()

    @property
    def is_mail(self) -> bool:
        return self.url.startswith("mailto:")


def check(address: str) -> Link | None:
    """The link behind an address in an answer; None if it must not be opened. Never raises."""
    if len(address) > MAX_URL_CHARS:
        return None
    visible = without_hidden(address).strip().replace("\\", "/")
    warnings = {LinkWarning.HIDDEN_CHARACTERS} if visible != address.strip().replace("\\", "/") else set[LinkWarning]()
    found = _SCHEME.match(visible)
    if found is None or (scheme := found.group().lower()) not in _SCHEMES:
        return None
    try:
        link = _mail(visible) if scheme == "mailto" else _web(urlsplit(visible))
    except ValueError:  # broken brackets, ports, host names
        return None
    return link and Link(link.url, link.host, link.warnings | warnings)


def is_allowed(address: str) -> bool:
    """Whether the address may stand in a document as a link at all."""
    return check(address) is not None


def without_hidden(text: str) -> str:
    """The text without characters that nobody sees, for showing an address."""
    return _HIDDEN.sub("", text)


def _web(parts: SplitResult) -> Link | None:
    if not parts.hostname or any(char in parts.netloc for char in " <>\"'`{}|^"):
        return None
    host = _ascii_host(parts.hostname)
    if not host:
        return None
    warnings = set(_web_warnings(parts, host))
    shown = f"[{host}]" if ":" in host else host
    if LinkWarning.PORT in warnings:
        shown += f":{parts.port}"
    user, at, _ = parts.netloc.rpartition("@")
    path = _percent(parts.path)
    query = f"?{_percent(parts.query)}" if parts.query else ""
    fragment = f"#{_percent(parts.fragment)}" if parts.fragment else ""
    url = f"{parts.scheme.lower()}://{_percent(user)}{at}{shown}{path}{query}{fragment}"
    return Link(url, shown, frozenset(warnings))


def _web_warnings(parts: SplitResult, host: str) -> Iterator[LinkWarning]:
    if "@" in parts.netloc:
        yield LinkWarning.USER_INFO
    if _is_number(host):
        yield LinkWarning.IP_HOST
    if any(label.startswith("xn--") for label in host.split(".")):
        yield LinkWarning.LOOKALIKE_HOST
    if len(parts.query) + len(parts.fragment) > LONG_QUERY_CHARS or len(parts.path) > 2 * LONG_QUERY_CHARS:
        yield LinkWarning.LONG_QUERY
    if parts.port is not None and parts.port != {"http": 80, "https": 443}[parts.scheme.lower()]:
        yield LinkWarning.PORT


def _mail(address: str) -> Link | None:
    to, _, query = address[len("mailto:") :].partition("?")
    if not re.fullmatch(r"[^\s@<>\"',;/]+@[^\s@<>\"',;/]+", to):
        return None
    user, _, host = to.partition("@")
    ascii_host = _ascii_host(host)
    if not ascii_host:
        return None
    warnings = set[LinkWarning]()
    if "xn--" in ascii_host or not user.isascii():
        warnings.add(LinkWarning.LOOKALIKE_HOST)
    if query:
        # A ready-made subject or text: nothing that a link in an answer needs.
        warnings.add(LinkWarning.LONG_QUERY)
    url = f"mailto:{_percent(user)}@{ascii_host}" + (f"?{_percent(query)}" if query else "")
    return Link(url, f"{user}@{ascii_host}", frozenset(warnings))


def _ascii_host(host: str) -> str:
    """The host in lower-case ASCII; empty if it cannot be one. Raises ValueError (UnicodeError) for broken labels."""
    host = host.rstrip(".").lower()
    if ":" in host:
        return str(ipaddress.IPv6Address(host))
    for dot in "\u3002\uff0e\uff61":
        host = host.replace(dot, ".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    return host if re.fullmatch(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*", host) and len(host) <= 253 else ""


def _is_number(host: str) -> bool:
    """An IPv6 address, or any spelling that browsers read as an IPv4 address: 127.1, 0x7f000001, 2130706433."""
    if ":" in host:
        return True
    return bool(re.fullmatch(r"0x[0-9a-f]*|\d+", host.rpartition(".")[2]))


def _percent(text: str) -> str:
    """Everything that is no part of an address as %XX; what is encoded already stays."""
    return "".join(
        char if char.isascii() and (char.isalnum() or char in "-._~:/?#[]@!$&'()*+,;=%") else _encoded(char)
        for char in text
    )


def _encoded(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))
