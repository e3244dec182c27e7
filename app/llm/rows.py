"""The server's lists as domain values. Pure, and tolerant: what makes no sense is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from app.domain.errors import BadAnswer
from app.domain.models import InstalledModel, ModelDetails
from app.llm.wire import count

_OLDEST = datetime.min.replace(tzinfo=UTC)


def installed_models(answer: object) -> tuple[InstalledModel, ...]:
    """The answer of `/api/tags`, newest first, each tag once (0.40 lists some several times).

    Raises: `BadAnswer` when it is no list of models at all.
    """
    found: dict[str, InstalledModel] = {}
    for row in _rows(answer):
        tag = row.get("name") or row.get("model")
        if isinstance(tag, str) and tag.strip():
            found.setdefault(tag, _model(tag, row))
    return tuple(sorted(found.values(), key=lambda model: model.modified_at or _OLDEST, reverse=True))


def model_details(
    *, template: str | None, parameters: str | None, capabilities: list[str] | None, facts: Mapping[str, Any] | None
) -> ModelDetails:
    """The fields of `/api/show` that matter to us."""
    facts = facts or {}
    lengths = [count(value) for key, value in facts.items() if key.endswith(".context_length")]
    blocks = [count(value) for key, value in facts.items() if key.endswith(".block_count")]
    return ModelDetails(
        capabilities=frozenset(capabilities or ()),
        context_tokens=next((length for length in lengths if length), None),
        layers=next((number for number in blocks if number), None),
        uses_jinja="{%" in (template or ""),
        has_stop=any(line.split()[:1] == ["stop"] for line in (parameters or "").splitlines()),
    )


def _rows(answer: object) -> Iterator[Mapping[str, Any]]:
    rows = answer.get("models") if isinstance(answer, Mapping) else None
    if rows is None and isinstance(answer, Mapping) and "models" in answer:
        return  # Go writes an empty list as null
    if not isinstance(rows, list):
        raise BadAnswer("no list of models")
    yield from (row for row in rows if isinstance(row, Mapping))


def _model(tag: str, row: Mapping[str, Any]) -> InstalledModel:
    details = row.get("details")
    details = details if isinstance(details, Mapping) else {}
    return InstalledModel(
        tag=tag,
        size_bytes=count(row.get("size")),
        digest=_string(row.get("digest")),
        modified_at=_time(row.get("modified_at")),
        family=_string(details.get("family")),
        parameter_size=_string(details.get("parameter_size")),
        quantization=_string(details.get("quantization_level")),
        is_cloud=bool(row.get("remote_host") or row.get("remote_model")) or tag.endswith((":cloud", "-cloud")),
    )


def _time(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(_string(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
