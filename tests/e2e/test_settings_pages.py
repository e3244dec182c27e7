"""The list of the settings' pages, as a screen reader has it."""

from __future__ import annotations

from collections.abc import Callable

from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.program import Program
from tests.helpers.screen_reader import wait_for


def test_pages_are_tabs_of_which_one_is_selected(program: Callable[..., Program], server: FakeOllama) -> None:
    run = program("--ollama-url", server.url)
    run.press(id_="sidebar.settings", timeout_s=60)
    for page in ("models", "appearance", "about", "general"):
        run.press(id_=f"settings.page.{page}")
        tab = run.find(id_=f"settings.page.{page}", role="page tab")
        wait_for(lambda tab=tab: "selected" in tab.states, f"{page} is not selected")  # type: ignore[misc]
        others = [run.find(id_=f"settings.page.{other}") for other in ("server", "performance")]
        assert not any("selected" in other.states for other in others)
    assert run.quit() == 0
