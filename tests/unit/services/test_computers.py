"""Trying and using another computer: where its key goes, and where it does not."""

from __future__ import annotations

import pytest

from app.domain.computers import Greeting, KeyPlace
from app.domain.engine import ServerKind
from app.domain.errors import BadKey, InsecureAddress, ServerAway, TooOld, Unreachable
from app.domain.settings import Settings
from app.services.computers import ComputerService
from app.services.settings import SettingsService
from app.services.tasks import TaskOwner

URL = "http://box:11434"


class Ring:
    """A keyring in a dictionary; `works` False is a system without one."""

    def __init__(self, works: bool = True) -> None:
        self.kept: dict[str, str] = {}
        self.works = works
        self.questions = 0

    def read(self, url: str) -> str:
        self.questions += 1
        return self.kept.get(url, "") if self.works else ""

    def write(self, url: str, key: str) -> bool:
        self.questions += 1
        if self.works:
            self.kept[url] = key
            if not key:
                del self.kept[url]
        return self.works


class Probe:
    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.version = "0.34.4"
        self.is_away = False

    async def greet(self, url: str, key: str, timeout_s: float) -> Greeting:
        self.asked.append((url, key))
        if self.is_away:
            raise Unreachable("no route")
        return Greeting(url, ServerKind.OLLAMA, self.version, 3)


class Desk:
    def __init__(self, settings: Settings | None = None, ring: Ring | None = None) -> None:
        self.saved: list[Settings] = []
        self.again = 0
        self.ring = ring or Ring()
        self.probe = Probe()

        async def save(settings: Settings) -> None:
            self.saved.append(settings)

        async def again() -> None:
            self.again += 1

        self.tasks = TaskOwner()
        self.settings = SettingsService(settings or Settings(), save, self.tasks)
        self.computers = ComputerService(self.probe, self.ring, self.settings, again)


async def test_a_key_lies_in_the_ring_and_goes_to_its_address_alone() -> None:
    desk = Desk()
    async with desk.tasks:
        assert await desk.computers.use("box", " sk-secret\n") is KeyPlace.KEYRING
        await desk.settings.flush()
    assert desk.ring.kept == {URL: "sk-secret"}
    assert desk.computers.key(URL) == "sk-secret"
    assert desk.computers.key("http://other:11434") == ""
    assert (desk.settings.current.engine_url, desk.settings.current.engine_has_key) == (URL, True)
    assert "sk-secret" not in repr(desk.saved)
    assert desk.computers.is_chosen(URL)

    later = Desk(desk.settings.current, desk.ring)
    assert later.computers.key(URL) == ""
    await later.computers.restore()
    assert later.computers.key(URL) == "sk-secret"


async def test_without_a_keyring_it_is_kept_in_memory_and_said_so() -> None:
    desk = Desk(ring=Ring(works=False))
    async with desk.tasks:
        assert await desk.computers.use("box", "sk-secret") is KeyPlace.MEMORY
        assert await desk.computers.use("box", None) is KeyPlace.MEMORY
        assert desk.computers.key(URL) == "sk-secret"
        assert await desk.computers.forget_key()
    assert desk.computers.key(URL) == ""


async def test_a_keyring_that_does_not_let_go_is_told() -> None:
    desk = Desk()
    async with desk.tasks:
        await desk.computers.use("box", "sk-secret")
        desk.ring.works = False
        assert not await desk.computers.forget_key()
        assert desk.computers.key(URL) == ""
        desk.ring.works = True
        await desk.computers.use("box", "sk-secret")
        assert await desk.computers.forget_key()
    assert desk.ring.kept == {}
    assert not desk.settings.current.engine_has_key


async def test_who_has_no_key_never_meets_the_keyring() -> None:
    desk = Desk(Settings(engine_url=URL))
    async with desk.tasks:
        await desk.computers.restore()
        assert await desk.computers.use("box", None) is KeyPlace.NOWHERE
        assert await desk.computers.use("box", "") is KeyPlace.NOWHERE
    assert desk.ring.questions == 0


async def test_another_key_for_the_same_computer_takes_effect_and_an_empty_one_forgets() -> None:
    desk = Desk()
    async with desk.tasks:
        await desk.computers.use("box", "sk-1")
        assert desk.again == 0  # the other address did it
        await desk.computers.use("box", "sk-2")
        assert desk.again == 1
        assert desk.ring.kept == {URL: "sk-2"}
        await desk.computers.use("box", "")
    assert desk.ring.kept == {}
    assert not desk.settings.current.engine_has_key


async def test_what_cannot_be_used_changes_nothing() -> None:
    desk = Desk()
    with pytest.raises(BadKey) as bad:
        await desk.computers.use("box", "two words")
    assert "two words" not in repr(bad.value)
    with pytest.raises(InsecureAddress):
        await desk.computers.use("http://example.com", "sk-1")
    assert desk.settings.current == Settings()
    assert desk.ring.questions == 0


async def test_trying_uses_nothing_and_takes_the_key_that_is_there() -> None:
    desk = Desk()
    async with desk.tasks:
        await desk.computers.use("box", "sk-1")
        assert (await desk.computers.greet("box:11434/", None)).models == 3
        await desk.computers.greet("other", "sk-2")
    assert desk.probe.asked == [(URL, "sk-1"), ("http://other:11434", "sk-2")]
    assert desk.settings.current.engine_url == URL
    assert desk.computers.key("http://other:11434") == ""


async def test_an_old_ollama_and_an_absent_one_are_told_apart() -> None:
    desk = Desk()
    desk.probe.version = "0.11.0"
    with pytest.raises(TooOld):
        await desk.computers.greet("box", None)
    desk.probe.is_away = True
    with pytest.raises(ServerAway) as away:
        await desk.computers.greet("box", None)
    assert away.value.address == URL
