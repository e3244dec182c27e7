"""Which model a new chat goes on with after the tour."""

from __future__ import annotations

import pytest

from app.domain.fit import Fit
from app.domain.models import TOUR_TAG, InstalledModel
from app.domain.settings import Settings
from app.llm.ollama_backend import OllamaBackend
from app.presenters.model_presenter import ModelPresenter
from app.services.models import ModelService
from app.services.settings import SettingsService
from app.services.tasks import TaskOwner
from tests.helpers.fake_ollama import FakeOllama

REAL = ("deepseek-r1:8b", "deepseek-r1:1.5b")


@pytest.mark.parametrize(
    ("installed", "before", "after"),
    [
        ((TOUR_TAG, *REAL), REAL[1], REAL[1]),
        ((TOUR_TAG, *REAL), "", REAL[0]),
        ((TOUR_TAG, *REAL), TOUR_TAG, REAL[0]),  # the tour was the only one when it was taken
        ((TOUR_TAG,), "", TOUR_TAG),
    ],
)
async def test_the_tour_answers_only_its_own_chats(installed: tuple[str, ...], before: str, after: str) -> None:
    async def save(_: Settings) -> None:
        """To no disk."""

    with FakeOllama() as server:
        backend = OllamaBackend(server.url)
        async with TaskOwner() as tasks:
            models = ModelService(backend, tasks)
            models.installed = tuple(InstalledModel(tag, 1, "d") for tag in installed)
            presenter = ModelPresenter(models, SettingsService(Settings(model=before), save, tasks), tasks)
            presenter.show_choice_of(TOUR_TAG)
            assert presenter.current == TOUR_TAG
            presenter.show_choice_of(TOUR_TAG)
            presenter.show_choice_of(None)
            assert presenter.current == after
        backend.close()


async def test_what_was_taken_before_verdicts_were_there_is_judged_once() -> None:
    """A later verdict, as by a measured speed, changes no model behind somebody's back."""

    async def save(_: Settings) -> None:
        """To no disk."""

    fits: dict[str, Fit] = {}
    with FakeOllama() as server:
        backend = OllamaBackend(server.url)
        async with TaskOwner() as tasks:
            models = ModelService(backend, tasks)
            models.installed = tuple(InstalledModel(tag, 1, "d") for tag in REAL)
            settings = SettingsService(Settings(), save, tasks)
            presenter = ModelPresenter(models, settings, tasks, fit_of=fits.get)
            models.changes.tell(models.installed)
            models.changes.tell(models.installed)
            assert (presenter.current, settings.current.model) == (REAL[0], "")
            fits.update({REAL[0]: Fit.TOO_BIG, REAL[1]: Fit.GREAT})
            presenter.judge()
            assert presenter.current == REAL[1]
            fits.update({REAL[0]: Fit.GREAT, REAL[1]: Fit.SLOW})
            presenter.judge()
            assert presenter.current == REAL[1]
        backend.close()
