"""What deleting a model frees, in words."""

from __future__ import annotations

from app.domain.model_space import FreedSpace
from app.presenters.deletion_words import freed_line


def test_what_stays_is_named_with_the_reason() -> None:
    shared = FreedSpace(1_100_000_000, 300_000_000, ("deepseek-r1:8b",))
    assert freed_line(shared) == "Frees 1.1 GB; 300 MB stay, because DeepSeek R1 8B uses them too."
    two = FreedSpace(1_100_000_000, 300_000_000, ("deepseek-r1:8b", "x:1b"))
    assert freed_line(two) == "Frees 1.1 GB; 300 MB stay, because DeepSeek R1 8B and X 1B use them too."


def test_a_shared_licence_is_not_worth_a_word() -> None:
    assert freed_line(FreedSpace(1_100_000_000, 12_000, ("x:1b",))) == "Frees 1.1 GB."
