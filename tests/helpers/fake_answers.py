"""What the scripted Ollama can say: answers as values, and one answer per kind of trouble."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

TEXT: Final = "Hello there, test!"
THINKING: Final = "I am thinking."


@dataclass(frozen=True)
class Pause:
    """Say nothing for a while."""

    seconds: float


@dataclass(frozen=True)
class Hang:
    """Say nothing any more and keep the connection."""


@dataclass(frozen=True)
class Reset:
    """Cut the connection in the middle."""


@dataclass(frozen=True)
class Loop:
    """Say the pieces again and again."""

    pieces: tuple[bytes, ...]
    pause_s: float = 0.0


Step = bytes | Pause | Hang | Reset | Loop


@dataclass(frozen=True)
class Answer:
    """A status and the steps of a body. Each piece of bytes is one chunk on the wire."""

    steps: tuple[Step, ...]
    status: int = 200
    content_type: str = "application/x-ndjson"
    headers: Mapping[str, str] = field(default_factory=dict)
    is_chunked: bool = True
    has_end: bool = True
    """False leaves out the mark that ends a chunked body."""

    @property
    def length(self) -> int:
        return sum(len(step) for step in self.steps if isinstance(step, bytes))


def line(text: str = "", thinking: str = "") -> bytes:
    """One piece of an answer, as the server writes it."""
    message = {"role": "assistant", "content": text} | ({"thinking": thinking} if thinking else {})
    chunk = {"model": "tiny:latest", "created_at": "2026-11-20T10:00:00.1Z", "message": message, "done": False}
    return json.dumps(chunk, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def raw_line(content: str) -> bytes:
    """One piece whose text is given in JSON's own spelling."""
    return b'{"message":{"role":"assistant","content":"' + content.encode() + b'"},"done":false}\n'


def done(reason: str = "stop", **values: object) -> bytes:
    """The line that ends an answer."""
    usage = {
        "total_duration": 500_000_000,
        "load_duration": 250_000_000,
        "prompt_eval_count": 5,
        "prompt_eval_cached_count": 1,
        "prompt_eval_duration": 20_000_000,
        "eval_count": 12,
        "eval_duration": 100_000_000,
    }
    chunk = {"model": "tiny:latest", "message": {"role": "assistant", "content": ""}, "done": True}
    return json.dumps(chunk | {"done_reason": reason} | usage | values).encode() + b"\n"


def said(text: str, thinking: str = "", pause_s: float = 0.0, piece: int = 4) -> Answer:
    """A good answer in pieces of a few characters."""
    steps: list[Step] = []
    for start in range(0, len(thinking), piece):
        steps += [line(thinking=thinking[start : start + piece]), *_pause(pause_s)]
    for start in range(0, len(text), piece):
        steps += [line(text[start : start + piece]), *_pause(pause_s)]
    return Answer((*steps, done()))


def endless(piece: str = "one two three ", pause_s: float = 0.005, thinking: str = "") -> Answer:
    """An answer that goes on until the other side hangs up."""
    first = (line(thinking=thinking),) if thinking else ()
    return Answer((*first, Loop((line(piece),), pause_s)))


def json_answer(value: object, status: int = 200) -> Answer:
    return Answer((json.dumps(value).encode(),), status=status, content_type="application/json", is_chunked=False)


def refused(status: int, text: str) -> Answer:
    """An error as the server reports it before the first piece."""
    return json_answer({"error": text}, status)


def _pause(seconds: float) -> tuple[Step, ...]:
    return (Pause(seconds),) if seconds else ()


def _one_answer(*steps: Step) -> Callable[[], Answer]:
    return lambda: Answer(steps)


def _bytewise() -> Answer:
    body = line(thinking="Größe 🐳?") + line("Größe 🐳!") + done()
    return Answer(tuple(bytes([byte]) for byte in body))


