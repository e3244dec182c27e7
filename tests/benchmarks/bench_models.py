"""Models: what the library costs."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from app.domain.fit import ModelFacts, recommended, verdict
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.files.catalogue import CatalogueFile
from tests.benchmarks.figures import Figure, main

GIB = 2**30
CATALOGUE = Path(__file__).parents[2] / "resources" / "catalogue" / "models.toml"
_ROUNDS = 200


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
    yield Figure("models: verdict on the whole catalogue", verdict_ms(), "ms", goal=1.0)


if __name__ == "__main__":
    sys.exit(main(measure))
