"""The picker with what is here and what is worth getting, as a screen reader walks through it."""

from __future__ import annotations

from collections.abc import Callable

from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.program import Program

Start = Callable[..., Program]


def test_a_recommended_model_is_downloaded_from_the_picker(program: Start, server: FakeOllama) -> None:
    """Its row says what a press does, and how big it is; the download is in the sidebar then."""
    run = program("--ollama-url", server.url)
    run.press(name="Model: ", timeout_s=60)
    assert "On this computer" in [item.name for item in run.find(id_="picker.models").children]
    offer = run.find(role="list item", name="Download DeepSeek ", timeout_s=60)  # once the computer was looked at
    said = offer.name
    assert " GB, " in said
    offer.press()
    run.gone(id_="picker")
    run.find(name=f"Cancel {said.removeprefix('Download ').split(',')[0]}")
