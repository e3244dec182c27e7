"""What the server and a registry say of a download that failed, translated into the leaves of `DownloadError`.

The texts are those of design ollama §1.5 and ollama-034 §2.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from app.domain.errors import (
    BackendError,
    ConnectionDrops,
    DamagedOnTheWay,
    DownloadError,
    FolderUnusable,
    NeedsNewerEngine,
    NetworkBlocks,
    NoInternet,
    NoSpace,
    NoSuchModel,
    PrivateModel,
    RegistryBusy,
)

_MAX_DETAIL_CHARS = 2_000
_Make = Callable[[str, str], BackendError]

_RULES: tuple[tuple[str, _Make], ...] = (
    (r"no space left|not enough space|disk quota|There is not enough", lambda d, _t: NoSpace(d)),
    (r"permission denied|read-only file system|access is denied|no such device", lambda d, _t: FolderUnusable(d)),
    (r"digest mismatch", lambda d, _t: DamagedOnTheWay(d)),
    (r"\b412\b|requires a newer version", lambda d, t: NeedsNewerEngine(d, tag=t)),
    (r"x509|certificate|tls:|proxyconnect|\b407\b|proxy authentication", lambda d, _t: NetworkBlocks(d)),
    (
        r"invalid character '<'|redirect target not allowed|no Location header|unexpected status code 30",
        lambda d, _t: NetworkBlocks(d),
    ),
    (r"\b401\b|\b403\b|unauthorized|access denied|realm host", lambda d, t: PrivateModel(d, tag=t)),
    (r"\b429\b|\b5\d\d\b:? ", lambda d, _t: RegistryBusy(d)),
    (
        r"no such host|network is unreachable|no route to host|server misbehaving|name resolution"
        r"|connection refused|dial tcp|i/o timeout",
        lambda d, _t: NoInternet(d),
    ),
    (
        r"max retries exceeded|stalled|unexpected EOF|connection reset|context canceled|EOF",
        lambda d, _t: ConnectionDrops(d),
    ),
    (r"file does not exist|manifest unknown|\b404\b|not found", lambda d, t: NoSuchModel(d, tag=t)),
    (r"\b429\b|\b5\d\d\b", lambda d, _t: RegistryBusy(d)),
)
"""Pattern and error, first match wins."""


def download_error(text: str, tag: str) -> BackendError:
    """The error behind a line of the server; `DownloadError` itself for words that are not known."""
    detail = text[:_MAX_DETAIL_CHARS]
    for pattern, make in _RULES:
        if re.search(pattern, text, re.IGNORECASE):
            return make(detail, tag)
    return DownloadError(detail)
