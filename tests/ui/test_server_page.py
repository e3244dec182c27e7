"""Settings > Server over a real server: what it is, Restart, its log, and who may use it."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.composition.compose import Config, compose
from app.domain.engine import Origin
from app.domain.errors import ModelsFolderInUse
from app.domain.settings import EnginePlace
from app.engine import listening
from app.engine.listening import outside_address
from app.store.places import places
from app.ui.ask import QuestionDialog
from app.ui.settings.settings_dialog import Page
from app.ui.wiring.server_wiring import ServerWiring
from app.ui.wiring.settings_wiring import SettingsWiring
from tests.engine.test_sharing import free_port
from tests.helpers.in_process import server_of, until
from tests.helpers.real_engine import RealEngine


def find(parent: QWidget, identifier: str) -> QWidget:
    return next(w for w in parent.findChildren(QWidget) if w.accessibleIdentifier() == identifier)


async def test_the_server_its_log_and_who_may_use_it(
    tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setattr(listening, "_USUAL_PORT", free_port())
    monkeypatch.setenv("PATH", f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}")
    async with compose(Config(places(tmp_path))) as program:
        wiring = program.window.findChild(SettingsWiring)
        wiring.open(Page.SERVER)
        dialog = wiring._dialog
        page = dialog.server
        await until(lambda: program.engine.state.is_ready)
        assert page._card.accessibleName() == "The engine is running"
        assert program.engine.state.url in page._card.accessibleDescription()
        assert program.engine.state.version in page._card.accessibleDescription()

        find(page, "settings.server.log").click()
        log = dialog.findChild(ServerWiring)._log
        await until(lambda: "Listening on" in log._text.toPlainText())
        find(log, "log.copy").click()
        assert "Listening on" in QGuiApplication.clipboard().text()
        QGuiApplication.clipboard().clear()

        before = server_of(program).pid
        find(page, "settings.server.restart").click()
        await until(lambda: program.engine.state.is_ready and not psutil.pid_exists(before))
        await until(lambda: log._text.toPlainText().count("Listening on") == 2)  # it goes on without being asked
        log.close()
        await until(lambda: not program.tasks.is_running("engine:log"))

        # To share asks first, and says what it means.
        before = server_of(program).pid
        find(page, "settings.share_models.True").toggle()
        question = page._sharing.findChild(QuestionDialog)
        question.reject()
        assert not program.settings.current.share_models
        assert not program.engine.state.shared_url
        find(page, "settings.share_models.True").toggle()
        question = next(q for q in page._sharing.findChildren(QuestionDialog) if q.isVisible())
        assert "delete" in " ".join(w.text() for w in question.findChildren(QWidget) if hasattr(w, "text"))
        question.accept()
        await until(lambda: program.engine.state.shared_url and not psutil.pid_exists(before))
        assert "Shared with your network" in program.window.footer.text()
        assert program.engine.state.shared_url in page._sharing._explanation.text()

        # In another network it ends by itself, and only that network is asked for.
        sharing = program.presenters.server._sharing
        assert program.settings.current.shared_network == outside_address()
        before = server_of(program).pid
        network = "192.0.2.77"
        monkeypatch.setattr(sharing, "_address", lambda: network)
        program.tasks.cancel("engine:sharing")
        await program.tasks.join("engine:sharing")
        sharing.follow(program.engine.state)
        await until(lambda: not program.settings.current.share_models and not psutil.pid_exists(before))
        await until(lambda: program.engine.state.is_ready)
        assert not program.engine.state.shared_url
        bar = program.window.notices._bars["sharing"]
        program.window.notices.acted.emit("sharing")
        assert "sharing" not in program.window.notices._bars
        assert bar is not None
        await until(lambda: program.engine.state.shared_url)
        assert program.settings.current.shared_network == network

        find(page, "settings.share_models.False").toggle()
        await until(lambda: program.engine.state.is_ready and not program.engine.state.shared_url)
        assert "Shared" not in program.window.footer.text()
        dialog.close()


async def test_our_own_beside_an_ollama_that_runs(
    tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chosen on the page, back again; the other one is never touched, and no folder has two writers."""
    monkeypatch.setenv("PATH", f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}")
    theirs = tmp_path / "theirs"
    with RealEngine(engine_program, theirs) as other:
        monkeypatch.setattr("app.services.engine.DEFAULT_URL", other.url)
        async with compose(Config(places(tmp_path / "profile"))) as program:
            program.window.findChild(SettingsWiring).open(Page.SERVER)
            dialog = program.window.findChild(SettingsWiring)._dialog
            await until(lambda: program.engine.state.is_ready)
            assert program.engine.state.url == other.url
            assert "Baleen doesn't stop it" in dialog.server._card.accessibleDescription()
            assert not find(dialog, "settings.server.restart").isVisible()

            find(dialog, "settings.place.own").click()
            await until(lambda: program.engine.state.is_ready and program.engine.state.url != other.url)
            assert program.engine.state.origin is Origin.MANAGED
            assert program.settings.current.engine_place is EnginePlace.OWN
            server = server_of(program).pid
            ours = psutil.Process(server).environ()["OLLAMA_MODELS"]
            assert not Path(ours).is_relative_to(theirs)
            assert psutil.Process(other.pid).status() != psutil.STATUS_ZOMBIE

            # The other one's folder cannot be had, for it writes there.
            monkeypatch.setattr("app.engine.host.other_servers", lambda: frozenset({other.pid}))
            program.settings.change("models_folder", psutil.Process(other.pid).environ()["OLLAMA_MODELS"])
            find(dialog, "settings.server.restart").click()
            await until(lambda: isinstance(program.engine.state.error, ModelsFolderInUse))
            assert "Another Ollama uses the folder" in dialog.server._card.accessibleName()
            program.settings.change("models_folder", "")
            find(dialog, "settings.server.restart").click()
            await until(lambda: program.engine.state.is_ready)
            server = server_of(program).pid

            find(dialog, "settings.place.automatic").click()
            await until(lambda: program.engine.state.is_ready and program.engine.state.url == other.url)
            assert not psutil.pid_exists(server)
            dialog.close()
        assert psutil.Process(other.pid).status() != psutil.STATUS_ZOMBIE


async def test_a_mirror_for_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PATH", str(tmp_path))
    async with compose(Config(places(tmp_path / "profile"))) as program:
        program.window.findChild(SettingsWiring).open(Page.SERVER)
        dialog = program.window.findChild(SettingsWiring)._dialog
        field = find(dialog, "settings.engine_mirror")
        for wrong in ("ftp://x", "https://ada:secret@x", "two words", "https://", "https://x/?q"):
            field.setText(wrong)
            field.editingFinished.emit()
            assert find(dialog, "settings.engine_mirror.problem").isVisible(), wrong
            assert not program.settings.current.engine_mirror
        field.setText("mirror.example/ollama/ ")
        field.editingFinished.emit()
        assert not find(dialog, "settings.engine_mirror.problem").isVisible()
        assert program.settings.current.engine_mirror == "https://mirror.example/ollama"
        archive = program.presenters.install.archive
        assert archive is not None
        assert archive.url == f"https://mirror.example/ollama/{archive.name}"
        field.setText("")
        field.editingFinished.emit()
        assert program.presenters.install.archive.url.startswith("https://github.com/")
        dialog.close()