def _split_utf8() -> Answer:
    body = line("naïve 🐳 café 深度") + done()
    cut = body.index("🐳".encode())
    return Answer((body[: cut + 1], Pause(0.01), body[cut + 1 : cut + 3], Pause(0.01), body[cut + 3 :]))


_HTML = b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>"

SCENARIOS: Final[dict[str, Callable[[], Answer]]] = {
    "ok": lambda: said(TEXT, THINKING),
    "garbage": _one_answer(line("good "), b"\x00\xff}{ not json\n", b"<html>\n", line("text"), done()),
    "only_garbage": _one_answer(*[b"%d junk\n" % number for number in range(100)]),
    "split_utf8": _split_utf8,
    "bad_utf8": _one_answer(line("good ").replace(b"good", b"g\xff\xfed"), done()),
    "lone_surrogate": _one_answer(raw_line("a\\ud83d b"), done()),
    "split_surrogate": _one_answer(raw_line("a\\ud83d"), raw_line("\\udc33b"), done()),
    "nul": _one_answer(raw_line("a\\u0000b\\u001b[31mc"), done()),
    "truncated": _one_answer(line("half "), line("an answer")[:30]),
    "closed_mid_chunk": lambda: Answer((line("half "), Reset()), has_end=False),
    "no_done": _one_answer(line("half "), line("an answer")),
    "no_end": lambda: Answer((line("half "),), has_end=False),
    "error_line": _one_answer(
        line("half "), b'{"error":"an error was encountered while running the model: unexpected EOF"}\n'
    ),
    "repeats": _one_answer(*[line("no ")] * 101, b'{"error":"prediction aborted, token repeat limit reached"}\n'),
    "hang": _one_answer(line("half "), Hang()),
    "never": _one_answer(Hang()),
    "huge_line": _one_answer(line("good "), b'{"message":{"content":"', *[b"x" * 1_000_000] * 40, b'"}}\n', done()),
    "huge_answer": lambda: Answer((Loop((line("x" * 100_000),)),)),
    "u2028": _one_answer(line("a\u2028b\u2029c"), done()),
    "nel": _one_answer(line("a\u0085b"), done()),
    "null_msg": _one_answer(line("good "), b'{"message":null,"done":false}\n', line("text"), done()),
    "wrong_types": _one_answer(
        line("good "),
        b'{"message":{"content":5,"thinking":[]},"done":"yes"}\n',
        b'{"message":"text","done":false}\n',
        line("text"),
        done(eval_count="many", eval_duration=None, prompt_eval_count=True, load_duration=1e400),
    ),
    "array": _one_answer(line("good "), b"[1,2,3]\n", b"null\n", b'"text"\n', line("text"), done()),
    "deep": _one_answer(line("good "), b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", line("text"), done()),
    "bytewise": _bytewise,
    "think_tags": _one_answer(
        line("<th"), line("ink>\nI am"), line(" thinking.\n</thi"), line("nk>\n\n"), line(TEXT), done()
    ),
    "end_mark": _one_answer(line(TEXT), line("<｜end▁of"), line("▁sentence｜>"), done()),
    "empty": _one_answer(done()),
    "length": _one_answer(line(TEXT), done("length")),
    "401": lambda: refused(401, '{"error":{"code":401,"message":"Invalid API Key","type":"authentication_error"}}'),
    "404": lambda: refused(404, "model 'tiny:latest' not found"),
    "429": lambda: refused(429, "too many requests"),
    "500": lambda: refused(500, "something broke"),
    "503": lambda: refused(503, "server busy, please try again.  maximum pending requests exceeded"),
    "html502": lambda: Answer((_HTML,), status=502, content_type="text/html", is_chunked=False),
    "html200": lambda: Answer((_HTML,), content_type="text/html", is_chunked=False),
    "redirect": lambda: Answer((), status=307, headers={"Location": "http://127.0.0.1:9/api/chat"}, is_chunked=False),
}
"""Answers of `/api/chat` by the name of the trouble."""
