"""The table of settings."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidSetting
from app.domain.settings import BOUNDS, Settings, ShowThinking, Theme, checked

KEYS = [f.name for f in fields(Settings)]


@pytest.mark.parametrize("key", KEYS)
def test_every_default_passes_its_own_check(key: str) -> None:
    assert checked(key, getattr(Settings(), key)) == getattr(Settings(), key)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("theme", "dark", Theme.DARK),
        ("show_thinking", "open", ShowThinking.OPEN),
        ("enter_sends", False, False),
        ("text_scale_percent", 80, 80),
        ("text_scale_percent", 200, 200),
        ("model", "deepseek-r1:8b", "deepseek-r1:8b"),
        ("think_off", ["a", "b"], ("a", "b")),
    ],
)
def test_a_good_value_gets_its_type(key: str, value: object, expected: object) -> None:
    found = checked(key, value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "pink"),
        ("theme", 1),
        ("enter_sends", 1),
        ("enter_sends", "true"),
        ("text_scale_percent", 79),
        ("text_scale_percent", 201),
        ("text_scale_percent", True),
        ("text_scale_percent", 100.0),
        ("model", 5),
        ("model", "half \ud83d"),
        ("engine_path", "/opt/\0"),
        ("think_off", "abc"),
        ("think_off", [1]),
        ("think_off", ["\udc80"]),
        ("no_such_key", 1),
    ],
)
def test_a_bad_value_is_refused_with_its_key(key: str, value: object) -> None:
    with pytest.raises(InvalidSetting) as caught:
        checked(key, value)
    assert (caught.value.key, caught.value.value) == (key, str(value))


@given(key=st.sampled_from(KEYS) | st.text(), value=st.none() | st.integers() | st.text() | st.lists(st.text()))
def test_checking_gives_a_value_or_refuses(key: str, value: object) -> None:
    try:
        found = checked(key, value)
    except InvalidSetting:
        return
    assert type(found) is type(getattr(Settings(), key))


def test_every_number_has_bounds() -> None:
    assert {f.name for f in fields(Settings) if type(f.default) is int} == set(BOUNDS)
