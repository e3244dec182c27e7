"""What a screen reader is given of an answer: at its end, some sentences at a time, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.chat import State
from app.domain.settings import ReadAnswers
from app.render.blocks import split
from app.ui.chat.sentences import Sentences
from tests.ui.chat.transcripts import answer, opened, question

TEXT = "# So\n\nThe whale is **big**. It sings! And \\(x\\) dives.\n\n- One item\n- Two items\n\nThe end"


@pytest.mark.parametrize("piece", [1, 3, 11, 200])
def test_every_sentence_is_given_once(piece: int) -> None:
    """However the answer arrives; what has no end is given at the end."""
    sentences = Sentences()
    given = []
    for end in range(0, len(TEXT), piece):
        given.append(sentences.complete(split(TEXT[:end])))
        assert not given[-1].endswith("The end")
    given.append(sentences.rest(split(TEXT)))
    assert (
        " ".join(" ".join(given).split())
        == "So The whale is big. It sings! And x dives. • One item • Two items The end"
    )


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (ReadAnswers.WHEN_FINISHED, ["Answer finished, 5 word(s). Big whale. It sings now"]),
        (ReadAnswers.SENTENCES, ["Big whale.", "Answer finished, 5 word(s). It sings now"]),
        (ReadAnswers.NEVER, ["Answer finished, 5 word(s)."]),
    ],
)
def test_the_setting_is_followed(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch, mode: ReadAnswers, said: list[str]
) -> None:
    view = opened(qtbot, question(1, "Hi"))
    heard: list[str] = []
    view.announcer.read_answers = mode
    monkeypatch.setattr(view.announcer, "say", lambda text, **_: heard.append(text))
    view.append_message(answer(2, "", State.STREAMING))
    view.append_text(2, "Big whale. It sings")
    view.flush()
    if mode is ReadAnswers.SENTENCES:
        view.announcer._on_reading()
    view.append_text(2, " now")
    view.update_message(answer(2, "Big whale. It sings now"))
    assert heard[1:] == said
    assert not view.announcer._reading.isActive()
