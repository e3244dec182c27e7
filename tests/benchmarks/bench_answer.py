"""An answer through the whole program, to the screen and the disk, against the same request by plain HTTP."""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from collections.abc import Iterator
from statistics import median

from app.composition.compose import Baleen
from tests.benchmarks.figures import Figure, main
from tests.benchmarks.paced_server import paced_server, question
from tests.benchmarks.whole_program import Answered, ask, with_program

ROUNDS = 5
PACE, TOKENS = 100, 200
FAST, FAST_TOKENS = 1_000, 5_000


def measure() -> Iterator[Figure]:
    with paced_server() as url:
        yield from with_program(url, lambda baleen: _figures(baleen, url))


async def _figures(baleen: Baleen, url: str) -> list[Figure]:
    text = question(PACE, TOKENS)
    await ask(baleen, text)  # warms: fonts, statements of the database, connections
    rounds = [(await ask(baleen, text), _plain(url, text)) for _ in range(ROUNDS)]
    first, first_floor = median(a.first_s for a, _ in rounds), median(first for _, (first, _) in rounds)
    total, total_floor = median(a.cost.wall for a, _ in rounds), median(total for _, (_, total) in rounds)
    fast = await ask(baleen, question(FAST, FAST_TOKENS))
    return [
        Figure("first token on the screen : by plain HTTP", first / first_floor, "×"),
        Figure("first token on the screen, later than by plain HTTP", (first - first_floor) * 1000, "ms", 50),
        Figure(f"{TOKENS} tokens at {PACE}/s : by plain HTTP", total / total_floor, "×", 1.05),
        *_cost(fast, FAST_TOKENS),
        *[
            figure
            for pace, goal in ((200, 12), (50, 6))
            for figure in _steady(await ask(baleen, question(pace, pace * 8)), pace, goal)
        ],
    ]


def _cost(fast: Answered, tokens: int) -> Iterator[Figure]:
    per_token_s = fast.cost.main_thread / tokens
    yield Figure(f"tokens per second, asked for {FAST:,}", tokens / fast.cost.wall, "/s")
    yield Figure(f"main thread per token at {FAST:,}/s", per_token_s * 1e6, "µs", 250)
    yield Figure(f"main thread at {FAST:,} tokens/s", per_token_s * FAST * 100, "% of a core", 25)
    yield Figure(f"whole program at {FAST:,} tokens/s", fast.cost.process / tokens * FAST * 100, "% of a core")


def _steady(answer: Answered, pace: int, goal: float) -> Iterator[Figure]:
    share = answer.cost.process / answer.cost.wall * 100
    yield Figure(f"whole program at {pace} tokens/s", share, "% of a core", goal)


def _plain(url: str, text: str) -> tuple[float, float]:
    """Seconds to the first line of the answer and to its end, with nothing between the socket and the clock."""
    body = {"model": "tiny:latest", "messages": [{"role": "user", "content": text}]}
    request = urllib.request.Request(f"{url}/api/chat", json.dumps(body).encode())
    start = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        answer.readline()
        first = time.perf_counter() - start
        while answer.readline():
            pass
    return first, time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main(measure))
