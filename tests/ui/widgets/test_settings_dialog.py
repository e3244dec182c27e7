"""Changing settings: what is shown is true, what is changed is told once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.models import TOUR_TAG, InstalledModel
from app.domain.options import KeepAlive
from app.domain.settings import EnginePlace, ProxyMode, Settings, ShowThinking, Theme, checked
from app.presenters.model_list_model import ModelListModel
from app.ui.ask import QuestionDialog
from app.ui.controls.combo import Combo
from app.ui.settings.page_button import PageButton
from app.ui.settings.settings_dialog import Page, SettingsDialog
from tests.ui.widgets.conftest import heard


@pytest.fixture
def dialog(qtbot: QtBot, models: ModelListModel) -> SettingsDialog:
    dialog = SettingsDialog(models)
    dialog.set_settings(Settings())
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    return dialog


def find(dialog: QWidget, identifier: str) -> QWidget:
    return next(w for w in dialog.findChildren(QWidget) if w.accessibleIdentifier() == identifier)


def test_showing_settings_tells_nobody(dialog: SettingsDialog) -> None:
    edited = heard(dialog.edited)
    dialog.set_settings(
        Settings(
            theme=Theme.DARK,
            text_scale_percent=150,
            show_thinking=ShowThinking.OPEN,
            enter_sends=False,
            context_tokens=32768,
            keep_alive=KeepAlive.FOREVER,
            engine_path="/opt/ollama",
            engine_url="http://10.0.0.2:11434",
        )
    )
    assert edited == []
    combo = find(dialog, "settings.text_scale_percent")
    assert isinstance(combo, QComboBox)
    assert combo.currentText() == "150 %"
    field = find(dialog, "settings.engine_path")
    assert isinstance(field, QLineEdit)
    assert field.text() == "/opt/ollama"


@pytest.mark.parametrize(
    ("page", "identifier", "key", "value"),
    [
        (Page.GENERAL, "settings.enter_sends.False", "enter_sends", False),
        (Page.APPEARANCE, "settings.theme.dark", "theme", Theme.DARK),
        (Page.APPEARANCE, "settings.theme.light", "theme", Theme.LIGHT),
    ],
)
def test_a_segment_changes_a_setting(
    qtbot: QtBot, dialog: SettingsDialog, page: Page, identifier: str, key: str, value: object
) -> None:
    dialog.open_page(page)
    edited = heard(dialog.edited)
    segment = find(dialog, identifier)
    assert isinstance(segment, QRadioButton)
    qtbot.mouseClick(segment, Qt.MouseButton.LeftButton)
    assert edited == [[key, value]]
    assert checked(key, value) == value


@pytest.mark.parametrize(
    ("page", "key", "place", "value"),
    [
        (Page.GENERAL, "show_thinking", 2, ShowThinking.HIDDEN),
        (Page.APPEARANCE, "text_scale_percent", 0, 80),
        (Page.APPEARANCE, "text_scale_percent", 12, 200),
        (Page.PERFORMANCE, "keep_alive", 1, KeepAlive.ONE_HOUR),
    ],
)
def test_a_list_changes_a_setting(dialog: SettingsDialog, page: Page, key: str, place: int, value: object) -> None:
    dialog.open_page(page)
    edited = heard(dialog.edited)
    combo = find(dialog, f"settings.{key}")
    assert isinstance(combo, Combo)
    combo.activated.emit(place)
    assert edited == [[key, value]]
    assert checked(key, value) == value


def test_how_much_the_model_remembers(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.open_page(Page.PERFORMANCE)
    edited = heard(dialog.edited)
    slider = find(dialog, "settings.context_tokens")
    assert isinstance(slider, QSlider)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert edited == [["context_tokens", 16384]]
    assert "12" in slider.parentWidget().accessibleDescription()


def test_another_computer_is_tried_and_then_used(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.open_page(Page.SERVER)
    edited = heard(dialog.edited)
    tried = heard(dialog.server.computers.try_requested)
    used = heard(dialog.server.computers.use_requested)
    field, key = find(dialog, "settings.engine_url"), find(dialog, "settings.engine_key")
    assert not field.isVisible()
    qtbot.mouseClick(find(dialog, "settings.place.elsewhere"), Qt.MouseButton.LeftButton)
    assert not find(dialog, "settings.engine_url.use").isEnabled()
    qtbot.keyClicks(field, " http://10.0.0.2:11434 ")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert tried == [["http://10.0.0.2:11434", None]]
    qtbot.keyClicks(key, "sk-1")
    assert key.displayText() == "●●●●"
    qtbot.mouseClick(find(dialog, "settings.engine_url.use"), Qt.MouseButton.LeftButton)
    assert used == [["http://10.0.0.2:11434", "sk-1"]]
    assert edited == []
    dialog.set_settings(Settings(theme=Theme.DARK))  # whatever else changes meanwhile
    assert field.isVisible()
    dialog.set_settings(Settings(engine_url="http://10.0.0.2:11434"))
    assert field.isVisible()


def test_what_came_of_a_try_is_seen_without_scrolling(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.resize(dialog.width(), 420)
    dialog.open_page(Page.SERVER)
    qtbot.mouseClick(find(dialog, "settings.place.elsewhere"), Qt.MouseButton.LeftButton)
    result = find(dialog, "settings.engine_url.result")
    dialog.server.computers.set_result("Trying…", is_busy=True)
    qtbot.waitUntil(lambda: result.height() > 0)
    dialog.server.computers.set_result("Nothing answers at 10.0.0.2:11434. Is the other computer on? " * 6)
    qtbot.waitUntil(lambda: result.height() > 3 * result.fontMetrics().height())
    qtbot.waitUntil(lambda: result.visibleRegion().boundingRect() == result.rect(), timeout=5_000)


def test_more_settings_are_seen_when_they_unfold(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.resize(dialog.width(), 420)
    dialog.open_page(Page.PERFORMANCE)
    qtbot.mouseClick(find(dialog, "settings.advanced"), Qt.MouseButton.LeftButton)
    row = find(dialog, "settings.threads")
    qtbot.waitUntil(lambda: row.visibleRegion().boundingRect() == row.rect(), timeout=5_000)


def test_a_test_of_the_proxy_takes_the_address_that_is_being_written(qtbot: QtBot, dialog: SettingsDialog) -> None:
    """A click leaves the focus in the field: what is written there has not been entered."""
    row = dialog.models.proxy_row
    row.set_settings(Settings(proxy=ProxyMode.ADDRESS, proxy_address="http://old:1"))
    dialog.open_page(Page.MODELS)
    asked = heard(row.test_requested)
    field = find(dialog, "settings.proxy_address")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "me:secret@new:2")
    qtbot.mouseClick(find(dialog, "settings.proxy.test"), Qt.MouseButton.LeftButton)
    assert asked == [["me:secret@new:2"]]
    assert field.text() == "new:2"
    row.set_settings(Settings(proxy=ProxyMode.ADDRESS, proxy_address="new:2"))
    row.set_result("")
    qtbot.mouseClick(find(dialog, "settings.proxy.test"), Qt.MouseButton.LeftButton)
    assert asked[1:] == [[""]]


def test_where_models_run_is_one_of_three(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.open_page(Page.SERVER)
    edited, chosen = heard(dialog.edited), heard(dialog.server.place.here_chosen)

    def now() -> list[str]:
        cards = ("automatic", "own", "elsewhere")
        return [each for each in cards if find(dialog, f"settings.place.{each}").isChecked()]  # type: ignore[attr-defined]

    assert now() == ["automatic"]
    qtbot.mouseClick(find(dialog, "settings.place.own"), Qt.MouseButton.LeftButton)
    assert (chosen, now()) == ([[EnginePlace.OWN]], ["own"])
    dialog.set_settings(Settings(engine_place=EnginePlace.OWN))
    qtbot.keyClick(find(dialog, "settings.place.own"), Qt.Key.Key_Down)
    assert now() == ["elsewhere"]  # nothing is in force before there is an address
    qtbot.mouseClick(find(dialog, "settings.place.own"), Qt.MouseButton.LeftButton)
    assert chosen == [[EnginePlace.OWN]]
    assert not find(dialog, "settings.engine_url").isVisible()
    dialog.set_settings(Settings(engine_place=EnginePlace.OWN, engine_url="http://10.0.0.2:11434"))
    assert now() == ["elsewhere"]
    qtbot.mouseClick(find(dialog, "settings.place.automatic"), Qt.MouseButton.LeftButton)
    assert chosen[1:] == [[EnginePlace.AUTOMATIC]]
    assert edited == []


def test_the_server_page_leads_to_the_proxy(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.open_page(Page.SERVER)
    dialog.server.program.proxy_requested.connect(dialog.show_proxy)
    qtbot.mouseClick(find(dialog, "settings.server.proxy"), Qt.MouseButton.LeftButton)
    row = dialog.models.proxy_row
    qtbot.waitUntil(lambda: not row.visibleRegion().isEmpty())
    assert row.isAncestorOf(dialog.focusWidget())


def test_a_model_is_deleted_only_after_a_question(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.open_page(Page.MODELS)
    deleted = heard(dialog.model_delete_requested)
    button = find(dialog, "settings.delete.deepseek-r1:1.5b")
    for result in (QDialog.DialogCode.Rejected, QDialog.DialogCode.Accepted):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        question = next(w for w in dialog.findChildren(QDialog) if w.isVisible())
        assert question.windowTitle() == "Delete DeepSeek R1 1.5B?"
        question.done(result)
        qtbot.waitUntil(lambda: not dialog.findChildren(QDialog))
    assert deleted == [["deepseek-r1:1.5b"]]


def test_the_last_model_gets_a_warning(qtbot: QtBot, dialog: SettingsDialog, models: ModelListModel) -> None:
    models.set_models(models.models[:1], "")
    dialog.open_page(Page.MODELS)
    qtbot.mouseClick(find(dialog, "settings.delete.deepseek-r1:8b"), Qt.MouseButton.LeftButton)
    question = next(w for w in dialog.findChildren(QDialog) if w.isVisible())
    texts = [str(label.text()) for label in question.findChildren(QWidget) if hasattr(label, "text")]
    assert any("You will have no model left." in text for text in texts)
    assert any("5.2 GB" in text for text in texts)
    question.reject()


def test_the_list_of_models_follows(dialog: SettingsDialog, models: ModelListModel) -> None:
    models.set_models([], "")
    dialog.open_page(Page.MODELS)
    rows = [w for w in dialog.findChildren(QWidget) if w.accessibleIdentifier().startswith("settings.delete.")]
    assert not any(row.isVisible() for row in rows)


def test_the_check_is_the_tour(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.open_page(Page.MODELS)
    asked = heard(dialog.check_requested)
    qtbot.mouseClick(find(dialog, "settings.check"), Qt.MouseButton.LeftButton)
    assert asked == [[]]


def test_about_tells_versions_and_licences(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.set_versions("1.2.3", "")
    dialog.open_page(Page.ABOUT)
    licences = find(dialog, "settings.licences")
    assert isinstance(licences, QPlainTextEdit)
    qtbot.waitUntil(lambda: "Lucide" in licences.toPlainText())
    assert find(dialog, "settings.version").property("text") == "1.2.3"
    assert find(dialog, "settings.engine_version").property("text") == "–"


def test_it_opens_at_the_list_of_pages(qtbot: QtBot, dialog: SettingsDialog) -> None:
    assert dialog.focusWidget() is find(dialog, "settings.page.general")
    dialog.open_page(Page.APPEARANCE)
    assert dialog.focusWidget() is find(dialog, "settings.page.appearance")
    assert not any(row.has_ring for row in dialog.findChildren(PageButton))
    find(dialog, "settings.text_scale_percent").setFocus()
    dialog.close()
    dialog.show()
    dialog.activateWindow()
    row = find(dialog, "settings.page.appearance")
    qtbot.waitUntil(row.hasFocus)
    assert not any(row.has_ring for row in dialog.findChildren(PageButton))
    edited = heard(dialog.edited)
    qtbot.keyClick(row, Qt.Key.Key_Down)
    assert dialog.focusWidget() is find(dialog, "settings.page.server")
    assert edited == []


def test_the_ring_is_for_the_keyboard(qtbot: QtBot, dialog: SettingsDialog) -> None:
    row = find(dialog, "settings.page.models")
    assert isinstance(row, PageButton)
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert dialog.focusWidget() is row
    assert not row.has_ring
    qtbot.keyClick(row, Qt.Key.Key_Down)
    below = dialog.focusWidget()
    assert isinstance(below, PageButton)
    assert below.has_ring


def test_a_closed_list_is_not_changed_by_keys(qtbot: QtBot, dialog: SettingsDialog) -> None:
    dialog.open_page(Page.APPEARANCE)
    edited = heard(dialog.edited)
    combo = find(dialog, "settings.text_scale_percent")
    assert isinstance(combo, Combo)
    combo.setFocus()
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_1):
        qtbot.keyClick(combo, key)
    assert (edited, combo.view().isVisible()) == ([], False)
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    qtbot.waitUntil(combo.view().isVisible)
    assert edited == []
    last = combo.model().index(combo.count() - 1, 0)
    assert combo.view().viewport().rect().contains(combo.view().visualRect(last))
    qtbot.keyClick(combo.view(), Qt.Key.Key_Down)
    qtbot.keyClick(combo.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: edited == [["text_scale_percent", 110]])


def test_the_tour_is_not_downloaded_again(dialog: SettingsDialog, models: ModelListModel) -> None:
    models.set_models([InstalledModel(TOUR_TAG, 1_000_000, "t")], TOUR_TAG)
    button = find(dialog, f"settings.delete.{TOUR_TAG}")
    assert isinstance(button, QPushButton)
    button.click()
    (question,) = dialog.findChildren(QuestionDialog)
    words = " ".join(label.text() for label in question.findChildren(QLabel))
    assert "download" not in words
    assert "The tour comes back" in words
    question.reject()


def test_the_file_for_an_export_is_chosen(qtbot: QtBot, dialog: SettingsDialog, tmp_path: Path) -> None:
    asked = heard(dialog.export_requested)
    button = find(dialog, "settings.export")
    assert isinstance(button, QPushButton)
    button.click()
    (chooser,) = dialog.findChildren(QFileDialog)
    assert Path(chooser.selectedFiles()[0]).name.startswith("baleen-chats-")
    assert chooser.defaultSuffix() == "json"
    chooser.fileSelected.emit(str(tmp_path / "chats.json"))
    chooser.reject()
    assert asked == [[str(tmp_path / "chats.json")]]
    dialog.set_export_result("All chats were written to chats.json.")
    assert "All chats were written to chats.json." in [label.text() for label in dialog.findChildren(QLabel)]
