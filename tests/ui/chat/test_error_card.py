"""What went wrong, as a card in the transcript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.chat import State
from app.domain.errors import OutOfMemory
from app.ui.chat.error_card import ErrorCard
from app.ui.theme import theme
from tests.ui.chat.transcripts import answer, opened, question


@pytest.fixture(autouse=True)
def _look(qapp: Any) -> Iterator[None]:
    yield
    theme().set_text_scale(100)


def test_it_is_as_high_as_its_text_in_any_size(qtbot: Any) -> None:
    view = opened(qtbot, question(1, "Hi"), answer(2, "", State.ERROR, error=OutOfMemory("raw text")))
    (card,) = (card for card in view.findChildren(ErrorCard) if card.isVisible())
    for percent in (150, 200, 100):
        theme().set_text_scale(percent)
        qtbot.waitUntil(lambda: card.height() == card.wanted_height(card.width()))
        assert card.layout().geometry().contains(card.cause.geometry())
        assert card.cause.height() >= card.cause.heightForWidth(card.cause.width())
