"""What a benchmark gives, and how it is told: one table, and JSON for machines."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; it is good if it is not above its goal. Without a goal it explains another figure."""

    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def ok(self) -> bool:
        return self.goal is None or self.value <= self.goal


@dataclass(frozen=True, slots=True)
class Paired:
    """Medians of a probe and of its floor, measured in turns so that both meet the same weather."""

    probe: float
    floor: float

    @property
    def ratio(self) -> float:
        return self.probe / self.floor


def interleaved(
    probe: Callable[[], Sequence[float]], floor: Callable[[], Sequence[float]], rounds: int
) -> list[Paired]:
    """Run both in turns; one pair for each number that they return. A first turn warms caches and does not count."""
    probe(), floor()
    pairs = [(probe(), floor()) for _ in range(rounds)]
    probes, floors = zip(*(values for values, _ in pairs), strict=True), zip(*(v for _, v in pairs), strict=True)
    return [Paired(statistics.median(p), statistics.median(f)) for p, f in zip(probes, floors, strict=True)]


def table(figures: Iterable[Figure]) -> str:
    """Name, value, goal; what missed its goal says so."""
    rows = [
        (
            figure.name,
            f"{_number(figure.value)} {figure.unit}".rstrip(),
            "" if figure.goal is None else f"≤ {_number(figure.goal)}",
            "" if figure.goal is None else "ok" if figure.ok else "MISSED",
        )
        for figure in figures
    ]
    rows.insert(0, ("figure", "value", "goal", ""))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        f"{name:<{widths[0]}}  {value:>{widths[1]}}  {goal:>{widths[2]}}  {verdict}"
        for name, value, goal, verdict in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def main(measure: Callable[[], Iterable[Figure]]) -> int:
    """The command line of a benchmark: prints its table, writes its JSON; returns 1 if a goal was missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    file: Path | None = parser.parse_args().json
    figures = list(measure())
    report(figures, file)
    return 0 if all(figure.ok for figure in figures) else 1


def report(figures: Sequence[Figure], file: Path | None) -> None:
    """Print the table and write `[{"name", "value", "goal", "unit", "ok"}]`."""
    print(table(figures), flush=True)
    if file is not None:
        rows = [asdict(figure) | {"ok": figure.ok} for figure in figures]
        file.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def load(file: Path) -> list[Figure]:
    """The figures that `report` wrote."""
    keys = ("name", "value", "unit", "goal")
    return [Figure(**{key: row[key] for key in keys}) for row in json.loads(file.read_text(encoding="utf-8"))]


def progress(text: str) -> None:
    """Say what is being measured, apart from the table."""
    print(text, file=sys.stderr, flush=True)


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
