"""Restore defaults on every page that has some, with Undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.domain.settings import DEFAULTS, EnginePlace, Settings, ShowThinking, Theme, checked
from app.presenters.model_list_model import ModelListModel
from app.ui.settings.settings_dialog import Page, SettingsDialog


class Desk:
    """The dialog with settings behind it that follow its edits."""

    def __init__(self, dialog: SettingsDialog) -> None:
        self.dialog = dialog
        self.settings = Settings()
        dialog.edited.connect(self.edit)

    def edit(self, key: str, value: object) -> None:
        self.settings = replace(self.settings, **{key: checked(key, value)})  # type: ignore[arg-type]
        self.dialog.set_settings(self.settings)

    def button(self, page: Page, what: str) -> QPushButton:
        found = next(
            each
            for each in self.dialog.findChildren(QPushButton)
            if each.accessibleIdentifier() == f"settings.{page}.{what}"
        )
        assert isinstance(found, QPushButton)
        return found


@pytest.fixture
def desk(qtbot: QtBot, models: ModelListModel) -> Iterator[Desk]:
    dialog = SettingsDialog(models)
    qtbot.addWidget(dialog)
    dialog.show()
    return Desk(dialog)


def test_a_page_goes_back_and_forth(desk: Desk) -> None:
    desk.dialog.open_page(Page.GENERAL)
    assert not desk.button(Page.GENERAL, "restore").isVisible()
    desk.edit("show_thinking", ShowThinking.HIDDEN)
    desk.edit("enter_sends", False)
    desk.edit("theme", Theme.DARK)
    desk.button(Page.GENERAL, "restore").click()
    assert desk.settings == Settings(theme=Theme.DARK)  # another page's is left alone
    assert not desk.button(Page.GENERAL, "restore").isVisible()
    desk.button(Page.GENERAL, "undo").click()
    assert desk.settings == Settings(theme=Theme.DARK, show_thinking=ShowThinking.HIDDEN, enter_sends=False)
    assert not desk.button(Page.GENERAL, "undo").isVisible()


def test_undo_ends_with_the_next_change_on_the_page(desk: Desk) -> None:
    desk.dialog.open_page(Page.GENERAL)
    desk.edit("notify", False)
    desk.button(Page.GENERAL, "restore").click()
    desk.edit("theme", Theme.DARK)  # of another page
    assert desk.button(Page.GENERAL, "undo").isVisible()
    desk.edit("enter_sends", False)
    assert not desk.button(Page.GENERAL, "undo").isVisible()
    assert desk.button(Page.GENERAL, "restore").isVisible()


def test_the_keyboard_stays_where_it_was(desk: Desk) -> None:
    desk.dialog.open_page(Page.APPEARANCE)
    desk.edit("text_scale_percent", 110)
    desk.button(Page.APPEARANCE, "restore").setFocus()
    desk.button(Page.APPEARANCE, "restore").click()
    assert desk.dialog.focusWidget() is desk.button(Page.APPEARANCE, "undo")
    desk.button(Page.APPEARANCE, "undo").click()
    assert desk.dialog.focusWidget() is desk.button(Page.APPEARANCE, "restore")


def test_each_setting_stands_on_one_page(desk: Desk) -> None:
    keys = [key for page in desk.dialog._pages.values() for key in page.restore._keys]
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(DEFAULTS)


def test_the_server_page_leads_home(desk: Desk) -> None:
    desk.dialog.open_page(Page.SERVER)
    desk.edit("engine_place", EnginePlace.OWN)
    desk.edit("engine_url", "http://10.0.0.2:11434")
    desk.button(Page.SERVER, "restore").click()
    assert desk.settings == Settings()
