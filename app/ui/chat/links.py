"""Which links of an answer may be opened at all. Everything else stays text."""

from __future__ import annotations

from PySide6.QtCore import QUrl

_SCHEMES = frozenset({"http", "https", "mailto"})


def is_allowed(address: str) -> bool:
    """Pages of the web and mail, nothing that starts a program or reads a file."""
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.scheme().lower() not in _SCHEMES:
        return False
    return bool(url.host()) or url.scheme().lower() == "mailto"


def host_of(address: str) -> str:
    """The real host of an address, as the reader is told it; the address itself for mail."""
    url = QUrl(address)
    return url.host(QUrl.ComponentFormattingOption.PrettyDecoded) or url.path()
