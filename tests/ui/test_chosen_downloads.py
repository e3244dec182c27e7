"""A model that has come: its row offers to use it as long as it is not used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.composition.compose import Config, compose
from app.domain.downloads import DownloadState
from app.store.places import places
from app.ui.controls.buttons import Button
from app.ui.models.download_list import DownloadList
from tests.helpers.in_process import until
from tests.helpers.registry import Registry
from tests.helpers.tiny_models import recites

pytestmark = [pytest.mark.engine("034")]


def offers_use(shown: DownloadList, tag: str) -> bool:
    buttons = (one for one in shown.findChildren(Button) if one.accessibleIdentifier() == f"sidebar.download.use.{tag}")
    return any(not one.isHidden() for one in buttons)


async def test_the_first_is_taken_by_itself_and_the_second_leaves_when_it_is_chosen(
    tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PATH", f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}")
    with Registry() as registry:
        first = registry.add(recites().path, "deepseek-tiny:1b")
        second = registry.add(recites().path, "deepseek-tiny:2b")
        async with compose(Config(places(tmp_path / "profile"))) as program:
            program.window.show()
            await until(lambda: program.engine.state.is_ready and program.models.is_known)
            models, downloads = program.presenters.models, program.presenters.downloads
            shown = program.window.sidebar.downloads
            downloads.get(first)
            await until(lambda: models.current == first)
            assert downloads.find(first)
            assert not offers_use(shown, first)
            downloads.get(second)
            await until(lambda: program.models.find(second))
            assert models.current == first, "what comes later does not take over by itself"
            program.window.composer.set_text("Hello")
            program.window.composer.send.click()
            await until(lambda: downloads.find(first) is None)  # it answers: nobody need be told that it is ready
            await until(lambda: offers_use(shown, second))
            models.choose(second)
            assert downloads.rows == ()
            assert shown.isHidden()


async def test_a_model_that_was_deleted_is_no_longer_said_to_be_ready(
    tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PATH", f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}")
    with Registry() as registry:
        tag = registry.add(recites().path, "deepseek-tiny:1b")
        async with compose(Config(places(tmp_path / "profile"))) as program:
            await until(lambda: program.engine.state.is_ready and program.models.is_known)
            models, downloads = program.presenters.models, program.presenters.downloads
            downloads.get(tag)
            await until(lambda: [row.state for row in downloads.rows] == [DownloadState.DONE])
            await until(lambda: program.models.find(tag))
            models.delete(tag)
            await until(lambda: not program.models.find(tag) and not downloads.rows)
