"""What the server and a registry say of a download that failed, translated into the leaves of `DownloadError`.

The texts are those of design ollama §1.5 and ollama-034 §2; each is in tests/llm/test_download_errors.py.
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
    StillEnding,
)

_MAX_DETAIL_CHARS = 2_000
_Make = Callable[[str, str], BackendError]

_STATUS = re.compile(r"^(?:pull model manifest: )?(\d{3}): ?(.*)", re.DOTALL)
"""How the server hands on what a registry answered."""
_PAGE = re.compile(r"\s*<(!doctype|html|\?xml)", re.IGNORECASE)

_RULES: tuple[tuple[str, _Make], ...] = (
    (r"no space left|not enough space|disk quota|There is not enough", lambda d, _t: NoSpace(d)),
    (
        r"permission denied|read-only file system|access is denied|no such device|input/output error"
        r"|-partial\S*: (no such file|The system cannot find)",
        lambda d, _t: FolderUnusable(d, path=_path(d)),
    ),
    (r"digest mismatch", lambda d, _t: DamagedOnTheWay(d)),
    (r"requires a newer version", lambda d, t: NeedsNewerEngine(d, tag=t)),
    (r"\b407\b|proxy authentication", lambda d, _t: NetworkBlocks(d, reason="password")),
    (r"proxyconnect", lambda d, _t: NetworkBlocks(d, reason="proxy")),
    (r"x509|certificate", lambda d, _t: NetworkBlocks(d, reason="certificate")),
    (r"tls:", lambda d, _t: NetworkBlocks(d)),
    (
        r"invalid character '<'|redirect target not allowed|blocked redirect|no Location header"
        r"|unexpected status code 3\d\d|maximum redirects exceeded|stopped after \d+ redirects"
        r"|malformed HTTP|HTTP response to HTTPS client",
        lambda d, _t: NetworkBlocks(d),
    ),
    (r"unauthorized|access denied|realm host", lambda d, t: PrivateModel(d, tag=t)),
    (
        r"no such host|(network|host) is unreachable|no route to host|unreachable (network|host)|server misbehaving"
        r"|name resolution|connection refused|actively refused|dial tcp|i/o timeout|TLS handshake timeout",
        lambda d, _t: NoInternet(d),
    ),
    (
        r"max retries exceeded|stalled|connection reset|forcibly closed|broken pipe|EOF"
        r"|unexpected end of JSON input|Client\.Timeout|deadline exceeded",
        lambda d, _t: ConnectionDrops(d),
    ),
    (r"context canceled", lambda d, _t: StillEnding(d)),
    (r"^file does not exist", lambda d, _t: RegistryBusy(d)),  # a file of a model that the registry does offer
    (r"file does not exist|manifest unknown|not found", lambda d, t: NoSuchModel(d, tag=t)),
)
"""Pattern and error, first match wins."""


def download_error(text: str, tag: str) -> BackendError:
    """The error behind a line of the server; `DownloadError` itself for words that are not known."""
    detail = text[:_MAX_DETAIL_CHARS]
    if found := _STATUS.match(text):
        if found[1] == "403" and not text.startswith("pull model manifest"):
            return NetworkBlocks(detail)  # as in `file_error`
        return status_error(int(found[1]), found[2], tag)
    for pattern, make in _RULES:
        if re.search(pattern, text, re.IGNORECASE):
            return make(detail, tag)
    return DownloadError(detail)


def status_error(status: int, body: str, tag: str) -> BackendError:
    """The error behind a status of a registry, or of whoever answers in its place."""
    detail = f"{status}: {body}"[:_MAX_DETAIL_CHARS]
    if status == 429 or (status >= 500 and status != 511):
        return RegistryBusy(detail)
    if status in (407, 511) or 300 <= status < 400 or (_PAGE.match(body) and status != 404):
        return NetworkBlocks(detail)
    if status in (401, 402, 403, 451):
        return PrivateModel(detail, tag=tag)
    if status == 404:
        return NoSuchModel(detail, tag=tag)
    if status == 412:
        return NeedsNewerEngine(detail, tag=tag)
    return DownloadError(detail)


def file_error(status: int, body: str, *, is_page: bool) -> BackendError | None:
    """The error behind the answer of the host that keeps the files of a model which its registry does offer.

    None where it says nothing about the network: a file that wants an account, or a part that is not there.
    """
    detail = f"file: {status}: {body}"[:_MAX_DETAIL_CHARS]
    if status in (401, 416):
        return None
    if status in (404, 410):
        return RegistryBusy(detail)
    if status == 403 or is_page:
        return NetworkBlocks(detail)
    return status_error(status, body, "")


def _path(text: str) -> str:
    """The file that the server names: `open /models/blobs/sha256-…: permission denied`."""
    found = re.search(r"(?:open|mkdir|write|rename|remove|create|stat|chtimes) (.+?): ", text)
    return found[1] if found else ""
