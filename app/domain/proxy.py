"""The proxy that downloads go through: its address, and what tells a server of it."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

from app.domain.errors import BadProxy
from app.domain.settings import ProxyMode, Settings

HERE = "localhost,127.0.0.1,::1"
_NAMES = ("HTTPS_PROXY", "ALL_PROXY")


def split_proxy(text: str) -> tuple[str, str]:
    """The address as it is kept, `http://HOST:PORT`, and the sign-in that was written into it; empty for none.

    `http` may be left out. The sign-in is a secret, which settings are no place for. Raises: `BadProxy`, which says
    what is wrong with the address, and holds no secret.
    """
    address, at, host = text.strip().rpartition("@")
    scheme, separator, userinfo = address.rpartition("://")
    if not at:
        return proxy_url(text), ""
    name, _, password = userinfo.partition(":")
    return proxy_url(f"{scheme}{separator}{host}"), sign_in(unquote(name), unquote(password))


def sign_in(name: str, password: str) -> str:
    """Name and password as they stand in an address; empty without both."""
    return f"{quote(name, safe='')}:{quote(password, safe='')}" if name or password else ""


def signed_in(address: str, secret: str) -> str:
    """The address with a sign-in, for who goes that way. Never to be kept, shown or logged."""
    scheme, separator, host = address.partition("://")
    return f"{scheme}{separator}{secret}@{host}" if secret else address


def proxy_url(text: str) -> str:
    """The address as it is kept: `http://HOST:PORT`; `http` may be left out.

    Raises: `BadProxy`, which says what is wrong with it.
    """
    given = text.strip().rstrip("/")
    if not given:
        raise BadProxy(address=given, reason="empty")
    whole = given if "://" in given else f"http://{given}"
    try:
        parts = urlsplit(whole)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadProxy(str(error), address=given, reason="address") from error
    if parts.username is not None or parts.password is not None:
        raise BadProxy(address="", reason="password")  # not told: errors are kept and shown
    if parts.scheme not in ("http", "https"):
        raise BadProxy(address=given, reason="scheme")
    if not host or parts.path or parts.query or parts.fragment or any(char.isspace() for char in given):
        raise BadProxy(address=given, reason="address")
    if port is None:
        raise BadProxy(address=given, reason="port")
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def chosen_proxy(settings: Settings) -> str | None:
    """For our own requests: None is the system's, "" is none, anything else an address."""
    match settings.proxy:
        case ProxyMode.NONE:
            return ""
        case ProxyMode.ADDRESS if settings.proxy_address:
            return settings.proxy_address
        case _:
            return None


def proxy_variables(proxy: str | None, system: str = "", excepted: str = "") -> dict[str, str]:
    """What tells our own server, which reads its environment alone, to go the same way.

    `system` is the system's proxy where the person's environment does not name it: settings of Windows and macOS.
    `excepted` are the hosts that the environment says to reach without one. `HTTP_PROXY` is never set: models come
    over https, and it would come between the server and its own parts (design: ollama §3.2, reliability §5).
    """
    if proxy is None:
        return {"HTTPS_PROXY": system} if system else {}
    values = dict.fromkeys(_NAMES, "") | {"HTTPS_PROXY": proxy}
    if proxy:
        values["NO_PROXY"] = ",".join(part for part in (HERE, excepted) if part)
    return values | {name.lower(): value for name, value in values.items()}
