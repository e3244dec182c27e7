"""Which models are offered at the first run (design: ux §3): the recommended one, a smaller and a bigger one."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.catalogue import CatalogueModel
from app.domain.fit import Verdict, recommended

_MOST = 3
_SMALLER = 0.5
_BIGGER = 1.5
"""A choice must make a difference: 7B beside 8B makes none."""


def first_choices(candidates: list[tuple[CatalogueModel, Verdict]]) -> tuple[CatalogueModel, ...]:
    """At most three, the recommended one first; of the others none that does not run here.

    Where there is no smaller one two bigger ones are offered, and the other way round. Empty without a recommendation.
    """
    first = recommended(candidates)
    if first is None:
        return ()
    ranked = sorted(
        (
            model
            for model, found in candidates
            if model.rank is not None and not model.needs_server and found.runs and model is not first
        ),
        key=lambda model: model.size_bytes,
    )
    smaller, bigger = _apart(reversed(ranked), first, is_smaller=True), _apart(ranked, first, is_smaller=False)
    chosen = [*smaller[:1], *bigger[:1]]
    more = [*smaller[1:2], *bigger[1:2]] if len(chosen) < _MOST - 1 else []
    return (first, *sorted([*chosen, *more][: _MOST - 1], key=lambda model: model.size_bytes))


def _apart(models: Iterable[CatalogueModel], first: CatalogueModel, *, is_smaller: bool) -> list[CatalogueModel]:
    """Those on one side of the first, each clearly apart from the one before."""
    found: list[CatalogueModel] = []
    size = first.size_bytes
    for model in models:
        if model.size_bytes <= size * _SMALLER if is_smaller else model.size_bytes >= size * _BIGGER:
            found.append(model)
            size = model.size_bytes
    return found
