"""The chat as the server wants it, and the server's pieces as events. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.chat import Role
from app.domain.context import TURN_OVERHEAD_TOKENS, estimate_tokens
from app.domain.options import BATCH_TOKENS, ChatRequest, GenerationOptions, Turn, context_tokens_for
from app.domain.stream import DoneReason, StreamDone, StreamEvent, Usage
from app.domain.text import clean_text
from app.llm.splitter import AnswerSplitter


def chat_body(request: ChatRequest) -> dict[str, Any]:
    """The body of `/api/chat`. Everything that has a default on the server is said, so that none can change under us.

    The server must neither cut the prompt (`truncate`) nor forget its beginning while it answers (`shift`).
    """
    return {
        "model": request.model,
        "messages": [_message(turn) for turn in request.turns],
        "stream": True,
        # Absent would switch thinking on wherever the model can (design: ollama §1.3).
        "think": bool(request.think),
        "truncate": False,
        "shift": False,
        "keep_alive": keep_alive(request.options.keep_alive),
        "options": _options(request.options),
    }


def keep_alive(value: str) -> str | int | float:
    """`"5m"` as it is; `"-1"` and `"0"` as numbers, which the server does not take as text."""
    try:
        number = float(value)
    except ValueError:
        return value
    if not math.isfinite(number):
        return value
    return int(number) if number.is_integer() else number


def prompt_tokens(request: ChatRequest) -> int:
    """Length of the whole request: an estimate."""
    return sum(
        estimate_tokens(turn.text) + estimate_tokens(turn.thinking) + TURN_OVERHEAD_TOKENS for turn in request.turns
    )


def _message(turn: Turn) -> dict[str, str]:
    message = {"role": turn.role.value, "content": clean_text(turn.text)}
    return message | {"thinking": clean_text(turn.thinking)} if turn.thinking else message


def _options(options: GenerationOptions) -> dict[str, Any]:
    sent: dict[str, Any] = {
        "num_ctx": context_tokens_for(options.context_tokens, None),
        "num_batch": BATCH_TOKENS,
        "temperature": options.temperature,
        "top_p": options.top_p,
    }
    if options.gpu_layers is not None:
        sent["num_gpu"] = options.gpu_layers
    if options.stop:
        sent["stop"] = list(options.stop)
    return sent


class AnswerParser:
    """The server's objects, one after the other, as events. Objects that make no sense give none."""

    def __init__(self, request: ChatRequest) -> None:
        last = request.turns[-1] if request.turns else None
        self._splitter = AnswerSplitter(
            continues_thinking=bool(last and last.role is Role.ASSISTANT and last.thinking and not last.text),
            continues_text=bool(last and last.role is Role.ASSISTANT and last.text),
        )

    def events(self, piece: Mapping[str, Any]) -> Iterator[StreamEvent]:
        """The events that a piece makes certain; `StreamDone` is the last one of an answer."""
        message = piece.get("message")
        if isinstance(message, Mapping):
            yield from self._splitter.feed(_string(message.get("content")), _string(message.get("thinking")))
        if piece.get("done") is True:
            yield from self._splitter.finish()
            yield StreamDone(_reason(piece.get("done_reason")), _usage(piece))

    def finish(self) -> Iterator[StreamEvent]:
        """What was held back, where the answer ended without a last piece."""
        yield from self._splitter.finish()


def _reason(value: object) -> DoneReason:
    return DoneReason(value) if value in ("stop", "length") else DoneReason.OTHER


def _usage(piece: Mapping[str, Any]) -> Usage:
    return Usage(
        prompt_tokens=count(piece.get("prompt_eval_count")),
        answer_tokens=count(piece.get("eval_count")),
        answer_s=_seconds(piece.get("eval_duration")),
        load_s=_seconds(piece.get("load_duration")),
        prompt_s=_seconds(piece.get("prompt_eval_duration")),
        cached_tokens=count(piece.get("prompt_eval_cached_count")),
    )


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def count(value: object) -> int:
    """A number of things; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 62 else 0


def _seconds(nanoseconds: object) -> float:
    return count(nanoseconds) / 1e9
