"""The chat as a server in OpenAI's manner wants it, and its chunks as events. Pure.

Fields beyond OpenAI's own are those that vLLM, SGLang and llama.cpp share.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.domain.chat import Role
from app.domain.errors import BadAnswer
from app.domain.models import InstalledModel, ModelDetails
from app.domain.options import ChatRequest
from app.domain.stream import StreamEvent
from app.llm.wire import AnswerParser, count, messages

_THINKS_AT_WILL = re.compile(r"deepseek\b.*\bv(3\.[1-9]|[4-9])", re.IGNORECASE)
"""Models whose template thinks or not, as `thinking` says (model card of DeepSeek-V3.1). No list of models tells it."""
_NO_REASONS = ("", "null")
"""How some gateways write that an answer goes on, with each of its chunks."""
_BREAKS = ("abort", "cancelled", "content_filter", "error")
"""Reasons of a server that stopped its model in the middle (OpenAI, SGLang, gateways)."""
_NANOSECONDS_PER_S = 1_000_000_000
_NANOSECONDS_PER_MS = 1_000_000


def base_url(url: str) -> str:
    """The address before `/v1`, which people write with it and without."""
    return url.rstrip("/").removesuffix("/v1").rstrip("/")


def chat_body(request: ChatRequest) -> dict[str, Any]:
    """The body of `/v1/chat/completions`. How long the answer may be and what fits is the server's to know."""
    body: dict[str, Any] = {
        "model": request.model,
        "messages": messages(request),
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": request.options.temperature,
        "top_p": request.options.top_p,
    }
    if request.options.stop:
        body["stop"] = list(request.options.stop)
    if request.think is not None:
        body["chat_template_kwargs"] = {"thinking": request.think}
    if request.turns and request.turns[-1].role is Role.ASSISTANT:
        body |= {"continue_final_message": True, "add_generation_prompt": False}
    return body


def listed_models(answer: object) -> tuple[tuple[InstalledModel, ModelDetails], ...]:
    """The answer of `/v1/models`, in the server's order, each model once.

    The context is the one that the server was started with, where it says so: `max_model_len` (vLLM, SGLang),
    `meta.n_ctx` (llama.cpp). Raises: `BadAnswer` when it is no list of models.
    """
    rows = answer.get("data") if isinstance(answer, Mapping) else None
    if not isinstance(rows, list):
        raise BadAnswer("no list of models")
    found: dict[str, tuple[InstalledModel, ModelDetails]] = {}
    for row in rows:
        name = row.get("id") if isinstance(row, Mapping) else None
        if isinstance(name, str) and name.strip():
            found.setdefault(name, _model(name, row))
    return tuple(found.values())


def _model(name: str, row: Mapping[str, Any]) -> tuple[InstalledModel, ModelDetails]:
    meta = row.get("meta")
    meta = meta if isinstance(meta, Mapping) else {}
    context = count(row.get("max_model_len")) or count(meta.get("n_ctx"))
    details = ModelDetails(
        capabilities=frozenset({"completion", "thinking"} if _THINKS_AT_WILL.search(name) else {"completion"}),
        context_tokens=context or None,
        uses_jinja=True,
        has_own_context=context > 0,
    )
    return InstalledModel(name, size_bytes=count(meta.get("size")), digest=f"{name} {context}"), details


class ChunkParser:
    """The server's chunks, one after the other, as events. Chunks that make no sense give none."""

    def __init__(self, request: ChatRequest, clock: Callable[[], float] = time.monotonic) -> None:
        self._parser = AnswerParser(request)
        self._clock = clock
        self._began_at = 0.0
        self._ended_at = 0.0
        self._reason: str | None = None
        self.is_broken = False
        """The server has stopped the model in the middle."""
        self._usage: Mapping[str, Any] = {}
        self._timings: Mapping[str, Any] = {}

    @property
    def is_complete(self) -> bool:
        """The model has stopped by itself or at its limit, in the server's own words."""
        return self._reason is not None

    def events(self, chunk: Mapping[str, Any]) -> Iterator[StreamEvent]:
        """The events that a chunk makes certain."""
        self._usage = _mapping(chunk.get("usage")) or self._usage
        self._timings = _mapping(chunk.get("timings")) or self._timings
        choice = _first(chunk.get("choices"))
        # Servers that do not stream send the whole `message` at once.
        delta = _mapping(choice.get("delta")) or _mapping(choice.get("message"))
        thinking = _words(delta.get("reasoning_content")) or _words(delta.get("reasoning"))  # vLLM renamed it
        content = _words(delta.get("content"))
        if thinking or content:
            self._began_at = self._began_at or self._clock()
            self._ended_at = self._clock()
            yield from self._parser.events({"message": {"content": content, "thinking": thinking}})
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason in _BREAKS:
            self.is_broken = True
        elif isinstance(reason, str) and reason not in _NO_REASONS:
            self._reason = reason

    def done(self) -> Iterator[StreamEvent]:
        """The last events of an answer that is complete."""
        yield from self._parser.events({"done": True, "done_reason": self._reason or "stop"} | self._costs())

    def finish(self) -> Iterator[StreamEvent]:
        """What was held back, where the answer ended without a last chunk."""
        yield from self._parser.finish()

    def _costs(self) -> dict[str, int]:
        """As Ollama names them. Times are llama.cpp's; others tell none: how long the answer took is measured here."""
        took = _nanoseconds(self._timings.get("predicted_ms")) or round(
            (self._ended_at - self._began_at) * _NANOSECONDS_PER_S
        )
        return {
            "prompt_eval_count": count(self._usage.get("prompt_tokens")),
            "eval_count": count(self._usage.get("completion_tokens")),
            "eval_duration": took,
            "prompt_eval_duration": _nanoseconds(self._timings.get("prompt_ms")),
            "prompt_eval_cached_count": count(_mapping(self._usage.get("prompt_tokens_details")).get("cached_tokens")),
        }


def _first(value: object) -> Mapping[str, Any]:
    return _mapping(value[0]) if isinstance(value, list) and value else {}


def _words(value: object) -> str:
    """A text, or the texts among the parts that gateways make of one (`[{"type": "text", "text": …}]`)."""
    if isinstance(value, list):
        value = "".join(text for part in value if isinstance(text := _mapping(part).get("text"), str))
    return value if isinstance(value, str) else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _nanoseconds(milliseconds: object) -> int:
    is_number = isinstance(milliseconds, int | float) and 0 < milliseconds < 1e12
    return round(milliseconds * _NANOSECONDS_PER_MS) if is_number else 0  # type: ignore[operator]
