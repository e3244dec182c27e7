"""A chat past the end of the memory of a real model on a real server."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from app.domain.chat import State
from tests.helpers.tiny_models import import_model, recites
from tests.ui.desk import at_desk

TAG = "long-chat:latest"
PIECE = "Tell me more about the whales of the northern seas, please. "


async def test_the_gauge_is_what_the_server_counted_to_the_end_and_beyond(engine_url: str, tmp_path: Path) -> None:
    """Every question is answered, none is cut silently: what did not fit was left out by us, and is said."""
    import_model(engine_url, recites().path, TAG)
    async with at_desk(SimpleNamespace(url=engine_url), tmp_path) as desk:  # type: ignore[arg-type]
        desk.baleen.presenters.models.choose(TAG)
        desk.baleen.settings.change("context_tokens", 1024)
        desk.baleen.settings.change("think_off", (TAG,))
        for number in range(1, 8):
            desk.composer.set_text(f"{number}. {PIECE * 8}")
            path = await desk.ask("?")
            answer = path[-1]
            assert answer.state is State.DONE, answer.error
            assert answer.usage is not None
            assert 0 < answer.usage.prompt_tokens < 1024
            await desk.until(lambda: not desk.baleen.tasks.is_running("chat:fullness"))
            found = desk.chat.fullness.current
            assert found is not None
            assert not found.is_estimated
            assert found.used_tokens == answer.usage.prompt_tokens + answer.usage.answer_tokens
            assert answer.usage.prompt_tokens <= found.room_tokens  # so that there is room for the answer
            if answer.left_out:
                break
        assert answer.left_out > 0
        assert desk.composer.gauge.text() == "Beginning forgotten"
        old = desk.chat.chat_id
        desk.window.chat_page.long_chat.summarise.click()
        await desk.until(lambda: desk.chat.chat_id not in (None, old))
        _, summary = await desk.look()
        assert summary.state is State.DONE
        assert summary.text.strip() == recites().answer.strip()
