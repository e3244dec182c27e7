"""Every error that Baleen can meet has words of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import get_type_hints

import pytest

from app.domain.errors import (
    AppError,
    BackendError,
    EngineDamaged,
    EngineError,
    EngineMissing,
    EngineNotRunnable,
    EngineStartFailed,
    NoInternet,
    ServerFault,
    StoreBug,
    StoreError,
    from_record,
    to_record,
)
from app.presenters.explain import Remedy, explain

GENERAL = (ServerFault, StoreBug)
"""What is left when nothing more is known: the general words are theirs."""

SAMPLES: dict[object, object] = {str: "sample", int: 1, float: 1.5, bool: False}


def leaves(base: type[AppError]) -> Iterator[type[AppError]]:
    children = base.__subclasses__()
    if not children:
        yield base
    for child in children:
        yield from leaves(child)


def sample(kind: type[AppError]) -> AppError:
    hints = get_type_hints(kind)
    return kind(**{field.name: SAMPLES.get(hints[field.name], "sample") for field in fields(kind)})


KINDS = sorted((kind for kind in leaves(AppError) if kind.__module__.startswith("app.")), key=lambda k: k.__name__)


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_a_sentence_of_its_own(kind: type[AppError], qapp: object) -> None:
    explained = explain(sample(kind), "deepseek-r1:8b")
    assert explained.title.endswith((".", "?", "…"))
    assert explained.detail == "sample"
    assert not {"{", "}"} & set(explained.title + explained.cause)
    fallbacks = {explain(base()).title for base in (AppError, BackendError, EngineError, StoreError)}
    assert explained.title not in fallbacks or kind in GENERAL


@pytest.mark.parametrize("kind", KINDS)
def test_it_survives_the_database(kind: type[AppError]) -> None:
    error = sample(kind)
    back = from_record(to_record(error))
    assert type(back) is kind
    assert to_record(back) == to_record(error)


def test_an_engine_that_cannot_be_installed_here_is_not_offered(qapp: object) -> None:
    here, elsewhere = explain(EngineMissing()), explain(EngineMissing(can_install=False))
    assert here.remedies[0][0] is Remedy.INSTALL_ENGINE
    assert [remedy for remedy, _ in elsewhere.remedies] == [Remedy.GET_ENGINE, Remedy.SEARCH_ENGINE]
    assert "can't install it" in elsewhere.cause


@pytest.mark.parametrize(("error", "place"), [(EngineDamaged("no llama-server"), 0), (EngineStartFailed("no"), 1)])
def test_an_engine_that_is_broken_can_be_installed_anew(error: AppError, place: int, qapp: object) -> None:
    assert explain(error).remedies[place][0] is Remedy.INSTALL_ENGINE


@pytest.mark.parametrize(
    ("has_models", "cause"),
    [
        (True, "The download continues by itself. Models you have still work."),
        (False, "The download continues by itself when there is internet again."),
    ],
)
def test_without_internet_no_model_works_that_is_not_there(has_models: bool, cause: str) -> None:
    assert explain(NoInternet(has_models=has_models)).cause == cause


def test_what_is_no_program_leads_to_where_it_was_chosen_or_to_another_one(qapp: object) -> None:
    assert explain(EngineNotRunnable(path="/x", is_chosen=True)).remedies[0][0] is Remedy.ENGINE_SETTINGS
    found = [remedy for remedy, _ in explain(EngineNotRunnable(path="/x")).remedies]
    assert found == [Remedy.SEARCH_ENGINE, Remedy.INSTALL_ENGINE]


@pytest.mark.parametrize(
    ("last_lines", "said"),
    [
        ("starting\nError: no space\n\n", "“Error: no space”"),
        ("\x00\x1b\n", "did not say why"),
        ("", "did not say why"),
        ("x" * 5_000, f"“{'x' * 200}…”"),
    ],
)
def test_the_last_words_of_an_engine_are_told(last_lines: str, said: str, qapp: object) -> None:
    assert said in explain(EngineStartFailed(last_lines)).cause
