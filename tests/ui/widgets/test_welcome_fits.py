"""The first run in every size of text and window, in a long language, and for a screen reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.fit import Fit, ModelFacts, verdict
from app.domain.hardware import Hardware
from app.domain.models import ModelFile
from app.presenters.catalogue_words import computer_line, good_at
from app.presenters.import_presenter import ImportOffer
from app.presenters.welcome_presenter import Choice
from app.ui.models.fit_badge import FitBadge
from app.ui.models.import_dialog import ImportDialog
from app.ui.theme import theme
from app.ui.welcome.hello_step import EngineCheck
from app.ui.welcome.model_choice import ModelChoice
from app.ui.welcome.welcome import Step, Welcome
from tests.ui.widgets.test_pseudo_language import _complaints, pseudo

__all__ = ["pseudo"]

HARDWARE = Hardware("Processor", 8, 16 * 2**30, 12 * 2**30)
GREAT, NO_DISK = (verdict(ModelFacts(10**9, 1000), HARDWARE, free, 4096) for free in (10**12, 10**9))


def settle() -> None:
    """A text that breaks into lines tells its height only when it has its width, and moves others then."""
    for _ in range(4):
        QApplication.processEvents()


def choices() -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    here = Choice("deepseek-r1:1.5b", "DeepSeek R1 1.5B", good_at("quick"), 1_100_000_000, GREAT, is_here=True)
    first = Choice(
        "deepseek-r1:8b", "DeepSeek R1 8B", good_at("everyday"), 5_200_000_000, GREAT, is_recommended=True, download_s=9
    )
    return (here,), (first,)


@pytest.fixture
def welcome(qtbot: QtBot) -> Welcome:
    widget = Welcome()
    qtbot.addWidget(widget)
    widget.resize(1180, 820)
    widget.show()
    widget.activateWindow()
    return widget


def fill(welcome: Welcome) -> None:
    welcome.show_step(Step.MODEL)
    welcome.model.set_computer(computer_line(HARDWARE, 10**12))
    welcome.model.set_engine_to_install(1_400_000_000)
    welcome.model.set_choices(*choices())
    settle()


@pytest.mark.parametrize("width", [560, 1180])
@pytest.mark.parametrize("percent", [100, 150, 200])
def test_nothing_is_cut_or_left_untranslated(
    welcome: Welcome, pseudo: Callable[[], None], percent: int, width: int
) -> None:
    theme().set_text_scale(percent)
    welcome.resize(width, 820)
    fill(welcome)
    assert welcome.model.width() <= welcome.width()
    welcome.show_step(Step.HELLO)
    pseudo()
    for check in EngineCheck:
        welcome.hello.set_engine(check)
        settle()
        assert _complaints(welcome) == []
    fill(welcome)
    assert _complaints(welcome) == []


def test_a_card_is_a_radio_button_that_says_everything(welcome: Welcome) -> None:
    fill(welcome)
    cards = welcome.findChildren(QRadioButton)
    assert [card.accessibleName() for card in cards] == ["DeepSeek R1 1.5B", "DeepSeek R1 8B"]
    said = cards[1].accessibleDescription()
    assert said == "Recommended, Everyday questions, writing and explaining, 5.2 GB, less than a minute"


def test_arrows_choose_and_enter_goes_on(welcome: Welcome) -> None:
    used: list[str] = []
    wanted: list[str] = []
    fill(welcome)
    welcome.model.use_requested.connect(used.append)
    welcome.model.download_requested.connect(wanted.append)
    assert welcome.model.go.accessibleName() == "Start chatting"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert welcome.model.go.accessibleName() == "Download and start"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert (used, wanted) == (["deepseek-r1:1.5b"], ["deepseek-r1:8b"])


def test_news_of_the_computer_keep_what_was_chosen(welcome: Welcome) -> None:
    fill(welcome)
    here, to_get = choices()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    welcome.model.set_choices((), to_get)
    assert welcome.model.go.accessibleName() == "Download and start"
    assert isinstance(QApplication.focusWidget(), QRadioButton)
    welcome.model.set_choices(here, to_get)
    assert welcome.model.go.accessibleName() == "Download and start"


def test_without_room_there_is_no_download_but_a_way_out(welcome: Welcome) -> None:
    assert NO_DISK.fit is Fit.NO_DISK
    asked: list[int] = []
    fill(welcome)
    welcome.model.folder_requested.connect(lambda: asked.append(1))
    welcome.model.set_choices((), (Choice("deepseek-r1:8b", "DeepSeek R1 8B", "", 5_200_000_000, NO_DISK),))
    assert not welcome.model.go.isEnabled()
    assert welcome.model._folder.isVisible()
    welcome.model._folder.click()
    assert asked == [1]


def test_the_question_about_a_file_fits(qtbot: QtBot, pseudo: Callable[[], None], tmp_path: Path) -> None:
    file = ModelFile(tmp_path / "⟦model.gguf", "qwen2", "a-model", True, False, 4_700_000_000)
    pseudo()
    dialog = ImportDialog(Welcome(), ImportOffer(file, "a-model"), lambda _: "", 1_000_000_000)
    qtbot.addWidget(dialog.parentWidget())
    dialog.show()
    settle()
    assert _complaints(dialog) == []
    assert not dialog._go.isEnabled(), "there is no room for it"


def test_the_times_say_what_they_assume(welcome: Welcome) -> None:
    """Nobody has measured the connection before the first download."""
    fill(welcome)
    assert "50 Mbit/s" in welcome.model._times.text()
    assert welcome.model._times.isVisible()
    welcome.model.set_choices(choices()[0], ())
    assert not welcome.model._times.isVisible()


def test_the_best_for_a_weak_computer_says_that_it_is_slow_there(welcome: Welcome) -> None:
    weak = replace(HARDWARE, ram_bandwidth_bytes_s=4e9)
    slow = verdict(ModelFacts(1_100_000_000, 1000), weak, 10**12, 4096)
    assert slow.fit is Fit.SLOW
    fill(welcome)
    for found, is_told in ((slow, True), (GREAT, False)):
        welcome.model.set_choices((), (replace(choices()[1][0], verdict=found),))
        settle()
        (shown,) = (one for one in welcome.findChildren(ModelChoice) if one.isVisible())
        assert ("slowly" in shown.accessibleDescription()) is is_told
        assert "Recommended" in shown.accessibleDescription()
        assert shown.findChild(FitBadge).isVisible() is is_told


def test_the_button_that_goes_on_is_always_in_sight(welcome: Welcome, qtbot: QtBot) -> None:
    """In the smallest window with the largest text too; where there is room it stands among the words."""

    def is_in_sight(button: QWidget) -> bool:
        settle()
        area = button.visibleRegion().boundingRect()
        return button.isVisible() and area.size() == button.size()

    theme().set_text_scale(200)
    try:
        welcome.resize(560, 480)
        qtbot.waitUntil(lambda: is_in_sight(welcome.hello.go))
        assert welcome.window().focusWidget() is welcome.hello.go
        QTest.mouseClick(welcome.hello.go, Qt.MouseButton.LeftButton)
        assert welcome.step is Step.MODEL
        fill(welcome)
        qtbot.waitUntil(lambda: is_in_sight(welcome.model.go))
        theme().set_text_scale(100)
        welcome.resize(1180, 820)
        qtbot.waitUntil(lambda: is_in_sight(welcome.model.go) and welcome.model.isAncestorOf(welcome.model.go))
        assert welcome.model.buttons.indexOf(welcome.model.go) == 2
    finally:
        theme().set_text_scale(100)
