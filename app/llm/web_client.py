"""Our own way to the internet: through the proxy that was chosen, trusting whom the system trusts."""

from __future__ import annotations

import re
import socket
import ssl
from base64 import b64encode
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies

from app.domain.errors import DownloadError, NetworkBlocks, NoInternet
from app.llm.certificate_issuer import issuer_of

if TYPE_CHECKING:
    import httpx

_PATIENCE_S = 5.0


def web_client(
    proxy: str | None, *, headers: dict[str, str], timeout: httpx.Timeout | float, is_here: bool = False
) -> httpx.Client:
    """`proxy` None uses the system's, "" none, anything else is its address; `is_here`: none in any case.

    Certificates are checked against those that the system trusts (a company's own among them, where it has installed
    one) and those that come with Python's packages. Raises: `ValueError` when the environment's proxy is none.
    """
    import httpx

    return httpx.Client(
        headers=headers,
        timeout=timeout,
        proxy=(proxy or None) if not is_here else None,
        trust_env=proxy is None and not is_here,
        verify=_trusted(),
        follow_redirects=False,
    )


def web_fault(error: Exception, url: str, proxy: str | None) -> DownloadError:
    """What stands between us and `url`. Blocking: looks who signed a certificate that is not trusted."""
    text = f"{type(error).__name__}: {error}"
    if "CERTIFICATE" in text.upper():
        return NetworkBlocks(text, reason="certificate", issuer=_issuer(url, proxy))
    if re.search(r"\b407\b|proxy authentication", text, re.IGNORECASE):
        return NetworkBlocks(text, reason="password")
    import httpx

    if isinstance(error, httpx.ProxyError) or (proxy and isinstance(error, httpx.ConnectError)):
        return NetworkBlocks(text, reason="proxy")
    return NoInternet(text)


def _trusted() -> ssl.SSLContext:
    import certifi

    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    # Since Python 3.13 a company's own certificate is refused for a missing note on its use, which browsers forgive.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def _sign_in(proxy: SplitResult) -> str:
    """The header for a proxy whose address holds a name and a password (RFC 7617)."""
    if not (proxy.username or proxy.password):
        return ""
    secret = f"{unquote(proxy.username or '')}:{unquote(proxy.password or '')}"
    return f"Proxy-Authorization: Basic {b64encode(secret.encode()).decode()}\r\n"


def _issuer(url: str, proxy: str | None) -> str:
    """The name on the certificate that was shown for `url`; empty when that cannot be found out.

    Nothing is sent over this connection, and it is used for nothing but reading the name.
    """
    target = urlsplit(url)
    through = urlsplit(getproxies().get("https", "") if proxy is None else proxy)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    address = (through.hostname, through.port or 80) if through.hostname else (target.hostname, target.port or 443)
    with suppress(OSError, ValueError), socket.create_connection(address, _PATIENCE_S) as connection:
        if through.hostname:
            where = f"{target.hostname}:{target.port or 443}"
            connection.sendall(f"CONNECT {where} HTTP/1.1\r\nHost: {where}\r\n{_sign_in(through)}\r\n".encode())
            answer = b""
            while b"\r\n\r\n" not in answer and len(answer) < 65_536 and (more := connection.recv(4096)):
                answer += more
        with context.wrap_socket(connection, server_hostname=target.hostname) as secure:
            return issuer_of(secure.getpeercert(binary_form=True) or b"")
    return ""
