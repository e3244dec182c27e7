"""A model that does not fit: what is too much, and each way on with its figure."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale

from app.domain.errors import WontFit
from app.presenters.explain import Remedy, explain

GIB = 2**30
GB = 10**9


@pytest.mark.parametrize(
    ("facts", "title", "words", "ways"),
    [
        (
            {"smaller": "deepseek-r1:8b", "smaller_bytes": 5 * GB},
            "DeepSeek R1 70B is too big for this computer.",
            "DeepSeek R1 8B ({5.0} GB) fits.",
            [Remedy.USE_SMALLER, Remedy.LOAD_ANYWAY],
        ),
        (
            {"to_get": "deepseek-r1:8b", "to_get_bytes": 5 * GB},
            "DeepSeek R1 70B is too big for this computer.",
            "DeepSeek R1 8B would fit: a download of {5.0} GB.",
            [Remedy.SEE_MODELS, Remedy.LOAD_ANYWAY],
        ),
        (
            {"fitting_context_tokens": 4000, "smaller": "deepseek-r1:8b", "smaller_bytes": 5 * GB},
            "DeepSeek R1 70B can't remember so much on this computer.",
            "{3000} words fit. DeepSeek R1 8B ({5.0} GB) fits.",
            [Remedy.REMEMBER_LESS, Remedy.USE_SMALLER, Remedy.LOAD_ANYWAY],
        ),
        (
            {},
            "DeepSeek R1 70B is too big for this computer.",
            "This computer has 20 GB for it.",
            [Remedy.SEE_MODELS, Remedy.LOAD_ANYWAY],
        ),
    ],
)
def test_it_says_what_is_too_much_and_what_fits(
    facts: dict[str, object], title: str, words: str, ways: list[Remedy], qapp: object
) -> None:
    found = explain(WontFit(needed_bytes=45 * GIB, available_bytes=20 * GIB, **facts), "deepseek-r1:70b")  # type: ignore[arg-type]
    expected = words.replace("{5.0}", QLocale().toString(5.0, "f", 1)).replace("{3000}", QLocale().toString(3000))
    assert found.title == title
    assert found.cause.endswith(expected)
    assert [remedy for remedy, _ in found.remedies] == ways
