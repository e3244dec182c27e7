"""Downloads through a real proxy that opens secure connections, in the running program with a real server."""

from __future__ import annotations

import os
import shutil
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget

from app.composition.compose import Baleen, Config, compose
from app.domain.downloads import DownloadState
from app.domain.errors import BadProxy, EngineArchiveUnreachable, NetworkBlocks
from app.domain.settings import ProxyMode, Settings
from app.engine.system_proxy import server_proxy
from app.llm.certificate_issuer import issuer_of
from app.llm.download_errors import download_error
from app.llm.file_download import FileDownload
from app.llm.registry import OllamaRegistry
from app.presenters.explain import Remedy, explain
from app.services import proxy as proxy_service
from app.services.settings import SettingsService
from app.services.tasks import TaskOwner
from app.store.key_ring import SystemKeyRing
from app.store.places import places
from app.ui.models.proxy_row import ProxyRow
from tests.helpers.in_process import until
from tests.helpers.proxy import COMPANY, HOST, Proxy
from tests.helpers.registry import Registry
from tests.helpers.tiny_models import recites

pytestmark = [pytest.mark.engine("034")]

TAG = f"{HOST}/library/deepseek-tiny:1b"


@pytest.fixture
def registry() -> Iterator[Registry]:
    with Registry() as found:
        found.add(recites().path)
        yield found


@pytest.fixture
def proxy(registry: Registry, tmp_path: Path) -> Iterator[Proxy]:
    if shutil.which("openssl") is None:
        pytest.skip("certificates are made with openssl")
    with Proxy(tmp_path / "proxy", registry.port) as found:
        yield found


@asynccontextmanager
async def baleen(tmp_path: Path, program: Path, patch: pytest.MonkeyPatch) -> AsyncIterator[Baleen]:
    patch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    patch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    async with compose(Config(places(tmp_path / "profile"))) as running:
        await until(lambda: running.engine.state.is_ready and running.models.is_known)
        yield running


async def through(proxy: str | None) -> NetworkBlocks | None:
    try:
        await OllamaRegistry(lambda: proxy).manifest(TAG)
    except NetworkBlocks as error:
        return error
    return None


async def test_a_certificate_that_is_not_trusted_is_named_and_not_accepted(proxy: Proxy) -> None:
    problem = await through(proxy.url)
    assert problem
    assert (problem.reason, problem.issuer) == ("certificate", COMPANY)
    words = explain(problem)
    assert COMPANY in words.cause
    assert Remedy.PROXY_SETTINGS in [remedy for remedy, _ in words.remedies]


async def test_who_trusts_it_gets_through(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(proxy.authority))
    assert await through(proxy.url) is None
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    assert await through(None) is None
    assert proxy.asked == [f"{HOST}:443"] * 2
    proxy.wants_password = True
    problem = await through(proxy.url)
    assert problem
    assert problem.reason == "password"
    problem = await through("http://127.0.0.1:1")
    assert problem
    assert problem.reason == "proxy"


async def test_the_program_and_its_server_go_the_way_that_was_chosen(
    proxy: Proxy, registry: Registry, tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(proxy.authority))
    async with baleen(tmp_path, engine_program, monkeypatch) as program:
        presenter, url = program.presenters.proxy, program.engine.state.url
        presenter.choose(ProxyMode.ADDRESS)
        await until(lambda: program.engine.state.is_ready and program.engine.state.url != url)
        url = program.engine.state.url
        presenter.set_address(proxy.url.removeprefix("http://"))
        await until(lambda: program.engine.state.is_ready and program.engine.state.url != url)
        program.presenters.downloads.get(TAG)
        await until(lambda: (row := program.presenters.downloads.find(TAG)) and row.state is DownloadState.DONE)
        assert len(proxy.asked) > 1, "the server did not come this way"
        assert set(proxy.asked) == {f"{HOST}:443"}
        await until(lambda: program.models.find(TAG))


