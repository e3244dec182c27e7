"""Models: what the library costs, to think of, to open, and while one is on its way."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from app.composition.compose import Baleen
from app.domain.fit import ModelFacts, recommended, verdict
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.domain.models import InstalledModel, ModelUsage
from app.files.catalogue import CatalogueFile
from app.presenters.model_list_model import ModelListModel
from app.ui.settings.models_page import ModelsPage
from app.ui.wiring.baleen_window import BaleenWindow
from tests.benchmarks.figures import Figure, main
from tests.benchmarks.paced_server import PULL_RATE, paced_server
from tests.benchmarks.whole_program import Cost, FirstPaint, with_program

GIB = 2**30
CATALOGUE = Path(__file__).parents[2] / "resources" / "catalogue" / "models.toml"
_ROUNDS = 200
FRAME_MS = 1000 / 60
SETTLE_S = 3.0
DOWNLOAD_S = 8.0


def verdict_ms() -> float:
    """The best time for a verdict on every model of the catalogue, and the recommendation, with two cards."""
    models = CatalogueFile(CATALOGUE)()
    cards = (GraphicsCard("a", Vendor.NVIDIA, 24 * GIB), GraphicsCard("b", Vendor.AMD, 12 * GIB))
    hardware = Hardware("p", 8, 64 * GIB, 32 * GIB, cards, 40e9)
    best = float("inf")
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        found = [(model, verdict(ModelFacts.of(model), hardware, 10**12, 8192)) for model in models]
        recommended(found)
        best = min(best, time.perf_counter() - began)
    return best * 1000


def measure() -> Iterator[Figure]:
    with paced_server() as url:
        yield from with_program(url, _figures)
    yield Figure("models: verdict on the whole catalogue", verdict_ms(), "ms", goal=1.0)


async def _figures(baleen: Baleen) -> list[Figure]:
    return [*await _opening(baleen.window), *await _downloading(baleen)]


async def _opening(window: BaleenWindow) -> list[Figure]:
    few = min([await _open_s(window, 3) for _ in range(3)], key=lambda cost: cost.main_thread)
    many = min([await _open_s(window, 200) for _ in range(3)], key=lambda cost: cost.main_thread)
    return [
        Figure("models: the library opens with 3 models", few.main_thread * 1000, "ms of the main thread"),
        Figure("models: the library opens with 200 models, by the clock", many.wall * 1000, "ms"),
        Figure(
            "models: the library opens with 200 models", many.main_thread * 1000, "ms of the main thread", 6 * FRAME_MS
        ),
    ]


async def _open_s(window: BaleenWindow, count: int) -> Cost:
    """From nothing to the first paint of the page."""
    models = [InstalledModel(f"deepseek-r1:{n}b", n * 1_000_000_000, f"{n:064}") for n in range(1, count + 1)]
    shown = ModelListModel(lambda model, _: model.tag)
    shown.set_models(models, models[0].tag)
    start = Cost.now()
    page = ModelsPage(shown)
    page.set_facts(lambda _: (None, ModelUsage(), ""), 10**12)
    area = QScrollArea(window)
    area.setWindowFlag(Qt.WindowType.Window)
    area.setWidgetResizable(True)
    area.setWidget(page)
    area.resize(760, 720)
    painted = FirstPaint(page)
    painted.expect()
    area.show()
    while not painted.at:
        await asyncio.sleep(0)
    cost = Cost.now().since(start)
    area.hide()
    area.deleteLater()
    await asyncio.sleep(0.1)
    return cost


async def _downloading(baleen: Baleen) -> list[Figure]:
    """The server tells a hundred times a second how far it is; the window shows it."""
    await asyncio.sleep(SETTLE_S)
    idle, _ = await _shares_while(DOWNLOAD_S)
    baleen.presenters.downloads.get("tiny-two:1b")
    while not (row := baleen.presenters.downloads.find("tiny-two:1b")) or not row.done_bytes:
        await asyncio.sleep(0.02)
    await asyncio.sleep(3)  # speed and time left are shown by then
    busy, main_thread = await _shares_while(DOWNLOAD_S)
    return [
        Figure("models: whole program, idle", idle, "% of a core"),
        Figure(f"models: progress of a download, {PULL_RATE} lines/s, main thread", main_thread, "% of a core"),
        Figure(f"models: progress of a download, {PULL_RATE} lines/s", busy - idle, "% of a core", goal=1.0),
    ]


async def _shares_while(seconds: float) -> tuple[float, float]:
    """Of all threads and of the main thread, in per cent of a core."""
    start = Cost.now()
    await asyncio.sleep(seconds)
    cost = Cost.now().since(start)
    return cost.process / cost.wall * 100, cost.main_thread / cost.wall * 100


if __name__ == "__main__":
    sys.exit(main(measure))
