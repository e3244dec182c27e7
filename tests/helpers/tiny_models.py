"""Real model files, a few megabytes each, that say what a test knows beforehand.

Made once a session in a temporary folder. Every function returns the same value for the same arguments.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import json
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.files.deepseek_body import deepseek_body
from app.files.script import Ending, Script
from app.files.scripted_model import Body, build_scripted_model
from app.services.tour import R1_STOP, R1_TEMPLATE
from tests.helpers.tiny_bodies import llama_body, qwen2_body, qwen3_body, without

ARCHITECTURES = {"qwen2": qwen2_body, "llama": llama_body, "qwen3": qwen3_body, "deepseek2": deepseek_body}
THINKING = "The person greets me. I will answer in kind, and mention Zürich."
ANSWER = "Hello there, this is a test.\n\n- One *thing*\n- Two things: naïve café, 你好世界, 🐋🐳\n\nThe end!"


@dataclass(frozen=True)
class TinyModel:
    """A model file and what it recites. `pieces` are the answer's steps, one token each."""

    path: Path
    thinking: str
    answer: str
    pieces: tuple[str, ...]


@functools.cache
def recites(arch: str = "qwen2", thinking: str = THINKING, answer: str = ANSWER) -> TinyModel:
    """Says `thinking`, then `answer`, then stops."""
    return _make(f"recites-{arch}", Script.of_texts(thinking, answer), ARCHITECTURES[arch]())


R1_OWN_TEMPLATE = """\
{{ bos_token }}{% for message in messages %}
{%- if message['role'] == 'user' %}{{ '<｜User｜>' + message['content'] }}
{%- elif message['tool_calls'] is defined %}
{%- else %}{{ '<｜Assistant｜>' + message['content'].split('</think>')[-1] + '<｜end▁of▁sentence｜>' }}{% endif %}
{%- endfor %}{% if add_generation_prompt %}{{ '<｜Assistant｜><think>\\n' }}{% endif %}"""
"""Shaped as the template in the files of R1's distills; it can do more than the library's, so the server prefers it."""


@functools.cache
def recites_by_its_own_template() -> TinyModel:
    """As `recites`, from a file that brings a template, as those that people download do."""
    body = qwen2_body()
    body = replace(body, metadata=dict(body.metadata) | {"tokenizer.chat_template": R1_OWN_TEMPLATE})
    return _make("own-template", Script.of_texts(THINKING, ANSWER), body)


@functools.cache
def loops(arch: str = "qwen2") -> TinyModel:
    """Counts to 200 in words of its own, again and again, without end. No thinking."""
    answer = " ".join(f"n{number:03}" for number in range(1, 201))
    script = Script((), ("n001", *(f" n{number:03}" for number in range(2, 200)), " n200\n"), Ending.LOOP)
    return _make(f"loops-{arch}", script, ARCHITECTURES[arch](), answer=answer)


@functools.cache
def repeats(arch: str = "qwen2") -> TinyModel:
    """Says "Well" and then " again" for ever, until the server cuts it off."""
    return _make(f"repeats-{arch}", Script((), ("Well", " again"), Ending.REPEAT), ARCHITECTURES[arch]())


@functools.cache
def broken(arch: str = "qwen2") -> TinyModel:
    """Can be imported, but never loaded: a tensor is missing."""
    body = without(ARCHITECTURES[arch](), _VICTIMS.get(arch, "blk.1.ffn_up.weight"))
    return _make(f"broken-{arch}", Script.of_texts(THINKING, ANSWER), body)


@functools.cache
def slow(sentences: int = 200) -> TinyModel:
    """Thinks, then writes slowly and long: time for tests that stop, quit or kill in mid-answer."""
    answer = " ".join(f"Sentence {number} is slow{number}." for number in range(1, sentences + 1))
    return _make(f"slow-{sentences}", Script.of_texts(THINKING, answer), qwen3_body(blocks=SLOW_BLOCKS))


@functools.cache
def ponders(sentences: int = 200) -> TinyModel:
    """Thinks slowly and long: time for tests that want the answer now."""
    thinking = " ".join(f"Thought {number} is slow{number}." for number in range(1, sentences + 1))
    return _make(f"ponders-{sentences}", Script.of_texts(thinking, ANSWER), qwen3_body(blocks=SLOW_BLOCKS))


@functools.cache
def long(sections: int = 100) -> TinyModel:
    """A long answer with everything the screen can draw: headings, lists, tables, code, formulas, quotes."""
    answer = "\n\n".join(_section(number) for number in range(1, sections + 1))
    return _make(f"long-{sections}", Script.of_texts(THINKING, answer), qwen2_body())


def import_model(url: str, path: Path, tag: str, template: str = R1_TEMPLATE, stop: Sequence[str] = R1_STOP) -> None:
    """Make the model `tag` on the server at `url`. Raises: `urllib.error.HTTPError`."""
    raw = path.read_bytes()
    digest = f"sha256:{hashlib.sha256(raw).hexdigest()}"
    try:
        _request("HEAD", f"{url}/api/blobs/{digest}")
    except urllib.error.HTTPError as error:
        error.close()
        if error.code != 404:
            raise
        _request("POST", f"{url}/api/blobs/{digest}", raw)
    model = {
        "model": tag,
        "files": {path.name: digest},
        "template": template,
        "parameters": {"stop": list(stop), "num_thread": 1},
    }
    result = json.loads(_request("POST", f"{url}/api/create", json.dumps(model | {"stream": False}).encode()))
    assert result.get("status") == "success", result


SLOW_BLOCKS = 64
_VICTIMS = {"deepseek2": "blk.1.ffn_up_exps.weight"}


@functools.cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="baleen-tiny-models-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _make(name: str, script: Script, body: Body, answer: str | None = None) -> TinyModel:
    thinking, whole = "".join(script.thinking), "".join(script.answer)
    key = hashlib.sha256((thinking + whole).encode()).hexdigest()[:8]
    path = _folder() / f"{name}-{key}.gguf"
    build_scripted_model(path, script, body, name)
    return TinyModel(path, thinking, whole if answer is None else answer, script.answer)


def _section(n: int) -> str:
    return f"""\
## Section {n}

Paragraph {n} has **bold{n}**, *italic{n}*, `code{n}` and [a link{n}](https://example.org/{n}).

- item {n}a
- item {n}b with \\(x_{{{n}}}\\)

> Quote number {n}.

| Key {n} | Value {n} |
|---|---:|
| row{n} | {n * 1.5} |

```python
def function_{n}(x: int) -> int:
    return x + {n}
```

$$
\\sum_{{i=1}}^{{{n}}} i = {n * (n + 1) // 2}
$$"""


def _request(method: str, url: str, body: bytes | None = None) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(url, data=body, method=method)
    with opener.open(request, timeout=60) as response:
        raw: bytes = response.read()
    return raw
