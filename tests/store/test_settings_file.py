"""Settings on disk: nothing that a person or a fault does to the file keeps Baleen from starting."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import DiskFull, InvalidSetting, ReadOnly, SettingsDamaged
from app.domain.options import KeepAlive
from app.domain.ports import SettingsStore
from app.domain.settings import BOUNDS, Settings, ShowThinking, Theme
from app.store.settings_file import TomlSettingsStore

WRITABLE = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))
ANY_SETTINGS = st.builds(
    Settings,
    theme=st.sampled_from(Theme),
    text_scale_percent=st.integers(*BOUNDS["text_scale_percent"]),
    show_thinking=st.sampled_from(ShowThinking),
    enter_sends=st.booleans(),
    model=WRITABLE,
    think_off=st.lists(WRITABLE).map(tuple),
    context_tokens=st.integers(*BOUNDS["context_tokens"]),
    keep_alive=st.sampled_from(KeepAlive),
    engine_path=WRITABLE,
    engine_url=WRITABLE,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def test_it_is_the_port_and_no_file_means_defaults(path: Path) -> None:
    store: SettingsStore = TomlSettingsStore(path)
    assert store.load() == Settings()
    assert TomlSettingsStore(path).problem is None
    assert not path.exists()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=ANY_SETTINGS)
def test_what_is_saved_is_loaded(path: Path, value: Settings) -> None:
    TomlSettingsStore(path).save(value)
    store = TomlSettingsStore(path)
    assert store.load() == value
    assert store.problem is None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary() | st.text().map(str.encode) | st.just(b"a=" + b"[" * 100_000))
def test_no_file_raises(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    TomlSettingsStore(path).load()


def test_unknown_keys_survive(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('theme = "dark"\nfrom_the_future = [1, 2]\n[table]\nx = 1.5\n')
    store = TomlSettingsStore(path)
    loaded = store.load()
    assert loaded == Settings(theme=Theme.DARK)
    path.write_text(path.read_text().replace("[1, 2]", "[3]"))
    store.save(loaded)
    text = path.read_text()
    assert "3," in text
    assert "x = 1.5" in text
    assert 'theme = "dark"' in text


def test_one_bad_value_costs_only_itself(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('theme = "pink"\nenter_sends = false\ntext_scale_percent = 9000\n')
    store = TomlSettingsStore(path)
    assert store.load() == Settings(enter_sends=False)
    assert [error.key for error in store.problems if isinstance(error, InvalidSetting)] == [
        "theme",
        "text_scale_percent",
    ]
    assert isinstance(store.problem, InvalidSetting)


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe", b"\0\0\0\0", b"<html>"])
def test_a_damaged_file_is_set_aside_and_the_last_good_copy_is_used(path: Path, content: bytes) -> None:
    TomlSettingsStore(path).save(Settings(theme=Theme.DARK, text_scale_percent=120))
    path.write_bytes(content)
    store = TomlSettingsStore(path)
    assert store.load() == Settings(theme=Theme.DARK, text_scale_percent=120)
    assert isinstance(store.problem, SettingsDamaged)
    assert Path(store.problem.set_aside).read_bytes() == content
    store.save(Settings(theme=Theme.LIGHT))
    assert store.load() == Settings(theme=Theme.LIGHT)
    assert store.problem is None


def test_an_edit_by_hand_is_the_last_good_copy_too(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b'\xef\xbb\xbftheme = "dark"\r\n')
    assert TomlSettingsStore(path).load().theme is Theme.DARK
    path.write_text("]")
    assert TomlSettingsStore(path).load().theme is Theme.DARK


def test_both_damaged_gives_defaults(path: Path) -> None:
    TomlSettingsStore(path).save(Settings(theme=Theme.DARK))
    for file in path.parent.iterdir():
        file.write_text("]")
    store = TomlSettingsStore(path)
    assert store.load() == Settings()
    assert isinstance(store.problem, SettingsDamaged)


def test_a_folder_in_the_way_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    store = TomlSettingsStore(path)
    assert store.load() == Settings()
    assert isinstance(store.problem, ReadOnly)
    with pytest.raises(ReadOnly):
        store.save(Settings())


def test_a_full_disk_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = TomlSettingsStore(path)
    store.save(Settings(theme=Theme.DARK))

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        store.save(Settings(theme=Theme.LIGHT))
    monkeypatch.undo()
    assert TomlSettingsStore(path).load().theme is Theme.DARK
    assert {file.name for file in path.parent.iterdir()} == {"settings.toml", "settings.last-good.toml"}