async def test_a_proxy_with_a_password(
    proxy: Proxy, tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program and its server sign in; name and password are in the keyring, and nowhere on the disk."""
    monkeypatch.setenv("SSL_CERT_FILE", str(proxy.authority))
    monkeypatch.setattr(proxy_service.ProxyTest.__init__, "__defaults__", (TAG,))
    ring: dict[str, str] = {}
    monkeypatch.setattr(SystemKeyRing, "read", lambda _, url: ring.get(url, ""))
    monkeypatch.setattr(SystemKeyRing, "write", lambda _, url, secret: ring.update({url: secret}) is None)
    proxy.wants_password, proxy.password = True, "anna:pass w@rd/1"
    problems: list[object] = []
    async with baleen(tmp_path, engine_program, monkeypatch) as program:
        presenter, url = program.presenters.proxy, program.engine.state.url
        presenter.tested.connect(problems.append)
        presenter.choose(ProxyMode.ADDRESS)
        presenter.set_address(proxy.url)
        await until(lambda: program.settings.current.proxy_address == proxy.url)
        presenter.test()
        await until(lambda: problems)
        assert isinstance(problems[0], NetworkBlocks)
        assert problems[0].reason == "password"
        program.window.sidebar.models_requested.emit()
        (row,) = program.window.findChildren(ProxyRow)
        row.sign_in_entered.emit("anna", "pass w@rd/1")
        await until(lambda: program.settings.current.proxy_has_password)
        await until(lambda: program.engine.state.is_ready and program.engine.state.url != url)
        presenter.test()
        await until(lambda: len(problems) == 2)
        assert problems[1] is None
    async with baleen(tmp_path, engine_program, monkeypatch) as program:
        proxy.asked.clear()
        program.presenters.downloads.get(TAG)
        await until(lambda: (row := program.presenters.downloads.find(TAG)) and row.state is DownloadState.DONE)
        assert len(proxy.asked) > 1, "the server did not come this way"
        await program.settings.flush()
    secret = next(iter(ring.values()))
    for file in (tmp_path / "profile").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert secret.encode() not in content, file
            assert b"pass w@rd" not in content, file
    assert "HTTPS_PROXY:http://***@" in (places(tmp_path / "profile").logs / "engine.log").read_text("utf-8")


async def test_what_the_server_says_of_a_certificate(
    proxy: Proxy, tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not tell who signed: we do."""
    async with baleen(tmp_path, engine_program, monkeypatch) as program:
        url = program.engine.state.url
        program.settings.change("proxy_address", proxy.url)
        program.settings.change("proxy", ProxyMode.ADDRESS)
        await until(lambda: program.engine.state.is_ready and program.engine.state.url != url)
        program.presenters.downloads.get(TAG)
        await until(lambda: (row := program.presenters.downloads.find(TAG)) and row.error)
        row = program.presenters.downloads.find(TAG)
        assert row
        assert isinstance(row.error, NetworkBlocks)
        assert row.error.reason == "certificate"
        assert row.error.issuer == COMPANY


async def test_the_page_tests_the_way_and_says_what_is_wrong(
    proxy: Proxy, tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxy_service.ProxyTest.__init__, "__defaults__", (TAG,))
    async with baleen(tmp_path, engine_program, monkeypatch) as program:
        program.window.sidebar.models_requested.emit()

        def find(identifier: str) -> QWidget:
            every = program.window.findChildren(QWidget)
            return next(one for one in every if one.accessibleIdentifier() == identifier)

        def result() -> str:
            return str(find("settings.proxy.result").property("text"))

        assert not find("settings.proxy_address").isVisible()
        program.presenters.proxy.choose(ProxyMode.ADDRESS)
        field = find("settings.proxy_address")
        assert isinstance(field, QLineEdit)
        assert field.isVisible()
        field.setText("proxy.example")
        field.editingFinished.emit()
        await until(lambda: "number at its end" in result())
        field.setText("not a proxy")
        find("settings.proxy.test").click()  # type: ignore[attr-defined]
        assert result() == "Trying…"
        await until(lambda: result() != "Trying…")
        assert "internet" not in result(), "it tried another way than the one that was written"
        assert find("settings.proxy.test").isEnabled()
        field.setText(proxy.url)
        field.editingFinished.emit()
        await until(lambda: program.settings.current.proxy_address == proxy.url)
        assert not program.settings.current.proxy_has_password
        program.presenters.proxy.test()
        await until(lambda: COMPANY in result())
        monkeypatch.setenv("SSL_CERT_FILE", str(proxy.authority))
        program.presenters.proxy.test()
        await until(lambda: result() == "Downloads get through.")
        field.setText("")
        field.editingFinished.emit()
        await until(lambda: program.settings.current.proxy_address == "")
        assert field.isVisible()


async def test_an_emptied_address_is_forgotten_with_its_password() -> None:
    kept: dict[str, str] = {}

    class Ring:
        def read(self, url: str) -> str:
            return kept.get(url, "")

        def write(self, url: str, key: str) -> bool:
            kept[url] = key
            return True

    async def save(settings: Settings) -> None:
        pass

    async with TaskOwner() as tasks:
        settings = SettingsService(Settings(proxy=ProxyMode.ADDRESS), save, tasks)
        access = proxy_service.ProxyAccess(Ring(), settings)
        await access.use("http://me:secret@proxy.example:3128")
        address = settings.current.proxy_address
        assert kept[address] == "me:secret"
        assert access.chosen() == "http://me:secret@proxy.example:3128"
        await access.use("  ")
        assert (settings.current.proxy_address, settings.current.proxy_has_password) == ("", False)
        assert kept == {address: ""}
        assert access.chosen() is None, "the system's way"


def test_the_engine_comes_the_same_way(proxy: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = iter((proxy.url, proxy.url))
    fetch = FileDownload(lambda: next(ways))
    size = len(b"{}")
    with pytest.raises(EngineArchiveUnreachable) as raised:
        fetch(f"https://{HOST}/engine", tmp_path / "engine", size, lambda _: None, threading.Event())
    assert (raised.value.reason, raised.value.issuer) == ("certificate", COMPANY)
    words = explain(raised.value)
    assert COMPANY in words.cause
    assert words.remedies[0][0] is Remedy.PROXY_SETTINGS
    monkeypatch.setenv("SSL_CERT_FILE", str(proxy.authority))
    with pytest.raises(EngineArchiveUnreachable) as raised:
        fetch(f"https://{HOST}/engine", tmp_path / "engine", size, lambda _: None, threading.Event())
    assert raised.value.detail == "HTTP 404", "it got through to a server that has no such file"


def test_what_the_servers_words_mean() -> None:
    for text, reason in {
        "tls: failed to verify certificate: x509: certificate signed by unknown authority": "certificate",
        "proxyconnect tcp: dial tcp 127.0.0.1:1: connect: connection refused": "proxy",
        'Get "https://h/v2/": Proxy Authentication Required': "password",
    }.items():
        error = download_error(text, "m:1b")
        assert isinstance(error, NetworkBlocks)
        assert error.reason == reason
        assert explain(error).cause


def test_words_for_every_bad_address() -> None:
    causes = {explain(BadProxy(reason=reason)).cause for reason in ("scheme", "port", "address")}
    assert len(causes) == 3


def test_the_systems_proxy_is_told_to_the_server_where_its_environment_is_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("urllib.request.getproxies", lambda: {"https": "http://system:1"})
    assert server_proxy(None, {}) == {"HTTPS_PROXY": "http://system:1"}
    assert server_proxy(None, {"https_proxy": "http://mine:1"}) == {}
    assert server_proxy("http://p:1", {"no_proxy": "intranet"})["NO_PROXY"].endswith(",intranet")


def test_the_issuer_of_a_certificate(proxy: Proxy) -> None:
    leaf = ssl.PEM_cert_to_DER_cert((proxy.authority.parent / "leaf.pem").read_text())
    assert issuer_of(leaf) == COMPANY
    for cut in range(0, len(leaf), 7):
        issuer_of(leaf[:cut])
        issuer_of(leaf[:cut] + bytes([leaf[cut] ^ 0xFF]) + leaf[cut + 1 :])
