"""Everything can be reached by a screen reader alone, and by the keyboard alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from tests.helpers.fake_answers import said
from tests.helpers.fake_ollama import FakeModel, FakeOllama
from tests.helpers.keyboard import press_keys, type_text
from tests.helpers.program import Program
from tests.helpers.screen_reader import Node, find, wait_for

pytestmark = pytest.mark.slow

Start = Callable[..., Program]

with_keyboard = pytest.mark.skipif(shutil.which("xdotool") is None, reason="no xdotool")


def chat(run: Program, server: FakeOllama, question: str) -> None:
    """One chat with one answer."""
    server.answer = said(f"Answer to {question}")
    run.press(id_="sidebar.new_chat")
    run.write(question)
    run.answer(f"Answer to {question}")
    wait_for(lambda: question in titles(run), "the chat is not in the list")


def titles(run: Program) -> list[str]:
    """The chats and headings that the sidebar lists."""
    return [node.name for node in run.find(id_="sidebar.chats").children]


def press_row(run: Program, title: str) -> None:
    """Press a chat of the sidebar; the list may be made anew at any time."""

    def press() -> bool:
        row = find(run.find(id_="sidebar.chats"), name=title)
        if row is not None:
            row.press()
        return row is not None

    wait_for(press, f"{title} is not in the list")


def wait_for_titles(run: Program, *wanted: str) -> None:
    wait_for(lambda: titles(run) == list(wanted), f"other titles than {wanted}")


def has_focus(run: Program, id_: str) -> Node:
    """Wait for the focus."""
    node = run.find(id_=id_)
    wait_for(lambda: "focused" in node.states, f"{id_} has no focus")
    return node


def two_models(server: FakeOllama) -> None:
    server.models["deepseek-r1:8b"] = FakeModel()
    server.models["deepseek-r1:1.5b"] = FakeModel()


# By a screen reader ---------------------------------------------------------------------------------------------------


def test_another_model_is_chosen(program: Start, server: FakeOllama) -> None:
    """The picker is in the tree; pressing one of its items chooses it and closes."""
    two_models(server)
    run = program("--ollama-url", server.url)
    run.press(name="Model: ")
    run.find(id_="picker")
    items = run.find(id_="picker.models").children
    current = next(item.name for item in items if "chosen" in item.name)
    other = "DeepSeek R1 8B" if "1.5B" in current else "DeepSeek R1 1.5B"
    run.press(role="list item", name=f"{other}, ")
    run.gone(id_="picker")
    run.find(id_="composer.model", name=f"Model: {other}")
    has_focus(run, "composer.text")


def test_the_chosen_model_can_be_pressed_too(program: Start, server: FakeOllama) -> None:
    """Pressing what is chosen already closes the picker."""
    run = program("--ollama-url", server.url)
    run.press(name="Model: ")
    run.find(id_="picker.models")
    run.press(role="list item", name="chosen")
    run.gone(id_="picker")


def test_a_chat_is_opened(program: Start, server: FakeOllama) -> None:
    """Pressing a row of the sidebar opens its chat."""
    run = program("--ollama-url", server.url)
    chat(run, server, "First")
    chat(run, server, "Second")
    press_row(run, "First")
    run.answer("Answer to First")
    run.find(id_="header.title", name="First")
    press_row(run, "First")
    press_row(run, "Second")
    run.answer("Answer to Second")


def test_a_chat_is_renamed(program: Start, server: FakeOllama) -> None:
    run = program("--ollama-url", server.url)
    chat(run, server, "First")
    run.press(id_="header.more")
    run.press(name="Rename")
    has_focus(run, "sidebar.rename").write("Another name")
    run.find(id_="composer.text").focus()
    wait_for_titles(run, "Today", "Another name")
    run.find(id_="header.title", name="Another name")


def test_a_chat_is_pinned(program: Start, server: FakeOllama) -> None:
    run = program("--ollama-url", server.url)
    chat(run, server, "First")
    chat(run, server, "Second")
    press_row(run, "First")
    run.find(id_="header.title", name="First")
    run.press(id_="header.more")
    run.press(name="Pin")
    wait_for_titles(run, "Pinned", "First", "Today", "Second")
    run.press(id_="header.more")
    run.press(name="Unpin")
    wait_for(lambda: "Pinned" not in titles(run), "it is still pinned")


def test_a_chat_is_deleted_and_brought_back(program: Start, server: FakeOllama) -> None:
    run = program("--ollama-url", server.url)
    chat(run, server, "First")
    run.press(id_="header.more")
    run.press(name="Delete")
    run.find(role="label", name="deleted")
    wait_for(lambda: "First" not in titles(run), "it is still in the list")
    run.press(id_="toast.undo")
    wait_for_titles(run, "Today", "First")


def test_a_message_has_its_menus(program: Start, server: FakeOllama) -> None:
    run = program("--ollama-url", server.url)
    chat(run, server, "First")
    run.press(id_="message.more")
    run.find(id_="menu", name="More")
    run.press(name="Branch into new chat")
    wait_for(lambda: len([title for title in titles(run) if "First" in title]) == 2, "no second chat")


def test_settings_are_changed(program: Start, server: FakeOllama) -> None:
    """A segment, a list of values and a page: all by their actions."""
    run = program("--ollama-url", server.url)
    run.press(id_="sidebar.settings")
    run.press(id_="settings.page.appearance")
    run.press(id_="settings.theme.dark")
    file = run.profile / "settings.toml"
    wait_for(lambda: file.exists() and 'theme = "dark"' in file.read_text("utf-8"), "the theme is not saved")
    run.press(id_="settings.text_scale_percent")
    run.press(role="list item", name="120 %")
    run.find(role="combo box", name="120 %")
    wait_for(lambda: "text_scale_percent = 120" in file.read_text("utf-8"), "the size is not saved")


def test_a_model_is_deleted(program: Start, server: FakeOllama) -> None:
    """Settings, the button of its row, the question, and it is gone from the server."""
    two_models(server)
    run = program("--ollama-url", server.url)
    run.press(id_="sidebar.models")
    run.press(id_="settings.delete.deepseek-r1:8b")
    run.find(id_="ask.cancel")
    run.press(id_="ask.action")
    server.wait_for(lambda: "deepseek-r1:8b" not in server.models)
    run.gone(id_="settings.delete.deepseek-r1:8b")


def test_text_is_found(program: Start, server: FakeOllama) -> None:
    run = program("--ollama-url", server.url)
    chat(run, server, "First")
    run.press(id_="header.find")
    run.find(id_="find.text").write("answer")
    run.find(name="1 of 1")
    run.press(id_="find.close")
    run.gone(id_="find.text")


# By the keyboard ------------------------------------------------------------------------------------------------------


@with_keyboard
def test_one_can_type_at_once(program: Start, server: FakeOllama) -> None:
    """Also where no window manager gives the focus: the first key lands in the composer."""
    run = program("--ollama-url", server.url)
    _ = run.window
    type_text("at once")
    text = run.find(id_="composer.text")
    wait_for(lambda: text.text == "at once", "the keys went elsewhere")


@with_keyboard
def test_a_chat_without_a_mouse(program: Start, server: FakeOllama) -> None:
    """Ask, a new chat, back to the first one, a new name, away with it and back."""
    run = program("--ollama-url", server.url)
    run.find(name="Model: ")
    for question in ("First", "Second"):
        server.answer = said(f"Answer to {question}")
        has_focus(run, "composer.text")
        type_text(question)
        press_keys("Return")
        run.answer(f"Answer to {question}")
        wait_for(lambda wanted=question: wanted in titles(run), "the chat is not in the list")
        press_keys("ctrl+n")
        run.find(id_="header.title", name="New chat")
    press_keys("F6")
    has_focus(run, "sidebar.chats")
    press_keys("Down", "Down")
    run.find(id_="header.title", name="First")
    press_keys("F2")
    has_focus(run, "sidebar.rename")
    type_text("Renamed")
    press_keys("Return")
    wait_for(lambda: "Renamed" in titles(run), "it kept its name")
    has_focus(run, "sidebar.chats")
    press_keys("Delete")
    run.find(id_="toast.undo")
    wait_for(lambda: "Renamed" not in titles(run), "it is still there")
    press_keys("ctrl+z")
    wait_for(lambda: "Renamed" in titles(run), "it did not come back")


@with_keyboard
def test_another_model_by_keys(program: Start, server: FakeOllama) -> None:
    """Ctrl+M, typing filters, Enter chooses, and one can write; Esc chooses nothing, and the focus comes back."""
    two_models(server)
    run = program("--ollama-url", server.url)
    run.find(name="Model: ")
    has_focus(run, "composer.text")
    press_keys("ctrl+m")
    has_focus(run, "picker.models")
    press_keys("8", "Return")
    run.gone(id_="picker")
    run.find(id_="composer.model", name="Model: DeepSeek R1 8B")
    has_focus(run, "composer.text")
    run.find(id_="composer.model").focus()
    press_keys("ctrl+m")
    has_focus(run, "picker.models")
    press_keys("Down", "Up", "Escape")
    run.gone(id_="picker")
    assert find(run.window, id_="composer.model", name="Model: DeepSeek R1 8B")
    has_focus(run, "composer.model")


@with_keyboard
def test_a_menu_by_keys(program: Start, server: FakeOllama) -> None:
    run = program("--ollama-url", server.url)
    chat(run, server, "First")
    run.find(id_="header.more").focus()
    press_keys("space")
    run.find(id_="menu")
    press_keys("Down", "Return")
    run.gone(id_="menu")
    wait_for_titles(run, "Pinned", "First")
    has_focus(run, "header.more")
