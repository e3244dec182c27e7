"""A model by its name: what it is and how big, before anything is downloaded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from app.composition.compose import Baleen, Config, compose
from app.domain.downloads import Layer, Manifest
from app.domain.errors import NoInternet
from app.llm.registry import OllamaRegistry
from app.presenters.sizes import size_text
from app.store.places import places
from app.ui.models.add_by_name import AddByName
from app.ui.settings.settings_dialog import SettingsDialog
from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.in_process import until
from tests.helpers.registry import Registry
from tests.helpers.tiny_models import recites


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Baleen]:
    with FakeOllama() as server:
        async with compose(Config(places(tmp_path), server.url)) as running:
            running.window.show()
            await until(lambda: running.library.hardware is not None)
            running.window.sidebar.models_requested.emit()
            yield running
            running.window.findChildren(SettingsDialog)[0].close()


class Field:
    """The part of the settings, as a person sees it."""

    def __init__(self, program: Baleen) -> None:
        self.widget = program.window.findChildren(SettingsDialog)[0].models.add_by_name
        self.downloads = program.presenters.downloads

    def part(self, identifier: str) -> QWidget:
        return next(one for one in self.widget.findChildren(QWidget) if one.accessibleIdentifier() == identifier)

    @property
    def button(self) -> QPushButton:
        found = self.part("settings.add")
        assert isinstance(found, QPushButton)
        return found

    def write(self, text: str) -> None:
        name = self.part("settings.add_name")
        name.clear()  # type: ignore[attr-defined]
        QTest.keyClicks(name, text)

    def enter(self) -> None:
        QTest.keyClick(self.part("settings.add_name"), Qt.Key.Key_Return)

    @property
    def says(self) -> str:
        assert isinstance(self.widget, AddByName)
        return self.widget._result.text()


async def test_the_size_is_shown_before_it_is_downloaded(program: Baleen) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path, "deepseek-tiny:1b", padding=3_000_000)
        field = Field(program)
        field.write(tag)
        await until(lambda: "MB" in field.says)  # without a press
        assert field.says.startswith(f"DeepSeek Tiny 1B · {size_text(registry.size_of())} ")
        assert field.says.endswith("Runs great")
        assert field.downloads.rows == ()
        field.enter()
        assert [row.tag for row in field.downloads.rows] == [tag]
        assert field.says == "DeepSeek Tiny 1B is in the list above."
        assert field.button.text() == "Look up"


@pytest.mark.parametrize("text", ["", "   "])
async def test_nothing_written_is_answered_too(program: Baleen, text: str) -> None:
    field = Field(program)
    field.write(text)
    field.button.click()
    assert field.says == "Write the name of a model first, for example deepseek-r1:8b."
    field.write("d")
    assert field.says == ""
    field.write(text)
    field.enter()
    assert field.says.startswith("Write the name")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("two words", "two words"),
        ("deepseek-v4:cloud", "runs on somebody else's computer"),
        ("{host}/library/deepseek-r9:1b", "There is no model called"),
    ],
)
async def test_what_there_is_none_of_is_said(program: Baleen, name: str, words: str) -> None:
    with Registry() as registry:
        field = Field(program)
        field.write(name.replace("{host}", f"127.0.0.1:{registry.port}"))
        field.enter()
        await until(lambda: words in field.says)
        assert field.button.text() == "Look up"
        field.enter()
        assert field.downloads.rows == ()


async def test_an_answer_to_an_older_question_is_passed_over(program: Baleen, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def manifest(_: OllamaRegistry, tag: str) -> Manifest:
        asked.append(tag)
        return Manifest("0" * 64, ())

    monkeypatch.setattr(OllamaRegistry, "manifest", manifest)
    field = Field(program)
    field.write("hf.co/somebody/model:Q4_K_M")
    field.enter()
    field.write("https://huggingface.co/somebody/other")
    field.enter()
    await until(lambda: "Other" in field.says)
    assert asked[-1] == "hf.co/somebody/other:latest"
    assert "Model" not in field.says


@pytest.mark.parametrize(
    ("written", "tag", "said"),
    [
        ("deepseek  r1 8b", "deepseek-r1:8b", "DeepSeek R1 8B · 1.0 GB · "),
        ("DeepSeek-R1:8B", "deepseek-r1:8b", "DeepSeek R1 8B · 1.0 GB · "),
        ("deepseek-ocr:3b", "deepseek-ocr:3b", "DeepSeek OCR 3B · 1.0 GB\nPictures can't be attached"),
    ],
)
async def test_the_names_of_the_page_will_do(
    program: Baleen, monkeypatch: pytest.MonkeyPatch, written: str, tag: str, said: str
) -> None:
    asked: list[str] = []

    async def manifest(_: OllamaRegistry, name: str) -> Manifest:
        asked.append(name)
        return Manifest("0" * 64, (Layer("sha256:" + "0" * 64, 10**9),))

    monkeypatch.setattr(OllamaRegistry, "manifest", manifest)
    field = Field(program)
    field.write(written)
    field.enter()
    await until(lambda: field.says.startswith(said))
    assert asked == [tag]


async def test_without_internet_nothing_is_promised(program: Baleen, monkeypatch: pytest.MonkeyPatch) -> None:
    async def manifest(*_: object) -> Manifest:
        raise NoInternet

    monkeypatch.setattr(OllamaRegistry, "manifest", manifest)
    field = Field(program)
    field.write("deepseek-r1:8b")
    field.enter()
    await until(lambda: field.says == "No internet. The name can't be looked up now.")
