"""How long to wait and how much to take."""

from __future__ import annotations

from dataclasses import dataclass

MAX_LINE_BYTES = 32 << 20
MAX_ANSWER_BYTES = 64 << 20
MAX_BAD_LINES = 20
MAX_VERSION_BYTES = 64 << 10


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds. There is none for a whole answer: a slow computer may take as long as it needs."""

    connect_s: float = 5.0
    write_s: float = 30.0
    call_s: float = 60.0
    """A short question (list, show, unload). A server that searches for graphics cards is silent for 30 s."""
    stall_s: float = 60.0
    """Silence after which an answer counts as stalled."""
    prompt_tokens_per_s: float = 10.0
    """The slowest reading of a prompt that is still taken for work; it extends `stall_s` before the first byte."""
    queue_s: float = 300.0
    """How long a server for many people may let a question wait before the first word."""
    poll_s: float = 2.0
    """How often a silent server is asked whether the model is loaded."""
    unload_s: float = 30.0
    unload_poll_s: float = 0.05
    tail_s: float = 1.0
    """How long to wait for the end of the response after the last line, so that the connection can be used again."""
    frame_s: float = 0.05
    """Events are handed over at most once in this time: 20 times a second, of which a reader sees no single one."""
    progress_s: float = 0.05
    line_bytes: int = MAX_LINE_BYTES
    answer_bytes: int = MAX_ANSWER_BYTES
