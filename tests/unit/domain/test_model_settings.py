"""What is said for one model wins there, and nowhere else."""

from __future__ import annotations

import pytest

from app.domain.model_settings import for_model, has_own, remembered, with_one
from app.domain.options import KeepAlive
from app.domain.settings import GpuMode, Settings, checked


def said(settings: Settings, tag: str, key: str, value: object) -> Settings:
    from dataclasses import replace

    lines = with_one(settings, tag, key, value)
    assert checked("model_settings", list(lines)) == lines  # the settings file takes them
    return replace(settings, model_settings=lines)


def test_it_wins_for_its_model_alone() -> None:
    settings = said(Settings(gpu_mode=GpuMode.PROCESSOR), "deepseek-r1:8b", "gpu_mode", GpuMode.AUTOMATIC)
    settings = said(settings, "deepseek-r1:8b", "keep_alive", KeepAlive.FOREVER)
    settings = said(settings, "other", "gpu_share_percent", 30)
    own = for_model(settings, "deepseek-r1:8b")
    assert (own.gpu_mode, own.keep_alive, own.gpu_share_percent) == (GpuMode.AUTOMATIC, KeepAlive.FOREVER, 50)
    assert for_model(settings, "other:latest").gpu_share_percent == 30
    assert for_model(settings, "deepseek-r1:14b") is settings
    assert [has_own(settings, tag) for tag in ("deepseek-r1:8b", "other", "x")] == [True, True, False]


def test_what_a_model_remembers_is_changed_where_it_was_said() -> None:
    settings = said(Settings(), "a", "context_tokens", 16384)
    assert for_model(settings, "a").context_tokens == 16384
    assert remembered(settings, "a", 4096) == ("model_settings", ("a:latest context_tokens=4096",))
    assert remembered(settings, "b", 4096) == ("context_tokens", 4096)


def test_the_last_word_counts_and_the_value_for_all_takes_it_away() -> None:
    settings = said(Settings(), "a", "gpu_share_percent", 10)
    settings = said(settings, "a", "gpu_share_percent", 20)
    assert settings.model_settings == ("a:latest gpu_share_percent=20",)
    assert said(settings, "a", "gpu_share_percent", 50).model_settings == ()


@pytest.mark.parametrize(
    "line",
    ["", "a:latest", "a:latest gpu_mode", "a:latest gpu_mode=turbo", "a:latest theme=dark", "a:latest threads=x"],
)
def test_nonsense_in_the_file_is_passed_over(line: str) -> None:
    settings = Settings(model_settings=(line,))
    assert for_model(settings, "a") == settings
