"""The catalogue that Baleen carries, read from its file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from app.domain.catalogue import CatalogueModel, Kind

_TYPES: dict[str, type | tuple[type, ...]] = {"str": str, "int": int, "bool": bool, "float": (float, int)}
_FIELDS = {field.name: field for field in fields(CatalogueModel)}
_REQUIRED = {name for name, field in _FIELDS.items() if field.default is MISSING}


class CatalogueFile:
    """Implements `domain.ports.CatalogueSource`."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self) -> tuple[CatalogueModel, ...]:
        """Raises: `OSError`, `ValueError` when the file is not what it should be, which a test rules out."""
        return read_catalogue(self._file.read_text("utf-8"))


def read_catalogue(text: str) -> tuple[CatalogueModel, ...]:
    """The models of the file's text, in its order. Raises: `ValueError`, naming the model and what is wrong."""
    table = tomllib.loads(text)
    rows = table.get("model")
    if not isinstance(rows, list) or table.keys() != {"model"}:
        raise ValueError("no list of models")
    models = tuple(_model(row) for row in rows)
    if len({model.tag for model in models}) != len(models):
        raise ValueError("a tag stands there twice")
    return models


def _model(row: Mapping[str, Any]) -> CatalogueModel:
    name = row.get("tag", "?")
    if unknown := row.keys() - _FIELDS.keys():
        raise ValueError(f"{name}: unknown {sorted(unknown)}")
    if missing := _REQUIRED - row.keys():
        raise ValueError(f"{name}: without {sorted(missing)}")
    values = dict(row)
    kinds = values.pop("kinds")
    for key, value in values.items():
        wanted = _TYPES[str(_FIELDS[key].type).removesuffix(" | None")]
        if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
            raise ValueError(f"{name}: {key} is {value!r}")
    return CatalogueModel(kinds=frozenset(Kind(kind) for kind in kinds), **values)
