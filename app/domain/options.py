"""What is sent along with every request to a model."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.chat import Role

CONTEXT_STEP = 256
"""The runner rounds a context up to a multiple of this (design: ollama-034 §3)."""
DEFAULT_CONTEXT_TOKENS = 8192
BATCH_TOKENS = 512
"""Sent explicitly: it is also the grain of a cancel while a long prompt is read (design: ollama-034 §4)."""


@dataclass(frozen=True, slots=True)
class GenerationOptions:
    """The same set must go with the preload, the chat and a retry, else the model loads twice."""

    context_tokens: int = DEFAULT_CONTEXT_TOKENS
    keep_alive: str = "5m"
    temperature: float = 0.6
    """DeepSeek's own advice for R1, with top_p 0.95 (model card of DeepSeek-R1)."""
    top_p: float = 0.95
    gpu_layers: int | None = None
    """None lets the server decide; 0 is the processor only."""
    threads: int = 0
    """Of the processor; 0 lets the server decide."""
    stop: tuple[str, ...] = ()


def context_tokens_for(wanted: int, trained: int | None) -> int:
    """The context to ask for: not above what the model was trained for, a multiple of 256, at least 256."""
    limit = min(wanted, trained) if trained else wanted
    return max(CONTEXT_STEP, limit // CONTEXT_STEP * CONTEXT_STEP)


@dataclass(frozen=True, slots=True)
class Turn:
    """One message as the model gets it. Thinking is sent only with a last answer that is to be continued."""

    role: Role
    text: str
    thinking: str = ""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """Everything the server needs for one answer."""

    model: str
    turns: tuple[Turn, ...]
    think: bool | None = None
    """None for a model that cannot think: the field must then be false, never absent (design: ollama §1.3)."""
    options: GenerationOptions = field(default_factory=GenerationOptions)
    load_anyway: bool = False
    """The person wants it although it does not fit. Not sent."""
    uses_jinja: bool = False
    """The chat is rendered by the file's own template: such an answer is continued in another way (`llm.wire`)."""


class KeepAlive(StrEnum):
    """How long a model stays in memory after an answer."""

    FIVE_MINUTES = "5m"
    ONE_HOUR = "1h"
    FOREVER = "-1"
    NOT_AT_ALL = "0"
