"""What the program costs while nobody does anything: window open, composer in focus, server ready."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

from app.composition.compose import Baleen, Config, compose
from app.domain.engine import EngineState, Phase
from app.store.places import places
from app.ui.chat.resting_cursor import REST_AFTER_MS
from app.ui.wiring.baleen_window import BaleenWindow
from tests.benchmarks.figures import Figure, main
from tests.benchmarks.paced_server import paced_server
from tests.benchmarks.whole_program import Cost, with_window

SETTLE_S = REST_AFTER_MS / 1_000 + 2
"""The cursor of the composer has stopped blinking by then."""
IDLE_S = 15.0


def measure() -> Iterator[Figure]:
    with paced_server() as url:
        yield from with_window(lambda window, profile: _figures(window, profile, url))


async def _figures(window: BaleenWindow, profile: Path, url: str) -> list[Figure]:
    window.activateWindow()
    window.composer.setFocus()
    view = await _idle()
    async with compose(Config(places(profile), url), window) as baleen:
        await _ready(baleen)
        whole = await _idle()
        baleen.models.follow(EngineState(Phase.STOPPED))
        still = await _idle()
    return [
        Figure("idle: the window alone", _share(view.process, view), "% of a core", 0.1),
        Figure("idle: the whole program", _share(whole.process, whole), "% of a core"),
        Figure("idle: the whole program, main thread", _share(whole.main_thread, whole), "% of a core"),
        Figure("idle: the whole program, not asking for models", _share(still.process, still), "% of a core"),
    ]


async def _ready(baleen: Baleen) -> None:
    while not baleen.presenters.models.current:
        await asyncio.sleep(0.02)


async def _idle() -> Cost:
    await asyncio.sleep(SETTLE_S)
    start = Cost.now()
    await asyncio.sleep(IDLE_S)
    return Cost.now().since(start)


def _share(seconds: float, cost: Cost) -> float:
    return seconds / cost.wall * 100


if __name__ == "__main__":
    sys.exit(main(measure))
