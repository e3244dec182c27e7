"""Which rows the Performance page offers: what means nothing here is not offered, and the page says why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from app.domain.card_share import ShareOutcome
from app.domain.compute import CardChoice
from app.domain.engine import EngineState, Phase
from app.domain.model_settings import with_one
from app.domain.models import LoadedModel
from app.domain.options import KeepAlive
from app.domain.remembering import MEMORY_STEPS, MemoryCost
from app.domain.settings import GpuMode, Settings
from app.domain.who_works import WhoWorks, WhyNot, Worker
from app.ui.settings.performance_page import PerformancePage
from app.ui.settings.rows import SettingRow

READY = EngineState(Phase.READY, "http://127.0.0.1:1", "0.35.0")
NO_CARD = WhoWorks(Worker.PROCESSOR, WhyNot.NO_CARD)
TWO_CARDS = (CardChoice("CUDA:GPU-aa", "RTX 4060"), CardChoice("CUDA:GPU-bb", "GTX 1060"))
TAG = "deepseek-r1:8b"


@pytest.fixture
def page(qtbot: QtBot) -> PerformancePage:
    page = PerformancePage()
    qtbot.addWidget(page)
    page.set_models((TAG, "other:latest"))
    page.set_settings(Settings(gpu_mode=GpuMode.CUSTOM))
    page.set_cards(TWO_CARDS)
    page.show()
    return page


def words(row: SettingRow) -> str:
    return row._explanation.text()


def test_where_no_card_can_work_nothing_of_cards_is_offered(page: PerformancePage) -> None:
    about_cards = (page._share_row, page._left_free_row)
    assert all(row.isVisible() for row in about_cards)
    assert page._mode.isEnabled()
    page.set_no_card(NO_CARD)
    assert not any(row.isVisible() for row in about_cards)
    assert not page._mode.isEnabled()
    assert words(page._mode_row) == "This computer has no graphics card that could help."
    page.set_no_card(None)
    assert all(row.isVisible() for row in about_cards)
    assert page._mode.isEnabled()


def test_a_chosen_card_that_was_taken_out_can_be_unchosen(page: PerformancePage) -> None:
    page.set_no_card(WhoWorks(Worker.PROCESSOR, WhyNot.CARD_AWAY))
    assert page._cards.isVisible()
    assert words(page._mode_row) == "The graphics card that you chose isn't there. Choose another."


def test_the_choice_says_what_it_does(page: PerformancePage) -> None:
    said = set()
    for mode in GpuMode:
        page.set_settings(Settings(gpu_mode=mode))
        said.add(words(page._mode_row))
        assert words(page._mode_row).startswith("Automatic") is (mode is GpuMode.AUTOMATIC)
    assert len(said) == 3


def test_of_one_model_only_what_can_be_its_own_is_shown(page: PerformancePage) -> None:
    """And all of it can be taken back at once."""
    for_all = (page._cards, page._left_free_row)
    settings = Settings()
    for key, value in (("gpu_mode", GpuMode.CUSTOM), ("keep_alive", KeepAlive.FOREVER), ("context_tokens", 8192)):
        settings = Settings(model_settings=with_one(settings, TAG, key, value))
    settings = Settings(model_settings=(*settings.model_settings, "other:latest threads=1"))
    page.set_settings(settings)
    assert all(row.isVisible() for row in for_all)
    assert not page._own_row.isVisible()
    page._on_model(TAG)
    assert not any(row.isVisible() for row in for_all)
    assert page._own_row.isVisible()
    edited: list[tuple[str, object]] = []
    page.edited.connect(lambda key, value: edited.append((key, value)))
    page._own.click()
    assert edited == [("model_settings", ("other:latest threads=1",))]
    page.set_settings(Settings(model_settings=("other:latest threads=1",)))
    assert not page._own_row.isVisible()


def test_exact_numbers_are_one_click_away(page: PerformancePage) -> None:
    loaded = (LoadedModel(TAG, 3_307_179_221, 1_142_863_953, 4096),)
    page.set_work(READY, loaded, WhoWorks(Worker.BOTH, is_measured=True, share=0.35, layers_on_card=10, layers=29))
    page.set_shares("R1", {50: ShareOutcome(10**9, True, 40.0, layers_on_card=14, layers=29)})
    exact = ("layers", "tokens", "bytes")
    number = QLocale().toString

    def shown() -> str:
        return " ".join((page._card._exact.text(), words(page._share_row), words(page._remember_row)))

    assert not any(word in shown() for word in exact)
    page._card._more.click()
    assert page._card._exact.isVisible()
    assert page._card._exact.text() == (
        f"10 of 29 layers on the card. {number(1_142_863_953)} of {number(3_307_179_221)} bytes on the card. "
        f"{number(4096)} tokens remembered."
    )
    assert "14 of 29 layers on the card." in words(page._share_row)
    assert f"{number(page._remember.value)} tokens remembered." in words(page._remember_row)
    page._card._more.click()
    assert not any(word in shown() for word in exact)
    assert not page._card._exact.isVisible()


def test_steps_that_do_not_fit_are_marked(page: PerformancePage) -> None:
    marks = page._remember._marks
    assert not marks.isVisible()
    page.set_costs("R1", {step: MemoryCost(step, step * 10**5, fits=step < 32768) for step in MEMORY_STEPS})
    assert marks.isVisible()
    assert marks._marked == [False, False, False, True, True, True]
    assert words(page._remember_row).endswith("Steps with a bold dot do not fit.")
    page.set_costs("R1", {step: MemoryCost(step, step * 10**5, fits=True) for step in MEMORY_STEPS})
    assert not marks.isVisible()
