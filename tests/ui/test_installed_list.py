"""The models on this computer: in an order of one's own, each with its verdict and the reasons for it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.fit import ModelFacts, Verdict, verdict
from app.domain.hardware import Hardware
from app.domain.models import TOUR_TAG, InstalledModel, ModelUsage
from app.domain.settings import ModelOrder
from app.presenters.model_about import about_other, where_from
from app.presenters.model_list_model import ModelListModel
from app.ui.controls.buttons import Button, Kind, RowButton
from app.ui.controls.combo import Combo
from app.ui.controls.menu import Menu
from app.ui.models.installed_list import InstalledList
from app.ui.models.installed_row import InstalledRow
from app.ui.models.why_dialog import about_dialog
from app.ui.theme import theme

GB = 10**9
COMPUTER = Hardware("p", 8, 24 * 2**30, 20 * 2**30, (), 35e9)
NOW = datetime.now(UTC)
MODELS = (
    InstalledModel("deepseek-r1:8b", 5 * GB, "a"),
    InstalledModel("deepseek-coder:1.3b", 1 * GB, "b"),
    InstalledModel("hf.co/somebody/whale-gguf:latest", 20 * GB, "c"),
    InstalledModel("mine:latest", 2 * GB, "d"),
)
USED = {"deepseek-r1:8b": NOW - timedelta(days=3), "mine:latest": NOW - timedelta(minutes=1)}


def facts(tag: str) -> tuple[Verdict | None, ModelUsage, str]:
    size = next(model.size_bytes for model in MODELS if model.tag == tag)
    return verdict(ModelFacts(size, 10**5), COMPUTER, None, 4096), ModelUsage(USED.get(tag)), where_from(tag)


@pytest.fixture
def shown(qtbot: QtBot) -> InstalledList:
    models = ModelListModel(lambda model, _: model.tag)
    models.set_models(MODELS, MODELS[0].tag)
    shown = InstalledList(models)
    qtbot.addWidget(shown)
    shown.set_facts(facts)
    shown.resize(640, 480)
    shown.show()
    shown.activateWindow()
    qtbot.waitExposed(shown)
    return shown


def rows(shown: InstalledList) -> list[InstalledRow]:
    """From top to bottom."""
    found = [row for row in shown.findChildren(InstalledRow) if row.isVisible()]
    return sorted(found, key=lambda row: row.y())


def tags(shown: InstalledList) -> list[str]:
    return [row.model.tag.split(":")[0].split("/")[-1] for row in rows(shown)]


@pytest.mark.parametrize(
    ("order", "first_to_last"),
    [
        (ModelOrder.LAST_USED, ["mine", "deepseek-r1", "deepseek-coder", "whale-gguf"]),
        (ModelOrder.NAME, ["deepseek-coder", "deepseek-r1", "mine", "whale-gguf"]),
        (ModelOrder.SIZE, ["whale-gguf", "deepseek-r1", "mine", "deepseek-coder"]),
        (ModelOrder.SPEED, ["deepseek-coder", "mine", "deepseek-r1", "whale-gguf"]),
    ],
)
def test_the_order_is_the_persons(
    qtbot: QtBot, shown: InstalledList, order: ModelOrder, first_to_last: list[str]
) -> None:
    shown.set_order(order)
    qtbot.waitUntil(lambda: tags(shown) == first_to_last)


def test_it_is_chosen_by_keyboard_and_told(qtbot: QtBot, shown: InstalledList) -> None:
    choice = shown.findChild(Combo)
    assert choice.accessibleName() == "Sort by"
    choice.setFocus()
    with qtbot.waitSignal(shown.order_chosen) as told:
        QTest.keyClick(choice, Qt.Key.Key_Down)  # opens
        QTest.keyClick(choice.view(), Qt.Key.Key_Down)
        QTest.keyClick(choice.view(), Qt.Key.Key_Return)
    assert told.args == [ModelOrder.NAME]
    qtbot.waitUntil(lambda: tags(shown)[0] == "deepseek-coder")


def test_the_keyboard_stays_in_the_row_that_moves(qtbot: QtBot, shown: InstalledList) -> None:
    button = next(one for one in shown.findChildren(Button) if one.accessibleIdentifier() == "settings.why.mine:latest")
    button.setFocus()
    shown.set_order(ModelOrder.SIZE)
    qtbot.waitUntil(lambda: tags(shown)[0] == "whale-gguf")
    assert button.hasFocus()


def test_a_row_says_all_at_once(shown: InstalledList) -> None:
    said = {row.model.tag: row.accessibleName() for row in rows(shown)}
    assert said["mine:latest"] == "Mine, Runs great, Added by you, 2.0 GB, Used today"
    other = "Whale, Runs, but slowly, Added by name, from hf.co, 20.0 GB, Never used"
    assert said["hf.co/somebody/whale-gguf:latest"] == other


def test_why_is_asked_of_every_row_but_the_tours(qtbot: QtBot, shown: InstalledList) -> None:
    for row in rows(shown):
        button = next(one for one in row.findChildren(Button) if one.accessibleIdentifier().startswith("settings.why"))
        with qtbot.waitSignal(shown.why_requested) as asked:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert asked.args == [row.model.tag]
    models = ModelListModel(lambda model, _: model.tag)
    models.set_models((InstalledModel(TOUR_TAG, 10**6, "e"),), TOUR_TAG)
    tour = InstalledList(models)
    qtbot.addWidget(tour)
    tour.set_facts(lambda _: (facts("mine:latest")[0], ModelUsage(), ""))
    tour.show()
    (button,) = (one for one in tour.findChildren(Button) if one.accessibleIdentifier().startswith("settings.why"))
    assert not button.isVisible()
    assert not tour.findChild(Combo).isVisible(), "there is nothing to sort"


def test_what_is_answering_cannot_be_deleted(shown: InstalledList) -> None:
    shown.set_in_use({"mine:latest"})
    row = next(one for one in rows(shown) if one.model.tag == "mine:latest")
    assert (row._delete.isEnabled(), row._used.text()) == (False, "In use")
    assert row.accessibleName().endswith("In use")
    row._open_menu()
    assert "Delete" not in [one.text() for one in shown.window().findChildren(RowButton) if one.isVisible()]
    for menu in shown.window().findChildren(Menu):
        menu.close()
    shown.set_in_use(frozenset())
    assert (row._delete.isEnabled(), row._used.text()) == (True, "Used today")


def test_a_larger_text_does_not_cut_the_name(qtbot: QtBot, shown: InstalledList) -> None:
    theme().set_text_scale(200)
    try:
        (first, *_) = rows(shown)
        qtbot.waitUntil(lambda: first._name.width() >= first._name.sizeHint().width())
    finally:
        theme().set_text_scale(100)


def test_what_the_catalogue_does_not_know_says_what_it_rests_on(qtbot: QtBot) -> None:
    tag = "hf.co/somebody/whale-gguf:latest"
    dialog = about_dialog(None, about_other(tag, facts(tag)[0]))
    qtbot.addWidget(dialog)
    text = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Whale: Runs, but slowly" in text
    assert "its size alone tells how it would run" in text
    assert re.search(r"is for remembering 3,?100 words of a chat\.", text)
    assert tag in text
    buttons = [one.text() for one in dialog.findChildren(Button) if one.text()]
    assert buttons == ["Close"]


@pytest.mark.parametrize(
    ("tag", "line"),
    [
        ("mine:latest", "Added by you"),
        ("somebody/whale:1b", "Added by name, made by somebody"),
        ("hf.co/somebody/whale:1b", "Added by name, from hf.co"),
        ("127.0.0.1:4000/library/whale:1b", "Added by name, from 127.0.0.1:4000"),
    ],
)
def test_where_a_model_comes_from(tag: str, line: str) -> None:
    assert where_from(tag) == line


def test_tab_goes_through_the_rows_as_they_stand(qtbot: QtBot, shown: InstalledList) -> None:
    shown.set_order(ModelOrder.SIZE)
    qtbot.waitUntil(lambda: tags(shown)[0] == "whale-gguf")
    choice = shown.findChild(Combo)
    stop, seen = choice.nextInFocusChain(), list[str]()
    while stop is not choice and len(seen) < 200:
        owner = stop.parentWidget()
        if isinstance(owner, InstalledRow) and owner.model.tag not in seen:
            seen.append(owner.model.tag)
        stop = stop.nextInFocusChain()
    assert seen == [row.model.tag for row in rows(shown)]


def test_rows_that_come_later_come_in_their_place(qtbot: QtBot) -> None:
    """Two hundred models do not get all their rows at once."""
    many = tuple(InstalledModel(f"model-{n:02}:1b", GB, str(n)) for n in range(20))
    models = ModelListModel(lambda model, _: model.tag)
    models.set_models(many, many[0].tag)
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    shown, after = InstalledList(models), Button(Kind.PLAIN, "after")
    column.addWidget(shown)
    column.addWidget(after)
    shown.set_facts(lambda _: (None, ModelUsage(), ""))
    page.show()
    qtbot.waitUntil(lambda: len(rows(shown)) == 20)
    stop, seen = shown.findChild(Combo).nextInFocusChain(), list[str]()
    while stop is not after:
        owner = stop.parentWidget()
        if isinstance(owner, InstalledRow) and owner.model.tag not in seen:
            seen.append(owner.model.tag)
        stop = stop.nextInFocusChain()
    assert seen == [model.tag for model in many]
