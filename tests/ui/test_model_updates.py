"""A registry has a newer version: found when asked, once a day by itself, never installed by itself."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.composition.compose import Baleen, Config, compose
from app.domain.downloads import DownloadState
from app.domain.errors import NoInternet, RegistryBusy
from app.domain.model_update import KnownUpdates, ModelUpdate
from app.presenters.update_words import look_line, update_line
from app.services.tour import R1_TEMPLATE
from app.store.model_updates import ModelUpdateFile
from app.store.places import places
from tests.helpers.in_process import until
from tests.helpers.registry import Registry
from tests.helpers.tiny_models import import_model, recites

pytestmark = [pytest.mark.engine("034"), pytest.mark.slow]

OTHER = "Another answer altogether."


@pytest.fixture(autouse=True)
def _own_server(engine_program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PATH", f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}")


@asynccontextmanager
async def baleen(tmp_path: Path) -> AsyncIterator[Baleen]:
    async with compose(Config(places(tmp_path / "profile"))) as program:
        await until(lambda: program.models.is_known and not program.tasks.is_running("library:refresh"))
        yield program


async def looked(program: Baleen) -> None:
    program.presenters.updates.look()
    assert program.presenters.updates.is_looking
    await until(lambda: not program.presenters.updates.is_looking)


async def got(program: Baleen, tag: str) -> None:
    program.presenters.downloads.get(tag)
    await until(lambda: (row := program.presenters.downloads.find(tag)) and row.state is DownloadState.DONE)
    await until(lambda: program.models.find(tag))
    program.presenters.downloads.dismiss(tag)


async def answered(program: Baleen, tag: str) -> str:
    program.presenters.chat.send("Hello?", tag)
    await until(lambda: program.chats.answering)
    await until(lambda: not program.chats.answering)
    chat_id = program.presenters.chat.chat_id
    assert chat_id
    return (await program.store.chats.path(chat_id))[-1].text


async def test_new_weights_are_found_and_the_old_ones_answer_until_they_are_complete(tmp_path: Path) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path, template=R1_TEMPLATE)
        async with baleen(tmp_path) as program:
            updates = program.presenters.updates
            await got(program, tag)
            import_model(program.engine.state.url, recites().path, "my-own:1b")
            await until(lambda: program.models.find("my-own:1b"))
            await looked(program)
            assert (updates.count, updates.problem) == (0, None)
            assert not any("my-own" in request for request in registry.requests), "an own model's name was told"

            new = recites("llama", answer=OTHER)
            registry.add(new.path, template=R1_TEMPLATE)
            await looked(program)
            found = updates.find(tag)
            assert found
            assert found.changes_weights
            assert found.download_bytes == new.path.stat().st_size
            before = program.models.find(tag)
            assert before
            assert program.presenters.downloads.rows == (), "nothing is installed by itself"

            registry.hold.clear()
            program.presenters.downloads.get(tag, is_update=True)
            row = program.presenters.downloads.find
            await until(lambda: (one := row(tag)) and one.done_bytes)
            assert await answered(program, tag) == recites().answer
            assert program.models.find(tag) == before
            registry.hold.set()
            await until(lambda: (one := row(tag)) and one.state is DownloadState.DONE)
            await until(lambda: updates.find(tag) is None)
            program.presenters.chat.open(None)
            assert await answered(program, tag) == OTHER
            await looked(program)
            assert updates.count == 0


async def test_a_template_alone_is_told_apart_and_remembered(tmp_path: Path) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path)
        async with baleen(tmp_path) as program:
            await got(program, tag)
            registry.add(recites().path, template="{{ .Prompt }} and more")
            program.presenters.updates.look_if_due()
            await until(lambda: program.presenters.updates.find(tag))
        registry.requests.clear()
        async with baleen(tmp_path) as program:  # the look of a moment ago is enough for today
            program.presenters.updates.look_if_due()
            await until(lambda: program.presenters.updates.find(tag))
            await until(lambda: not program.presenters.updates.is_looking)
            found = program.presenters.updates.find(tag)
            assert found
            assert not found.changes_weights
            assert found.download_bytes == len("{{ .Prompt }} and more")
            assert registry.requests == []
            registry.page = (503, b"busy")
            await looked(program)
            assert program.presenters.updates.problem
            assert program.presenters.updates.find(tag), "what was known stays"
        async with baleen(tmp_path) as program:  # a look that did not reach everything is tried again
            registry.page = None
            registry.requests.clear()
            program.presenters.updates.look_if_due()
            await until(lambda: program.presenters.updates.looked_at and not program.presenters.updates.is_looking)
            assert program.presenters.updates.find(tag)


async def test_a_registry_that_is_away_does_not_hide_what_another_says(tmp_path: Path) -> None:
    with Registry() as registry, Registry() as other:
        tags = [registry.add(recites().path), other.add(recites().path)]
        async with baleen(tmp_path) as program:
            for tag in tags:
                await got(program, tag)
            for one in (registry, other):
                one.add(recites("llama", answer=OTHER).path)
            for away, tag, silent in ((registry, tags[1], tags[0]), (other, tags[0], tags[1])):
                program.presenters.updates._updates._known = KnownUpdates()
                away.page = (503, b"busy")
                await looked(program)
                assert program.presenters.updates.find(tag)
                assert program.presenters.updates.find(silent) is None
                assert program.presenters.updates.problem
                away.page = None


async def test_the_page_shows_the_button_and_the_words(tmp_path: Path) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path)
        async with baleen(tmp_path) as program:
            await got(program, tag)
            registry.add(recites("llama", answer=OTHER).path)
            program.window.sidebar.models_requested.emit()
            await until(lambda: program.presenters.updates.find(tag))
            from PySide6.QtWidgets import QAbstractButton, QWidget

            def find(identifier: str) -> QWidget:
                every = program.window.findChildren(QWidget)
                return next(one for one in every if one.accessibleIdentifier() == identifier)

            button = find(f"settings.update.{tag}")
            await until(lambda: button.isVisible())
            assert isinstance(button, QAbstractButton)
            assert "to download" in button.accessibleDescription()
            registry.hold.clear()
            button.click()
            await until(lambda: (row := program.presenters.downloads.find(tag)) and row.is_update)
            await until(lambda: not button.isVisible())


def test_words() -> None:
    weights = ModelUpdate("m:1b", "d", 1_100_000_000, changes_weights=True)
    template = ModelUpdate("m:1b", "d", 512, changes_weights=False)
    assert "1.1 GB to download" in update_line(weights)
    assert "512 B" in update_line(template)
    assert "stays the same" in update_line(template)
    assert look_line(None, 0, None, is_looking=False) == ""
    assert look_line(None, 0, NoInternet(), is_looking=False) == "You're offline. Models you have still work."
    assert "busy" in look_line(None, 0, RegistryBusy(), is_looking=False)
    only_files = look_line(datetime.now(UTC), 0, None, is_looking=False, has_source=False)
    assert only_files == "Models from your own files have no updates."
    assert look_line(datetime.now(UTC), 2, None, is_looking=False) == "Updates found: 2."


async def test_the_file_of_the_last_look(tmp_path: Path) -> None:
    file = ModelUpdateFile(tmp_path / "updates.json")
    known = KnownUpdates(datetime.now(UTC) - timedelta(days=2), (ModelUpdate("m:1b", "d", 5, changes_weights=True),))
    assert await file.updates() == KnownUpdates()
    await file.save_updates(known)
    assert await file.updates() == known
    for damage in ("", "[]", '{"looked_at": "2026-01-01", "updates": []}', '{"looked_at": null, "updates": [1]}'):
        (tmp_path / "updates.json").write_text(damage)
        assert await file.updates() == KnownUpdates()


async def test_who_has_files_of_his_own_alone_is_not_told_that_they_are_up_to_date(tmp_path: Path) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path)
        async with baleen(tmp_path) as program:
            import_model(program.engine.state.url, recites().path, "my-own:1b")
            await until(lambda: program.models.find("my-own:1b"))
            assert not program.presenters.updates.has_source
            await got(program, tag)
            assert program.presenters.updates.has_source
