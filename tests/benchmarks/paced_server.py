"""A server that writes at a steady pace, in a process of its own: `python -m tests.benchmarks.paced_server`.

Prints its address. The last message says how to answer: "RATE COUNT", tokens per second and tokens. Any model can be
downloaded, which takes `PULL_S` and tells of it `PULL_RATE` times a second.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.helpers.fake_answers import Answer, Pause, Step, done, line
from tests.helpers.fake_ollama import FakeOllama, Request

FIRST_TOKEN_S = 0.05
PULL_RATE = 100
PULL_S = 20
_TICK_S = 0.01
"""Faster than this, several tokens are written at once; each is a chunk of its own all the same."""
_TEXT = """\
## A heading of the answer

The **second** word is bold, the sixth is `code`, and the rest of the paragraph is plain text that goes on for a while,
as paragraphs do when somebody explains something.

- one thing that matters
- another thing, with a [link](https://example.com)

```python
def double(value: int) -> int:
    return value * 2
```

| a | b |
|---|---|
| 1 | 2 |

"""


@contextmanager
def paced_server() -> Iterator[str]:
    """The address of a running one."""
    command = [sys.executable, "-m", "tests.benchmarks.paced_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def question(rate_per_s: int, tokens: int) -> str:
    """What to write to get such an answer."""
    return f"{rate_per_s} {tokens}"


def _answer(request: Request) -> Answer:
    rate, count = map(int, request.json["messages"][-1]["content"].split())
    at_once = max(1, round(rate * _TICK_S))
    words = itertools.cycle(_TEXT.replace(" ", " \0").split("\0"))
    steps: list[Step] = [Pause(FIRST_TOKEN_S)]
    for number, word in enumerate(itertools.islice(words, count), 1):
        steps.append(line(word))
        if number % at_once == 0:
            steps.append(Pause(at_once / rate))
    return Answer((*steps, done(eval_count=count)))


def _pull() -> Answer:
    digest, total = "sha256:" + "a" * 64, 1_000_000 * PULL_RATE * PULL_S
    steps: list[Step] = []
    for number in range(1, PULL_RATE * PULL_S + 1):
        row = {"status": "pulling aaaa", "digest": digest, "total": total, "completed": number * 1_000_000}
        steps += [json.dumps(row).encode() + b"\n", Pause(1 / PULL_RATE)]
    return Answer((*steps, b'{"status": "success"}\n'))


if __name__ == "__main__":
    with FakeOllama(keeps_alive=True) as server:
        server.answer = _answer
        server.answers["POST /api/pull"] = _pull()
        print(server.url, flush=True)
        sys.stdin.read()
