"""Errors as records of the database."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from app.domain.errors import AppError, OutOfMemory, ServerFault, from_record, to_record


def every_kind(base: type[AppError] = AppError) -> list[type[AppError]]:
    return [base, *(kind for child in base.__subclasses__() for kind in every_kind(child))]


@pytest.mark.parametrize("kind", every_kind(), ids=lambda kind: kind.__name__)
def test_every_error_comes_back_from_its_record(kind: type[AppError]) -> None:
    facts = {f.name: {"str": "x", "int": 7, "float": 1.5}.get(str(f.type), f.default) for f in fields(kind)}
    error = kind(**facts)  # type: ignore[arg-type]
    found = from_record(json.loads(json.dumps(to_record(error))))
    assert type(found) is kind
    assert to_record(found) == to_record(error) == {"kind": kind.__name__} | facts


def test_a_record_of_a_newer_baleen_keeps_its_detail() -> None:
    found = from_record({"kind": "FromTheFuture", "detail": "words", "colour": 5})
    assert type(found) is ServerFault
    assert found.detail == "words"
    assert to_record(from_record({"kind": "OutOfMemory", "new_field": 1})) == to_record(OutOfMemory())


def test_no_two_kinds_share_a_name() -> None:
    names = [kind.__name__ for kind in every_kind()]
    assert len(set(names)) == len(names)
