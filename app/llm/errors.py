"""The server's words for trouble, translated once: into the leaves of `domain.errors`.

Every text that the documents list for the two generations of the server is in tests/llm/test_errors.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import (
    AccessDenied,
    BackendError,
    BadAnswer,
    Busy,
    ContextTooLong,
    EngineDamaged,
    LoadTimeout,
    ModelBroken,
    ModelMissing,
    NotOllama,
    OutOfMemory,
    Repeating,
    RunnerGone,
    ServerFault,
    Stalled,
    TooOld,
    Unreachable,
    Unsupported,
)

_MAX_NESTING = 4
_MAX_DETAIL_CHARS = 2_000
_UNITS = {"B": 1, "KB": 1 << 10, "KIB": 1 << 10, "MB": 1 << 20, "MIB": 1 << 20, "GB": 1 << 30, "GIB": 1 << 30}
"""llama.cpp says MB and means MiB."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the server said, with the JSON inside JSON taken off."""

    text: str
    facts: dict[str, Any] = field(default_factory=dict)
    """The fields beside the innermost text: `type`, `n_prompt_tokens`, `n_ctx`."""
    is_json: bool = False


def unwrap(body: str) -> Complaint:
    """Go down from `{"error": "{\\"error\\": {\\"message\\": …}}"}` to the words. Any text is taken."""
    text, facts, is_json = body.strip(), dict[str, Any](), False
    for _ in range(_MAX_NESTING):
        try:
            inner = json.loads(text)
        except (ValueError, RecursionError):
            break
        while isinstance(inner, dict):
            facts |= {key: value for key, value in inner.items() if not isinstance(value, dict)}
            is_json = True
            inner = inner.get("error", inner.get("message"))
        if not isinstance(inner, str):
            break
        text = inner.strip()
    return Complaint(text, facts, is_json)


def classify(status: int, body: str, tag: str = "") -> BackendError:
    """The error for a response. `status` is 200 (or -1) for an error line inside a stream; `tag` is the model asked."""
    complaint = unwrap(body)
    text = complaint.text
    detail = text[:_MAX_DETAIL_CHARS]
    if 300 <= status < 400:
        return NotOllama(f"HTTP {status}")
    if status in (404, 405) and not _speaks_json(complaint):
        return NotOllama(detail)
    for pattern, make in _RULES:
        if found := re.search(pattern, text, re.IGNORECASE):
            return make(detail, found, complaint, tag)
    if status in (401, 403):
        return AccessDenied(detail)
    if status in (429, 503):
        return Busy(detail)
    return ServerFault(detail, status=max(status, 0))


def _speaks_json(complaint: Complaint) -> bool:
    # The library takes the outermost layer off, so the words themselves count as well.
    return complaint.is_json or ("not found" in complaint.text and "model" in complaint.text)


_Make = Callable[[str, "re.Match[str]", Complaint, str], BackendError]


def _plain(kind: type[BackendError]) -> _Make:
    return lambda detail, _found, _complaint, _tag: kind(detail)


def _too_long(detail: str, found: re.Match[str], complaint: Complaint, _tag: str) -> BackendError:
    said = re.search(r"request \((\d+) tokens\) exceeds the available context size \((\d+) tokens\)", complaint.text)
    numbers = [_count(complaint.facts.get("n_prompt_tokens")), _count(complaint.facts.get("n_ctx"))]
    if said and not all(numbers):
        numbers = [int(number) for number in said.groups()]
    if not all(numbers):
        numbers = _of_others(complaint.text)
    return ContextTooLong(detail, prompt_tokens=numbers[0], context_tokens=numbers[1])


def _of_others(text: str) -> list[int]:
    """Asked and possible tokens as vLLM and SGLang tell them; zeros where they do not."""
    asked = re.search(
        r"requested (?:a total of )?(\d+) tokens|(?:has|contains at least) (\d+) input tokens"
        r"|(?:input|prompt) \((?:length )?(\d+)",
        text,
    )
    possible = re.search(r"(?:length (?:is|of)|context length \()\s*(\d+)", text)
    return [int(next(filter(None, asked.groups()))), int(possible.group(1))] if asked and possible else [0, 0]


def _no_memory(detail: str, _found: re.Match[str], complaint: Complaint, _tag: str) -> BackendError:
    words = complaint.text
    needed = re.search(r"requires more system memory \(([^)]*)\)|attempted to allocate ([^)]*)\)", words)
    free = re.search(r"than is available \(([^)]*)\)", words)
    return OutOfMemory(
        detail,
        needed_bytes=_size(needed.group(1) or needed.group(2)) if needed else 0,
        free_bytes=_size(free.group(1)) if free else 0,
    )


