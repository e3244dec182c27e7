"""In which order the models on this computer are listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from app.domain.fit import Verdict
from app.domain.models import InstalledModel, ModelUsage, display_name
from app.domain.settings import ModelOrder as ModelOrder

_NEVER = datetime.min.replace(tzinfo=UTC)
Facts = Callable[[str], tuple[Verdict | None, ModelUsage, str]]
"""Of a tag: the verdict, the use, and the line that describes the model."""


def in_order(models: Iterable[InstalledModel], order: ModelOrder, facts: Facts) -> tuple[InstalledModel, ...]:
    """The last used, the largest, the fastest first; those that are alike by name."""
    by_name = sorted(models, key=lambda model: (display_name(model.tag).casefold(), model.tag))
    match order:
        case ModelOrder.NAME:
            return tuple(by_name)
        case ModelOrder.SIZE:
            return tuple(sorted(by_name, key=lambda model: -model.size_bytes))
        case ModelOrder.SPEED:
            return tuple(sorted(by_name, key=lambda model: -_speed(facts(model.tag)[0])))
        case ModelOrder.LAST_USED:
            used = {model.tag: facts(model.tag)[1].last_used or _NEVER for model in by_name}
            return tuple(sorted(by_name, key=lambda model: used[model.tag], reverse=True))


def _speed(verdict: Verdict | None) -> float:
    """Words a second, expected or measured; what does not run is slower than all that does."""
    return -1.0 if verdict is None or verdict.tokens_per_s is None else verdict.tokens_per_s
