"""The engine is installed from inside the window, from archives around the real server, over a bad network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from app.composition.compose import Baleen, Config, compose
from app.domain.engine import EngineState, Origin, Phase
from app.domain.engine_install import EngineArchive, InstallPhase, is_update, lacks_amd_part
from app.domain.errors import EngineArchiveBad, EngineArchiveUnreachable, EngineDoesNotStart, EngineNoSpace
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.engine import installation
from app.services import engine_install
from app.store.places import places
from app.ui.ask import QuestionDialog
from app.ui.chat.empty_state import EmptyKind
from app.ui.settings.engine_update_row import EngineUpdateRow
from app.ui.settings.settings_dialog import Page
from app.ui.wiring.settings_wiring import SettingsWiring
from tests.helpers.engine_archives import described, member, real_archive, tar_of, zst_of
from tests.helpers.file_server import FileServer
from tests.helpers.in_process import server_of, until

pytestmark = pytest.mark.usefixtures("quiet_computer")


@pytest.fixture
def quiet_computer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No Ollama on this computer but the one that the test installs; retries without waiting."""
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
    monkeypatch.setattr("app.engine.locate.Locator._usual_folders", lambda _: iter(()))
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setattr(engine_install, "RETRY_DELAYS_S", (0.01, 0.01))