def _missing(detail: str, found: re.Match[str], _complaint: Complaint, tag: str) -> BackendError:
    return ModelMissing(detail, tag=tag or next(filter(None, found.groups())))


def _unsupported(detail: str, found: re.Match[str], _complaint: Complaint, _tag: str) -> BackendError:
    return Unsupported(detail, capability=found.group(1).lower())


def _cannot(capability: str) -> _Make:
    return lambda detail, _found, _complaint, _tag: Unsupported(detail, capability=capability)


_RULES: tuple[tuple[str, _Make], ...] = (
    (
        r"exceeds the available context|input length exceeds the context length"
        r"|prompt is longer than the context length"
        r"|maximum context length|longer than the (?:model's context|maximum model) length",  # vLLM, SGLang
        _too_long,
    ),
    (r"token repeat limit", _plain(Repeating)),
    (
        r"insufficient memory|failed to allocate|out of memory|requires more system memory|cudaMalloc failed"
        r"|unable to allocate|not enough memory",
        _no_memory,
    ),
    (r"maximum pending requests exceeded|server busy", _plain(Busy)),
    (r"timed out waiting for (?:llama-server|llama runner|server) to", _plain(LoadTimeout)),
    (r"(?:requires a newer|not supported by your) version of ollama", _plain(TooOld)),
    # Before the rules for a runner that ended: the reason that follows "has terminated" says more.
    (
        r"unknown model architecture|error loading model|unable to load model|failed to load model|model failed to load"
        r"|unable to generate parser|template error|read GGUF metadata|unsupported file type|unsupported tensor"
        r"|invalid file magic|invalid GGUF|digest mismatch",
        _plain(ModelBroken),
    ),
    (
        r"llama-server binary not found|error starting llama-server|exit status 127\b|exit status 0xc0000"
        r"|terminated: OK|terminated: signal: (?:segmentation fault|illegal instruction|bus error)",
        _plain(EngineDamaged),
    ),
    (
        r"unexpectedly stopped|encountered while running the model|has terminated|no longer running"
        r"|forcibly closed|connection refused",
        _plain(RunnerGone),
    ),
    (r"does not support (thinking|tools|vision|insert|chat|generate|embeddings)", _unsupported),
    (r"multimodal data provided", _cannot("vision")),
    (r"invalid think value|think must be a boolean", _cannot("thinking")),
    (r"""model ["'](.+?)["'] not found|model [`'"](.+?)[`'"] does not exist""", _missing),
    (r"invalid api key|unauthorized", _plain(AccessDenied)),
)
"""Pattern and error, first match wins."""


@contextmanager
def translated(tag: str = "") -> Iterator[None]:
    """Turn what the client, the network and the parser raise into `BackendError`. Cancellation passes through."""
    import httpx

    try:
        yield
    except BackendError:
        raise
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise Unreachable(_words(error)) from error
    except httpx.TimeoutException as error:
        raise Stalled(_words(error)) from error
    except httpx.RemoteProtocolError as error:
        # Bytes came that are not HTTP, or none at all.
        kind = Unreachable if "disconnected" in str(error) else BadAnswer
        raise kind(_words(error)) from error
    except (httpx.NetworkError, httpx.ProxyError) as error:
        raise Unreachable(_words(error)) from error
    except (httpx.HTTPError, httpx.StreamError, RecursionError, ValueError, TypeError, KeyError) as error:
        # ValueError covers JSON, Unicode and pydantic; TypeError is the library unpacking an array.
        raise BadAnswer(_words(error)) from error
    except OSError as error:
        raise Unreachable(_words(error)) from error
    except Exception as error:
        if (status := getattr(error, "status_code", None)) is None:
            raise
        # ollama.ResponseError, known by its shape: naming it would import the library.
        raise classify(int(status), str(getattr(error, "error", "")), tag) from error


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:_MAX_DETAIL_CHARS]


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _size(text: str) -> int:
    """`24414.06 MB` in bytes; 0 when it is no size."""
    found = re.match(r"([\d.]+)\s*([KMG]?I?B)", text.strip(), re.IGNORECASE)
    try:
        return int(float(found.group(1)) * _UNITS[found.group(2).upper()]) if found else 0
    except ValueError:
        return 0
