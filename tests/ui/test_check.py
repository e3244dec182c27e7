"""Settings > Server > "Check that everything works", over a real server."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from app.composition.compose import Config, compose
from app.domain.models import TOUR_TAG
from app.domain.settings import GpuMode
from app.store.places import places
from app.ui.controls.label import WrappedLabel
from app.ui.settings.settings_dialog import Page
from app.ui.wiring.settings_wiring import SettingsWiring
from tests.helpers.in_process import until
from tests.helpers.tiny_models import recites


def find(parent: QWidget, identifier: str) -> QWidget:
    return next(w for w in parent.findChildren(QWidget) if w.accessibleIdentifier() == identifier)


async def test_a_sentence_or_a_way_out(tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PATH", f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}")
    async with compose(Config(places(tmp_path))) as program:
        wiring = program.window.findChild(SettingsWiring)
        wiring.open(Page.SERVER)
        row = wiring._dialog.server.check

        def said() -> str:
            return " ".join(label.text() for label in row.findChildren(WrappedLabel))

        find(row, "settings.server.check").click()
        await until(lambda: "Everything works" in said())
        version = program.engine.state.version
        assert f"Everything works: engine {version} answers, and the processor does the work." in said()
        assert TOUR_TAG not in [model.tag for model in await program.models._library.installed()]
        mend = find(row, "settings.server.check.mend")
        assert mend.isHidden()

        # A card that computes wrongly cannot be had: a model that says other words stands for it.
        build = program.presenters.tour._tour
        monkeypatch.setattr(build, "_build", lambda: recites("deepseek2").path)
        find(row, "settings.server.check").click()
        await until(lambda: not mend.isHidden())
        assert "computes wrongly" in said()
        mend.click()
        await until(lambda: program.settings.current.gpu_mode is GpuMode.PROCESSOR)
