"""An error as plain values and back: how it is kept with the answer that it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from app.domain.errors.base import AppError
from app.domain.errors.server import ServerFault


def _leaves(base: type[AppError]) -> dict[str, type[AppError]]:
    found = {base.__name__: base}
    for child in base.__subclasses__():
        found |= _leaves(child)
    return found


def to_record(error: AppError) -> dict[str, object]:
    """The error as plain values, for the database."""
    return {"kind": type(error).__name__} | {f.name: getattr(error, f.name) for f in fields(error)}


def from_record(record: Mapping[str, object]) -> AppError:
    """The error of a record; an unknown kind (from a newer Baleen) becomes `ServerFault` with its detail."""
    kind = _leaves(AppError).get(str(record.get("kind")), ServerFault)
    known = {f.name for f in fields(kind)}
    return kind(**{key: value for key, value in record.items() if key in known})  # type: ignore[arg-type]
