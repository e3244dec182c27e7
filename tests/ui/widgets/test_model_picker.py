"""Choosing a model with the keyboard alone, or the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMargins, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.downloads import Download, DownloadState
from app.domain.fit import ModelFacts, verdict
from app.domain.hardware import Hardware
from app.domain.models import InstalledModel
from app.presenters.model_list_model import ModelListModel
from app.presenters.picker_model import ToGet
from app.ui.controls.painting import SHADOW
from app.ui.main_window import MainWindow
from app.ui.models import model_delegate
from app.ui.models.model_picker import ModelPicker
from app.ui.theme import theme
from app.ui.tokens import FontRole
from tests.ui.widgets.conftest import MODELS, heard


@pytest.fixture
def picker(qtbot: QtBot, window: MainWindow) -> ModelPicker:
    qtbot.waitUntil(window.composer.text_edit.hasFocus)
    qtbot.keyClick(window.composer.text_edit, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.picker.isVisible)
    return window.picker


def names(picker: ModelPicker) -> list[str]:
    return [row.name for row in picker.model.rows if not row.is_heading]


def test_it_opens_at_the_model_that_answers_now(picker: ModelPicker) -> None:
    assert picker.list.hasFocus()
    assert names(picker) == ["DeepSeek R1 8B", "DeepSeek R1 1.5B"]
    assert picker.list.currentIndex().data() == "DeepSeek R1 8B"


def test_it_lies_in_the_window_beside_its_button(picker: ModelPicker, window: MainWindow) -> None:
    button = window.composer.model_button
    beside = QRect(button.mapTo(window, QPoint(0, 0)), button.size())
    assert picker.parent() is window
    assert window.rect().contains(picker.geometry())
    assert not picker.geometry().marginsRemoved(QMargins(SHADOW, SHADOW, SHADOW, SHADOW)).intersects(beside)
    assert picker.list.height() == 28 + 2 * 36


def test_it_is_as_high_as_there_is_room_and_scrolls(
    qtbot: QtBot, picker: ModelPicker, window: MainWindow, models: ModelListModel
) -> None:
    many = [InstalledModel(f"deepseek-r1:{size}b", size * 10**9, str(size)) for size in range(1, 30)]
    models.set_models(many, "deepseek-r1:8b")
    assert picker.list.height() == 9 * 36
    window.resize(560, 480)
    assert not picker.isVisible()
    qtbot.waitUntil(lambda: window.composer.height() < window.height() // 3)
    window.picker.open_above(window.composer.model_button)
    assert window.rect().contains(picker.geometry())
    assert 3 * 36 <= picker.list.height() < 9 * 36
    qtbot.waitUntil(lambda: picker._manage.geometry().bottom() < picker.height() - SHADOW)


@pytest.mark.parametrize("is_empty", [True, False])
def test_it_stays_at_its_button_while_one_filters(
    qtbot: QtBot, window: MainWindow, models: ModelListModel, is_empty: bool
) -> None:
    many = [InstalledModel(f"deepseek-r1:{size}b", size * 10**9, str(size)) for size in range(1, 9)]
    models.set_models(many, "deepseek-r1:8b")
    window.resize(1180, 700)
    window.set_empty(is_empty)
    QApplication.processEvents()
    button, picker = window.composer.model_button, window.picker
    picker.open_above(button)
    top = button.mapTo(window, QPoint(0, 0)).y()
    is_above = picker.geometry().center().y() < top
    for letters in ("8", "8zzz", ""):
        picker.filter.setText(letters)
        QApplication.processEvents()
        card = picker.geometry().marginsRemoved(QMargins(SHADOW, SHADOW, SHADOW, SHADOW))
        assert (top - card.bottom() if is_above else card.top() - top - button.height()) in range(3, 7)
        parts = [part for part in (picker._empty, picker.list, picker._manage) if part.isVisible()]
        assert all(picker.rect().contains(part.geometry()) for part in parts)
        assert picker._empty.height() >= picker._empty.heightForWidth(picker._empty.width())
        assert not any(one.geometry().intersects(other.geometry()) for one in parts for other in parts if one != other)


def test_a_press_outside_closes_it(qtbot: QtBot, picker: ModelPicker, window: MainWindow) -> None:
    outside = window.childAt(5, 5)
    assert outside is not None
    qtbot.mouseClick(outside, Qt.MouseButton.LeftButton)
    assert not picker.isVisible()
    assert QApplication.focusWidget() is window.composer.model_button
    assert window.childAt(5, 5) is not outside


def test_it_closes_when_the_focus_leaves(qtbot: QtBot, picker: ModelPicker, window: MainWindow) -> None:
    window.composer.setFocus()
    assert not picker.isVisible()
    assert QApplication.focusWidget() is window.composer.text_edit


def test_tab_stays_inside(qtbot: QtBot, picker: ModelPicker) -> None:
    for expected in (picker._manage, picker.filter, picker.list):
        qtbot.keyClick(picker.window().focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is expected
    assert picker.isVisible()


def test_arrows_and_enter_choose(qtbot: QtBot, picker: ModelPicker, window: MainWindow) -> None:
    chosen = heard(picker.model_chosen)
    qtbot.keyClick(picker.list, Qt.Key.Key_Down)
    qtbot.keyClick(picker.list, Qt.Key.Key_Return)
    assert chosen[0] == ["deepseek-r1:1.5b"]
    assert not picker.isVisible()
    assert QApplication.focusWidget() is window.composer.text_edit


def test_after_a_choice_for_one_purpose_one_can_write_too(picker: ModelPicker, window: MainWindow) -> None:
    picker.dismiss()
    chosen: list[str] = []
    picker.open_above(window.composer.model_button, chosen.append)
    QTest.keyClick(picker.list, Qt.Key.Key_Return)
    assert chosen == ["deepseek-r1:8b"]
    assert QApplication.focusWidget() is window.composer.text_edit


def test_typing_filters(qtbot: QtBot, picker: ModelPicker) -> None:
    chosen = heard(picker.model_chosen)
    qtbot.keyClick(picker.list, Qt.Key.Key_1)
    qtbot.keyClicks(picker.filter, ".5")
    assert names(picker) == ["DeepSeek R1 1.5B"]
    qtbot.keyClick(picker.filter, Qt.Key.Key_Return)
    assert chosen[0] == ["deepseek-r1:1.5b"]


def test_a_click_chooses(qtbot: QtBot, picker: ModelPicker) -> None:
    chosen = heard(picker.model_chosen)
    place = picker.list.visualRect(picker.model.index(2)).center()
    qtbot.mouseClick(picker.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen[0] == ["deepseek-r1:1.5b"]


def test_esc_closes_and_chooses_nothing(qtbot: QtBot, picker: ModelPicker) -> None:
    chosen = heard(picker.model_chosen)
    qtbot.keyClick(picker, Qt.Key.Key_Escape)
    assert not picker.isVisible()
    assert len(chosen) == 0


def test_nothing_installed_is_said(picker: ModelPicker, models: ModelListModel) -> None:
    models.set_models([], "")
    assert picker._empty.isVisible()
    assert picker._empty.text() == "No model is installed yet."
    assert not picker.list.isVisible()


def test_the_list_is_kept_while_models_stay(models: ModelListModel) -> None:
    resets: list[int] = []
    models.modelReset.connect(lambda: resets.append(1))
    models.set_models(MODELS, "deepseek-r1:1.5b")
    assert not resets
    assert models.current == "deepseek-r1:1.5b"
    models.set_models(MODELS[:1], "deepseek-r1:8b")
    assert resets == [1]


def test_models_of_somebody_elses_computer_are_never_shown(models: ModelListModel) -> None:
    models.set_models([*MODELS, InstalledModel("gpt-oss:120b-cloud", 1, "c", is_cloud=True)], "")
    assert models.rowCount() == 2


def test_a_row_says_all_to_a_screen_reader(models: ModelListModel) -> None:
    said = models.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "DeepSeek R1 8B, 5.2 GB, chosen"


GREAT = verdict(ModelFacts(10**9, 1000), Hardware("Processor", 8, 64 * 2**30, 64 * 2**30), 10**12, 4096)


@pytest.fixture
def full(picker: ModelPicker) -> ModelPicker:
    """With models on their way and to be had, and what is known of them."""
    picker.model.set_facts(lambda tag: (GREAT, f"Good at {tag}"))
    picker.model.set_coming(
        [
            Download("deepseek-r1:14b", DownloadState.RUNNING, 38, 100, 1.0, 360.0),
            Download("deepseek-r1:8b", DownloadState.DONE),
        ]
    )
    picker.model.set_to_get([ToGet("deepseek-coder:6.7b", 3_800_000_000), ToGet("deepseek-r1:14b", 9_000_000_000)])
    return picker


def test_three_sections_in_order(full: ModelPicker) -> None:
    assert [row.name if row.is_heading else f"- {row.name}" for row in full.model.rows] == [
        "On this computer",
        "- DeepSeek R1 8B",
        "- DeepSeek R1 1.5B",
        "Downloading",
        "- DeepSeek R1 14B",
        "Recommended for you",
        "- DeepSeek Coder 6.7B",
    ]
    said = [full.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in (1, 4, 6)]
    assert said == [
        "DeepSeek R1 8B, 5.2 GB, Runs great, Good at deepseek-r1:8b, chosen",
        "DeepSeek R1 14B, 38 %, about 6 min left",
        "Download DeepSeek Coder 6.7B, 3.8 GB, Good at deepseek-coder:6.7b",
    ]
    assert full.list.height() == 3 * 28 + 4 * 36 + 18


def test_the_keyboard_goes_from_section_to_section(qtbot: QtBot, full: ModelPicker) -> None:
    """Headings are passed over; each model does what its section says."""
    wanted, chosen, manage = heard(full.get_requested), heard(full.model_chosen), heard(full.manage_requested)
    seen = []
    for _ in range(3):
        QApplication.processEvents()
        qtbot.keyClick(full.list, Qt.Key.Key_Down)
        seen.append(str(full.list.currentIndex().data()))
    assert seen == ["DeepSeek R1 1.5B", "DeepSeek R1 14B", "DeepSeek Coder 6.7B"]
    qtbot.keyClick(full.list, Qt.Key.Key_Return)
    assert (wanted, chosen, manage) == ([["deepseek-coder:6.7b"]], [], [])
    assert not full.isVisible()


def test_one_that_is_on_its_way_leads_to_the_downloads(qtbot: QtBot, full: ModelPicker) -> None:
    manage = heard(full.manage_requested)
    qtbot.keyClicks(full.filter, "14")
    assert names(full) == ["DeepSeek R1 14B"]
    qtbot.keyClick(full.filter, Qt.Key.Key_Return)
    assert manage == [[]]


def test_progress_moves_nothing(full: ModelPicker) -> None:
    resets: list[int] = []
    full.model.modelReset.connect(lambda: resets.append(1))
    full.list.setCurrentIndex(full.model.index(6))
    full.model.set_coming([Download("deepseek-r1:14b", DownloadState.RUNNING, 39, 100, 1.0, 300.0)])
    assert (resets, full.list.currentIndex().row()) == ([], 6)
    assert full.model.rows[4].size == "39 %"


def test_a_choice_for_one_purpose_lists_what_is_here(full: ModelPicker, window: MainWindow) -> None:
    full.dismiss()
    assert full.model.rowCount() == 0, "a screen reader would read a closed list"
    full.open_above(window.composer.model_button, lambda _: None)
    assert names(full) == ["DeepSeek R1 8B", "DeepSeek R1 1.5B"]


def test_the_name_is_whole_beside_a_long_verdict(full: ModelPicker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its end is what tells two sizes of one model apart."""
    too_big = verdict(ModelFacts(404 * 10**9, 1000), Hardware("Processor", 8, 2**30, 2**30), None, 4096)
    full.model.set_facts(lambda _: (too_big, ""))
    room: dict[str, bool] = {}
    real = model_delegate._write

    def seen(painter: QPainter, widget: QWidget, rect: QRect, text: str, role: FontRole, *more: object) -> None:
        room[text] = QFontMetrics(theme().font(role)).horizontalAdvance(text) <= rect.width()
        real(painter, widget, rect, text, role, *more)

    monkeypatch.setattr(model_delegate, "_write", seen)
    full.list.viewport().grab()
    assert room["DeepSeek R1 1.5B"]
    assert room["5.2 GB"]
    assert "Too big for this computer" in room


def test_a_size_that_no_one_tells_is_not_said_to_be_nothing(picker: ModelPicker, models: ModelListModel) -> None:
    models.set_models([InstalledModel("org/model:latest", 0, "a"), MODELS[0]], MODELS[0].tag)
    sizes = {row.tag: row.size for row in picker.model.rows if not row.is_heading}
    assert sizes["org/model:latest"] == ""
    assert sizes[MODELS[0].tag]
