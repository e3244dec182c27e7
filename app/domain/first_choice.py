"""Which models are offered: at the first run (design: ux §3) the recommended one, a smaller and a bigger one."""

from __future__ import annotations

from collections.abc import Iterable, Set

from app.domain.catalogue import CatalogueModel, Kind
from app.domain.fit import Fit, Verdict, recommended

_MOST = 3
_SMALLER = 0.5
_BIGGER = 1.5
"""A choice must make a difference: 7B beside 8B makes none."""
_HARDLY_BIGGER = 1.25


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
            for model, found in _without_outdone(candidates)
            if model.rank is not None and not model.needs_server and found.runs and model is not first
        ),
        key=lambda model: model.size_bytes,
    )
    smaller, bigger = _apart(reversed(ranked), first, is_smaller=True), _apart(ranked, first, is_smaller=False)
    chosen = [*smaller[:1], *bigger[:1]]
    more = [*smaller[1:2], *bigger[1:2]] if len(chosen) < _MOST - 1 else []
    return (first, *sorted([*chosen, *more][: _MOST - 1], key=lambda model: model.size_bytes))


def worth_getting(candidates: list[tuple[CatalogueModel, Verdict]], here: Set[str]) -> tuple[CatalogueModel, ...]:
    """At most three that run great and are not here: the recommended one, the best for programs, the next best ranked.

    `here` are tags. Nothing that is worse than what is here: a smaller model of the same rank order is no news.
    """
    useful = _without_outdone(candidates)
    great = [model for model, found in useful if found.fit is Fit.GREAT and not model.needs_server]
    ranked = sorted((model for model in great if model.rank is not None), key=lambda model: model.rank or 0)
    best_here = min((model.rank or 0 for model in ranked if model.tag in here), default=None)
    better = [model for model in ranked if best_here is None or (model.rank or 0) < best_here]
    code = sorted((model for model in great if Kind.CODE in model.kinds), key=lambda model: -model.size_bytes)
    first = recommended(candidates)
    chosen = [model for model in (*([first] if first else []), *code[:1], *better) if model.tag not in here]
    return tuple(dict.fromkeys(chosen))[:_MOST]


def _without_outdone(candidates: list[tuple[CatalogueModel, Verdict]]) -> list[tuple[CatalogueModel, Verdict]]:
    """All but those that are outdone: one that is better and hardly bigger runs here just as well (8B beside 7B)."""

    def outdoes(model: CatalogueModel, found: Verdict, other: CatalogueModel, others: Verdict) -> bool:
        if model.rank is None or other.rank is None or other.rank >= model.rank:
            return False
        return others.runs and others.fit is found.fit and other.size_bytes <= model.size_bytes * _HARDLY_BIGGER

    return [
        (model, found)
        for model, found in candidates
        if not any(outdoes(model, found, other, others) for other, others in candidates)
    ]


def _apart(models: Iterable[CatalogueModel], first: CatalogueModel, *, is_smaller: bool) -> list[CatalogueModel]:
    """Those on one side of the first, each clearly apart from the one before."""
    found: list[CatalogueModel] = []
    size = first.size_bytes
    for model in models:
        if model.size_bytes <= size * _SMALLER if is_smaller else model.size_bytes >= size * _BIGGER:
            found.append(model)
            size = model.size_bytes
    return found
