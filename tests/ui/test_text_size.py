"""Another text size in the whole program, off screen."""

from __future__ import annotations

from pathlib import Path

from app.ui.theme import theme
from app.ui.tokens import FontRole
from tests.helpers.fake_ollama import FakeOllama
from tests.ui.desk import at_desk


async def test_the_hint_in_the_message_field_grows_too(tmp_path: Path) -> None:
    """After the field moved to the foot of a chat, where Qt gives it an older font."""
    with FakeOllama() as server:
        async with at_desk(server, tmp_path) as desk:
            await desk.ask("Whales")
            desk.baleen.settings.change("text_scale_percent", 200)
            wanted = theme().style_of(FontRole.BODY).size_px
            assert desk.composer.text_edit.font().pixelSize() == wanted
            assert desk.composer.text_edit.viewport().font().pixelSize() == wanted
            desk.baleen.settings.change("text_scale_percent", 100)
