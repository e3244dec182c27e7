"""The library in the whole program, over a real server of our own: verdicts, who works, and what answers teach it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.composition.compose import Config, compose
from app.domain.engine import Origin
from app.domain.settings import Settings
from app.domain.who_works import Worker
from app.store.places import places
from app.store.settings_file import LoadedSettings
from tests.helpers import tiny_models
from tests.helpers.in_process import until

TAG = "library-long:latest"


@pytest.mark.engine("034")
async def test_the_computer_is_looked_at_and_two_answers_replace_the_expectation(
    engine_program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    where = places(tmp_path)
    loaded = LoadedSettings.of(where.settings_file)
    loaded.file.save(Settings(engine_path=str(engine_program)))
    async with compose(Config(where), loaded=LoadedSettings.of(where.settings_file)) as program:
        library = program.library
        await until(lambda: library.entries and library.entries[0].verdict)
        assert library.recommended is not None
        assert library.hardware is not None
        assert library.disk_free_bytes
        await until(lambda: program.engine.state.is_ready)
        assert program.engine.state.origin is Origin.MANAGED
        await until(lambda: program.truth.uses_cards() is not None)
        assert program.truth.who_works().worker in (Worker.CARD, Worker.PROCESSOR)

        tiny_models.import_model(program.engine.state.url, tiny_models.long(3).path, TAG)
        await until(lambda: program.models.find(TAG))
        expected = library.verdict_for(TAG)
        assert expected is not None
        assert not expected.is_measured
        chat = await program.chats.send(None, "go", TAG)
        await until(lambda: library.usage(TAG).answers == 1 and not program.chats.is_answering(chat))
        await program.chats.send(chat, "again", TAG)
        await until(lambda: library.usage(TAG).tokens_per_s)
        measured = library.verdict_for(TAG)
        assert measured is not None
        assert measured.is_measured
        assert measured.tokens_per_s == library.usage(TAG).tokens_per_s
        assert library.usage(TAG).last_used is not None