@pytest.fixture(scope="session")
def archive_file(engine_program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("archive") / "ollama-test.tar.zst"
    real_archive(engine_program, file)
    return file


def release_file(folder: Path, archive: Path, url: str, *, sha256: str = "", version: str = "0.0.1") -> Path:
    pin = described(archive)
    file = folder / "release.toml"
    rows = "".join(
        f"""
[[archive]]
system = "{system}"
machine = "any"
name = "{archive.name}"
sha256 = "{sha256 or pin.sha256}"
size_bytes = {pin.size_bytes}
unpacked_bytes = {pin.unpacked_bytes}
"""
        for system in ("linux", "darwin", "win32")
    )
    file.write_text(f'version = "{version}"\nsource = "{url}"\n{rows}', "utf-8")
    return file


@asynccontextmanager
async def baleen(tmp_path: Path, release: Path) -> AsyncIterator[Baleen]:
    async with compose(Config(places(tmp_path / "profile"), engine_release=release)) as program:
        await until(lambda: program.engine.state.phase is Phase.MISSING)
        yield program


def leftovers(tmp_path: Path) -> list[str]:
    root = tmp_path / "profile/data/engine/programs"
    return sorted(str(p.relative_to(root)) for p in root.rglob("*") if p.is_file()) if root.exists() else []


async def test_one_click_installs_and_starts_it(tmp_path: Path, archive_file: Path) -> None:
    """Through two broken connections to a server that answers; nothing but the program is left."""
    with FileServer(archive_file.read_bytes()) as server:
        server.breaks_after = [5_000_000, 3_000_000]
        release = release_file(tmp_path, archive_file, server.url)
        async with baleen(tmp_path, release) as program:
            window, install = program.window, program.presenters.install
            assert window.empty_state._kind is EmptyKind.NO_ENGINE
            seen: list[float] = []
            install.state_changed.connect(lambda state: seen.append(state.done_bytes))
            window.empty_state.install._install.click()
            await until(lambda: install.state.phase is InstallPhase.DONE)
            assert program.engine.state.is_ready
            assert program.engine.state.origin is Origin.MANAGED
            assert len(server.requests) == 3
            assert install.installed_version == "0.0.1"
            assert not any(name.startswith("downloads") for name in leftovers(tmp_path))
            await until(lambda: window.empty_state._kind is EmptyKind.NO_MODEL)
        # It is found again at the next start, without the network.
        async with compose(Config(places(tmp_path / "profile"), engine_release=release)) as again:
            await until(lambda: again.engine.state.is_ready)
            again.presenters.install.remove()
            await until(lambda: again.engine.state.phase is Phase.MISSING)
            assert leftovers(tmp_path) == []


async def test_the_settings_install_it_and_remove_it(tmp_path: Path, archive_file: Path) -> None:
    """A failed check leads to it, and the page says how far it is."""
    with FileServer(archive_file.read_bytes()) as server:
        async with baleen(tmp_path, release_file(tmp_path, archive_file, server.url)) as program:
            wiring = program.window.findChild(SettingsWiring)
            wiring.open(Page.SERVER)
            page = wiring._dialog.server
            assert page._card._restart.text() == "Look again"
            assert page.engine_update.isVisible()
            assert page.engine_update._button.text() == "Install"
            page.check._start.click()
            await until(lambda: page.check._mend.isVisible())
            assert page.check._mend.text() == "Install the engine"
            server.hold.clear()
            page.check._mend.click()
            await until(lambda: page.engine_update._button.text() == "Pause")
            server.hold.set()
            await until(lambda: program.engine.state.is_ready)
            await until(lambda: not page.engine_update.isVisible())
            assert page._card._restart.text() == "Restart"

            assert page.engine_remove.isVisible()
            page.engine_remove._button.click()
            page.engine_remove.findChild(QuestionDialog).accept()
            await until(lambda: program.engine.state.phase is Phase.MISSING)
            await until(lambda: page.engine_update.isVisible() and not page.engine_remove.isVisible())
            assert leftovers(tmp_path) == []
            wiring._dialog.close()


async def test_pause_resume_and_cancel(tmp_path: Path, archive_file: Path) -> None:
    """A pause keeps what arrived, a cancel leaves nothing."""
    with FileServer(archive_file.read_bytes()) as server:
        release = release_file(tmp_path, archive_file, server.url)
        async with baleen(tmp_path, release) as program:
            install = program.presenters.install
            server.hold.clear()
            install.install()
            await until(lambda: install.state.done_bytes > 0)
            install.pause()
            assert install.state.phase is InstallPhase.PAUSED
            server.hold.set()
            await until(lambda: any(name.startswith("downloads") for name in leftovers(tmp_path)))
            server.hold.clear()
            install.install()
            await until(lambda: len(server.requests) == 2)
            assert server.requests[-1].startswith("bytes=")
            install.cancel()
            server.hold.set()
            await until(lambda: install.state.phase is InstallPhase.IDLE and not leftovers(tmp_path))
            assert program.engine.state.phase is Phase.MISSING


async def failed(program: Baleen, kind: type[Exception]) -> None:
    """Try to install, and see it fail in this way with nothing changed."""
    install = program.presenters.install
    install.install()
    await until(lambda: install.state.phase is InstallPhase.FAILED)
    assert isinstance(install.state.error, kind), install.state.error
    assert program.presenters.notices.notices, "nobody is told"
    assert install.installed_version == ""


async def test_what_is_not_the_archive_is_never_installed(tmp_path: Path, archive_file: Path) -> None:
    with FileServer(archive_file.read_bytes()) as server:
        release = release_file(tmp_path, archive_file, server.url, sha256="0" * 64)
        async with baleen(tmp_path, release) as program:
            await failed(program, EngineArchiveBad)
            assert leftovers(tmp_path) == [], "the next try would go on from damaged bytes"


async def test_no_network_and_a_portal(tmp_path: Path, archive_file: Path) -> None:
    with FileServer(archive_file.read_bytes()) as server:
        server.page = (200, b"<html>Log in</html>")
        release = release_file(tmp_path, archive_file, server.url)
        async with baleen(tmp_path, release) as program:
            await failed(program, EngineArchiveUnreachable)
            server.page = None
            server.breaks_after = [100_000]
            program.presenters.install.install()
            await until(lambda: program.presenters.install.state.phase is InstallPhase.DONE)


async def test_no_space(tmp_path: Path, archive_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "_RESERVE_BYTES", 1 << 60)
    with FileServer(archive_file.read_bytes()) as server:
        async with baleen(tmp_path, release_file(tmp_path, archive_file, server.url)) as program:
            await failed(program, EngineNoSpace)
            assert server.requests == [], "asked for before it was looked"


async def test_an_engine_that_does_not_start_is_undone(tmp_path: Path, archive_file: Path) -> None:
    """One that cannot tell its version, and one that tells it and then does not serve; the good one stays."""
    with FileServer(archive_file.read_bytes()) as server:
        release = release_file(tmp_path, archive_file, server.url)
        async with baleen(tmp_path, release) as program:
            install = program.presenters.install
            install.install()
            await until(lambda: install.state.phase is InstallPhase.DONE)
            for script in (b"#!/bin/sh\nexit 3\n", b"#!/bin/sh\n[ $1 = serve ] && exit 3\necho version 9\n"):
                bad = tmp_path / "bad.tar.zst"
                bad.write_bytes(zst_of(tar_of([(member("bin/ollama", mode=0o755), script)])))
                release_file(tmp_path, bad, server.url)
                install.install(bad)
                await until(lambda: install.state.phase is InstallPhase.FAILED)
                assert isinstance(install.state.error, EngineDoesNotStart)
                await until(lambda: program.engine.state.is_ready)
                assert install.installed_version == "0.0.1"
                assert bad.exists(), "the person's own file is not ours to delete"
                assert sum(name.endswith("bin/ollama") for name in leftovers(tmp_path)) == 1


def test_the_release_that_baleen_carries() -> None:
    """Every kind of computer that we build for has an archive with a whole sum."""
    from app.engine.release import pinned_archive

    for system, machine in (
        ("linux", "x86_64"),
        ("linux", "aarch64"),
        ("darwin", "arm64"),
        ("win32", "AMD64"),
        ("win32", "ARM64"),
    ):
        archive = pinned_archive(Config.__dataclass_fields__["engine_release"].default, system, machine)  # type: ignore[arg-type]
        assert archive is not None
        assert archive.size_bytes > 100_000_000
        assert archive.url.endswith(f"/v{archive.version}/{archive.name}")


async def test_a_newer_engine_is_offered_and_comes_only_when_asked_for(tmp_path: Path, archive_file: Path) -> None:
    with FileServer(archive_file.read_bytes()) as server:
        release = release_file(tmp_path, archive_file, server.url)
        async with baleen(tmp_path, release) as program:
            program.presenters.install.install()
            await until(lambda: program.presenters.install.state.phase is InstallPhase.DONE)
            wiring = program.window.findChild(SettingsWiring)
            wiring.open("server")
            page = wiring._dialog.server
            row = page.engine_update
            assert page._card.accessibleName() == "The engine is running"
            assert not row.isVisible()  # what is pinned is older

            release_file(tmp_path, archive_file, server.url, version="99.0.0")
            before, fetched = server_of(program).pid, len(server.requests)
            program.presenters.engine.restart()
            await until(row.isVisible)
            assert "99.0.0" in row._title.text()
            assert len(server.requests) == fetched  # nothing by itself
            assert program.presenters.install.installed_version == "0.0.1"

            row._button.click()
            await until(lambda: program.presenters.install.installed_version == "99.0.0")
            await until(lambda: program.presenters.install.state.phase is InstallPhase.DONE)
            assert len(server.requests) > fetched
            assert not psutil.pid_exists(before)
            assert program.engine.state.is_ready
            wiring._dialog.close()


@pytest.mark.parametrize(
    ("running", "origin", "offered", "expected"),
    [
        ("0.34.4", Origin.MANAGED, "0.35.0", True),
        ("0.35.0", Origin.MANAGED, "0.35.0", False),
        ("0.40.2", Origin.MANAGED, "0.35.0", False),
        ("0.34.4", Origin.EXTERNAL, "0.35.0", False),
        ("0.0.0", Origin.MANAGED, "0.35.0", False),
        ("0.9.1", Origin.MANAGED, "0.10.0", True),
    ],
)
def test_what_counts_as_newer(running: str, origin: Origin, offered: str, expected: bool) -> None:
    archive = EngineArchive(offered, "a.tgz", "http://127.0.0.1:1/a.tgz", "0" * 64, 1, 1)
    assert is_update(archive, EngineState(Phase.READY, "http://127.0.0.1:1", running, origin)) is expected


@pytest.mark.parametrize(
    ("vendor", "shares", "system", "is_told"),
    [
        (Vendor.AMD, False, "linux", True),
        (Vendor.AMD, False, "win32", True),
        (Vendor.AMD, False, "darwin", False),
        (Vendor.AMD, True, "linux", False),
        (Vendor.NVIDIA, False, "linux", False),
    ],
)
def test_who_has_an_amd_card_is_told_what_is_not_installed(
    qapp: object, vendor: Vendor, shares: bool, system: str, is_told: bool
) -> None:
    hardware = Hardware("x", 8, 2**34, 2**33, (GraphicsCard("card", vendor, shares_memory=shares),))
    assert lacks_amd_part(hardware, system) is is_told
    assert not lacks_amd_part(None, system)
    row = EngineUpdateRow()
    row.set_offer(EngineArchive("0.35.0", "a", "u", "0" * 64, 10**9, 10**9), has_amd=is_told)
    assert ("extra file for AMD cards isn't installed" in row._explanation.text()) is is_told
    assert "tested with it" in row._explanation.text()
