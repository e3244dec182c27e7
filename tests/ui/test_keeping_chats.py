"""Settings > Privacy: how long chats are kept, import, backups, and deleting all, through the whole program."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from app.composition.compose import Baleen, Config, compose
from app.domain.chat import Chat, ChatId
from app.domain.errors import DiskFull
from app.services.chat_keeping import ChatKeeping
from app.store.clock import utc_now
from app.store.places import places
from app.ui.settings.keep_row import KeepRow
from app.ui.settings.settings_dialog import Page, SettingsDialog
from app.ui.wiring.settings_wiring import SettingsWiring
from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.in_process import until
from tests.store.building import ask, opened
from tests.ui.test_server_page import find


@dataclass
class Desk:
    """The program with its Privacy page."""

    program: Baleen
    dialog: SettingsDialog

    @property
    def titles(self) -> list[str]:
        """Of the chats in the sidebar."""
        return sorted(chat.title for chat in self.program.presenters.sidebar.chats)

    def press(self, identifier: str) -> None:
        button = find(self.dialog, identifier)
        assert isinstance(button, QPushButton)
        button.click()

    async def answer(self, identifier: str = "ask.action") -> None:
        """Press a button of the question that comes."""
        await until(lambda: self.questions)
        button = find(self.questions[0], identifier)
        assert isinstance(button, QPushButton)
        button.click()
        await until(lambda: not self.questions)

    @property
    def questions(self) -> list[QDialog]:
        return [each for each in self.dialog.findChildren(QDialog) if each.isVisible()]

    def said(self, identifier: str) -> str:
        """What stands below the title of a row."""
        return find(self.dialog, identifier).accessibleDescription()

    @property
    def keep(self) -> KeepRow:
        return self.dialog.privacy.chats.keep


@asynccontextmanager
async def desk(folder: Path, titles: tuple[str, ...]) -> AsyncIterator[Desk]:
    """A program with chats; the first one is on screen."""
    where = places(folder)
    async with opened(where.data) as store:
        for title in titles:
            await ask(store.chats, await store.chats.create_chat(title, "m"), f"q {title}", f"a {title}")
    with FakeOllama() as server:
        async with compose(Config(where, server.url)) as program:
            program.window.findChild(SettingsWiring).open(Page.PRIVACY)
            [dialog] = program.window.findChildren(SettingsDialog)
            its = Desk(program, dialog)
            await until(lambda: its.titles == sorted(titles))
            await until(lambda: program.engine.state.is_ready)
            yield its
            dialog.close()


def chat_named(its: Desk, title: str) -> Chat:
    return next(chat for chat in its.program.presenters.sidebar.chats if chat.title == title)


async def test_all_are_deleted_after_a_question_and_come_back(tmp_path: Path) -> None:
    async with desk(tmp_path, ("One", "Two")) as its:
        its.press("settings.delete_chats")
        await its.answer("ask.cancel")
        assert its.titles == ["One", "Two"]
        its.press("settings.delete_chats")
        await its.answer()
        await until(lambda: its.titles == [])
        await until(lambda: "2 chat" in its.said("settings.delete_chats"))
        its.program.presenters.keeping.failed.emit(DiskFull())  # as when taking it back fails: it can be tried again
        assert "could not be done" in its.said("settings.delete_chats")
        its.press("settings.delete_chats")  # it is Undo now
        await until(lambda: its.titles == ["One", "Two"])
        await until(lambda: "backup" in its.said("settings.delete_chats"))

        its.press("settings.delete_chats")
        await its.answer()
        await until(lambda: its.titles == [])
        its.press("settings.restore_backup")
        await its.answer("backups.restore.0")
        await until(lambda: its.titles == ["One", "Two"])
        await until(lambda: "2 chat" in its.said("settings.restore_backup"))


async def test_an_export_is_read_in_and_a_bad_file_changes_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path / "old", ("Theirs",)) as its:
        its.program.presenters.export.export(tmp_path / "out.json")
        await until((tmp_path / "out.json").exists)
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps({"format": "other"}))
    async with desk(tmp_path / "new", ("Mine",)) as its:
        box = its.dialog.privacy.chats
        box.import_requested.emit(str(bad))
        await until(lambda: "no chats of Baleen" in its.said("settings.import_chats"))
        box.import_requested.emit(str(tmp_path / "out.json"))
        await until(lambda: its.titles == ["Mine", "Theirs"])
        await until(lambda: "1 chat" in its.said("settings.import_chats"))
        box.import_requested.emit(str(tmp_path / "out.json"))
        await until(lambda: "here already" in its.said("settings.import_chats"))
        assert its.titles == ["Mine", "Theirs"]


async def test_old_chats_go_only_when_that_was_chosen(tmp_path: Path) -> None:
    async with desk(tmp_path, ("Open", "Pinned", "Draft", "Old")) as its:
        presenters = its.program.presenters
        presenters.chat.open(chat_named(its, "Open").id)
        await until(lambda: presenters.chat.chat_id == chat_named(its, "Open").id)
        await its.program.chats.pin(chat_named(its, "Pinned").id, True)
        await its.program.chats.save_draft(chat_named(its, "Draft").id, "half a")
        presenters.keeping.clean()  # nobody has chosen anything
        its.keep.count_requested.emit(30)
        await until(lambda: its.questions)
        assert "No chat is that old" in "".join(
            label.text() for label in its.questions[0].findChildren(QWidget) if hasattr(label, "text")
        )
        await its.answer("ask.cancel")
        assert its.program.settings.current.keep_chats_days == 0

        presenters.keeping._keeping._now = lambda: utc_now() + timedelta(days=31)
        its.keep._combo.chosen.emit(30)
        await its.answer()
        await until(lambda: its.titles == ["Draft", "Open", "Pinned"])
        assert its.program.settings.current.keep_chats_days == 30
        assert its.keep._combo.currentText() == "30 days"
        assert "1 old chat" in its.program.window.toast._label.text()
        its.program.window.show()  # only what is seen can be taken back
        its.program.window.toast.undo()
        await until(lambda: "Old" in its.titles)
        its.press("settings.privacy.restore")
        await until(lambda: its.keep._combo.currentText() == "Forever")
        its.press("settings.privacy.undo")
        await until(lambda: its.program.settings.current.keep_chats_days == 30)
        its.keep._combo.chosen.emit(0)  # longer: nothing to ask
        await until(lambda: its.program.settings.current.keep_chats_days == 0)
        assert not its.questions


async def test_a_chat_that_is_opened_while_the_backup_is_made_stays(tmp_path: Path) -> None:
    async with desk(tmp_path, ("Late", "Old")) as its:
        on_screen: list[ChatId | None] = [None]
        archive = its.program.store.archive

        class Slow:
            async def back_up(self) -> None:
                on_screen.append(chat_named(its, "Late").id)
                await archive.back_up()

        keeping = ChatKeeping(
            Slow(),  # type: ignore[arg-type]
            its.program.chats,
            lambda: utc_now() + timedelta(days=31),
            lambda: on_screen,
        )
        assert await keeping.delete_old(0) == ()
        gone = chat_named(its, "Old").id
        assert await keeping.delete_old(30) == (gone,)
        await until(lambda: its.titles == ["Late"])
        assert await keeping.delete_old(30) == ()


def test_the_combo_asks_before_it_tells(qapp: object) -> None:
    row = KeepRow()
    row.retranslate()
    chosen: list[int] = []
    asked: list[int] = []
    row.chosen.connect(chosen.append)
    row.count_requested.connect(asked.append)
    row.set_value(90)
    row._combo.chosen.emit(30)
    row._combo.chosen.emit(365)
    row._combo.chosen.emit(0)
    assert (asked, chosen) == ([30], [365, 0])
    row.set_value(45)  # written by hand
    assert "45" in row._combo.currentText()
    row.deleteLater()
