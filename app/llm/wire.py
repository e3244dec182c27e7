"""The chat as the server wants it, and the server's pieces as events. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
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
        "messages": messages(request),
        "stream": True,
        # Absent would switch thinking on wherever the model can (design: ollama §1.3).
        "think": bool(request.think),
        "truncate": False,
        "shift": False,
        "keep_alive": keep_alive(request.options.keep_alive),
        "options": _options(request.options),
    }


def messages(request: ChatRequest) -> list[dict[str, str]]:
    """The conversation; an answer that is to be continued comes last."""
    return [*map(_message, request.turns[:-1]), *map(_last_message(request), request.turns[-1:])]


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


def _last_message(request: ChatRequest) -> Callable[[Turn], dict[str, str]]:
    return _message_with_tags if request.uses_jinja else _message


def _message_with_tags(turn: Turn) -> dict[str, str]:
    """Where the file's own template renders the chat, the server drops the field `thinking`, and takes an answer
    without text for a complete one (measured, 0.34.4): the thoughts go into the text.
    """
    text = clean_text(turn.text)
    if turn.thinking:
        text = f"<think>\n{clean_text(turn.thinking)}\n</think>\n\n{text}"
    return {"role": turn.role.value, "content": text}


def _options(options: GenerationOptions) -> dict[str, Any]:
    sent: dict[str, Any] = {
        "num_ctx": context_tokens_for(options.context_tokens, None),
        "num_batch": BATCH_TOKENS,
        "temperature": options.temperature,
        "top_p": options.top_p,
    }
    if options.gpu_layers is not None:
        sent["num_gpu"] = options.gpu_layers
    if options.threads:
        sent["num_thread"] = options.threads
    if options.stop:
        sent["stop"] = list(options.stop)
    return sent


class AnswerParser:
    """The server's objects, one after the other, as events. Objects that make no sense give none."""

    def __init__(self, request: ChatRequest) -> None:
        last = request.turns[-1] if request.turns and request.turns[-1].role is Role.ASSISTANT else None
        self._splitter = AnswerSplitter(
            continues_thinking=bool(last and last.thinking and not last.text),
            continues_text=bool(last and last.text),
        )
        self._echo = _message_with_tags(last)["content"] if last and request.uses_jinja else ""
        """What the server says again before it goes on: there it repeats the answer that it continues."""
        self._heard = ""

    def events(self, piece: Mapping[str, Any]) -> Iterator[StreamEvent]:
        """The events that a piece makes certain; `StreamDone` is the last one of an answer."""
        message = piece.get("message")
        if isinstance(message, Mapping):
            content = self._without_echo(_string(message.get("content")))
            yield from self._splitter.feed(content, _string(message.get("thinking")))
        if piece.get("done") is True:
            yield from self._splitter.finish()
            yield StreamDone(_reason(piece.get("done_reason")), _usage(piece))

    def _without_echo(self, content: str) -> str:
        if not self._echo:
            return content
        self._heard += content
        if self._echo.startswith(self._heard) and self._heard != self._echo:
            return ""
        self._echo, echo = "", self._echo
        return self._heard.removeprefix(echo)

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
