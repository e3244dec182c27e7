"""Which messages fit into the model's memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from app.domain.chat import Message, MessageId, State
from app.domain.options import Turn

TURN_OVERHEAD_TOKENS = 8
"""Role marks around a message; R1's template uses 2, others up to 6."""
LATIN_CHARS_PER_TOKEN = 3.5
CJK_CHARS_PER_TOKEN = 1.5
"""Both from the design's ollama.md §2."""
_CJK_FROM = 0x2E80


@dataclass(frozen=True, slots=True)
class Fit:
    """The turns to send and how many of the oldest were left out."""

    turns: tuple[Turn, ...]
    left_out: int


def estimate_tokens(text: str) -> int:
    """Length of a text in tokens: an estimate, rounded up."""
    wide = 0 if text.isascii() else sum(ord(char) >= _CJK_FROM for char in text)
    return int((len(text) - wide) / LATIN_CHARS_PER_TOKEN + wide / CJK_CHARS_PER_TOKEN) + 1


def answer_room(context_tokens: int) -> int:
    """Tokens kept free for the answer: a quarter of the context, between 128 and 4,096."""
    return min(4096, max(128, context_tokens // 4))


def fit_turns(turns: Sequence[Turn], context_tokens: int, scale: float = 1.0) -> Fit:
    """Keep the newest turns that fit, always the last one, and start with one of the person's.

    `scale` corrects the estimate where the server has told the exact length (exact / estimated).
    The longest prompt a server takes is one token less than its context (design: ollama-034 §3).
    """
    budget = context_tokens - 1 - answer_room(context_tokens)
    kept: list[Turn] = []
    used = 0.0
    for turn in reversed(turns):
        used += (estimate_tokens(turn.text) + estimate_tokens(turn.thinking) + TURN_OVERHEAD_TOKENS) * scale
        if kept and used > budget:
            break
        kept.append(turn)
    kept.reverse()
    while len(kept) > 1 and kept[0].role != "user":
        kept.pop(0)
    return Fit(tuple(kept), len(turns) - len(kept))


TELLING_TOKENS = 100
"""A shorter prompt is mostly marks around few words."""
_LIKELY_SCALE = 4.0
"""Four times the estimate is beyond most languages."""
_LARGEST_SCALE = 12.0
"""Three tokens for each letter, as of a script that the model hardly knows."""


def measured_scale(path: Sequence[Message], model: str) -> float:
    """How the estimates for this chat must be corrected: exact / estimated length of what the model read last.

    1.0 where it has not told yet. A first answer is believed less: in a chat that goes on with another one, the server
    counted that one too.
    """
    for place in range(len(path) - 1, -1, -1):
        answer = path[place]
        usage = answer.usage
        if answer.model != model or usage is None or usage.prompt_tokens < TELLING_TOKENS:
            continue
        sent = [message for message in path[:place] if message.text.strip()][answer.left_out :]
        estimated = sum(estimate_tokens(message.text) + TURN_OVERHEAD_TOKENS for message in sent)
        scale = usage.prompt_tokens / estimated if estimated else 0.0
        is_first = len(sent) + answer.left_out <= 1
        if 1 / _LIKELY_SCALE <= scale <= (_LIKELY_SCALE if is_first else _LARGEST_SCALE):
            return scale
    return 1.0


LONG_FROM = 0.85
"""Of the room: from here on it is time to say that the chat gets long (design: ux §4)."""


COUNTED_FROM = 0.02
"""Of the room: a draft that is shorter does not make an exact figure an estimate."""


@dataclass(frozen=True, slots=True)
class Fullness:
    """How much of the model's memory a conversation takes."""

    used_tokens: int
    """What is sent with the next message, without that message."""
    room_tokens: int
    """What can be sent at most; beyond that the oldest messages are left out."""
    is_estimated: bool
    """Not all of it was measured by the server."""
    left_out: int
    """How many of the oldest messages the last answer went without."""
    draft_tokens: int = 0
    """The part of it that is written and not sent; 0 for a few words."""

    @property
    def is_too_much(self) -> bool:
        """Whether what is written is too long to be sent at all, even alone."""
        return self.draft_tokens > self.room_tokens

    @property
    def share(self) -> float:
        """1.0 is full."""
        return self.used_tokens / self.room_tokens

    @property
    def is_forgetting(self) -> bool:
        """Whether the model does not know the beginning any more."""
        return self.left_out > 0

    @property
    def is_long(self) -> bool:
        """Whether the model forgets the beginning soon, or has."""
        return self.is_forgetting or self.share >= LONG_FROM


def fullness(path: Sequence[Message], context_tokens: int) -> Fullness:
    """How full the memory is after the last message of a path.

    The server counts what it reads (`Usage.prompt_tokens`) and writes. Thinking is not sent again, so of an answer
    with thinking its share of the count is an estimate; so is all that was written after the last count.
    """
    used = 0
    is_estimated = False
    answer = _last_answer(path)
    left_out = answer.left_out if answer is not None else 0
    for message in reversed(path):
        usage = message.usage
        if usage is not None and usage.prompt_tokens:
            letters = len(message.text) + len(message.thinking)
            used += usage.prompt_tokens + round(usage.answer_tokens * len(message.text) / max(1, letters))
            is_estimated = is_estimated or bool(message.thinking)
            break
        if message.text.strip():
            used += estimate_tokens(message.text) + TURN_OVERHEAD_TOKENS
            is_estimated = True
    return Fullness(used, context_tokens - 1 - answer_room(context_tokens), is_estimated, left_out)


def with_draft(found: Fullness, text: str) -> Fullness:
    """The same with what is written and not sent, where that is more than a few words."""
    tokens = estimate_tokens(text) + TURN_OVERHEAD_TOKENS
    if tokens < COUNTED_FROM * found.room_tokens:
        return found
    return replace(found, used_tokens=found.used_tokens + tokens, is_estimated=True, draft_tokens=tokens)


def memory_start(path: Sequence[Message]) -> MessageId | None:
    """The first message of a path that the model knew when it answered last; None if it knew all of them.

    None also where what was left out belongs to the chat that this one goes on with.
    """
    answer = _last_answer(path)
    if answer is None or not answer.left_out:
        return None
    before = takewhile(lambda message: message.id != answer.id, path)
    kept = islice((message.id for message in before if message.text.strip()), answer.left_out, None)
    return next(kept, None)


def _last_answer(path: Sequence[Message]) -> Message | None:
    """Also one that is being written, as soon as it is known what it goes without."""

    def counts(message: Message) -> bool:
        return bool(message.text or (message.left_out and message.state is State.STREAMING))

    return next((message for message in reversed(path) if message.model and counts(message)), None)
