"""Text can be read and controls can be seen in every theme (WCAG 2.2, 1.4.3, 1.4.11, 1.4.6)."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from app.ui.tokens import DARK, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT, LIGHT, Tokens

_GROUNDS = ("bg", "sidebar", "surface", "raised", "hover", "selected", "bubble", "code")
TEXT_PAIRS = [
    *[(text, ground) for text in ("text", "text2", "text3") for ground in _GROUNDS],
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent", "accent_press"),
    ("on_accent", "danger_fill"),
    ("accent_text", "bg"),
    ("accent_text", "surface"),
    ("accent_text", "sidebar"),
    ("accent_text", "accent_soft"),
    ("success", "bg"),
    ("success", "success_soft"),
    ("warning", "bg"),
    ("warning", "warning_soft"),
    ("danger", "bg"),
    ("danger", "danger_soft"),
    ("text", "danger_soft"),
    ("text2", "danger_soft"),
    ("text", "warning_soft"),
    ("text", "accent_soft"),
    ("text2", "accent_soft"),
    ("info", "bg"),
    *[(f"code_{kind}", "code") for kind in ("keyword", "string", "comment", "function", "number")],
]
CONTROL_PAIRS = [
    *[("focus", ground) for ground in ("bg", "sidebar", "surface", "hover", "selected", "accent_soft")],
    ("border_strong", "surface"),
    ("border_strong", "bg"),
    ("accent", "surface"),
    ("accent", "bg"),
    ("progress", "track"),
    ("progress", "sidebar"),
    ("success", "sidebar"),
]
STANDARD = {"light": LIGHT, "dark": DARK}
HIGH = {"high contrast light": HIGH_CONTRAST_LIGHT, "high contrast dark": HIGH_CONTRAST_DARK}


def ratio(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _too_faint(tokens: Tokens, pairs: list[tuple[str, str]], least: float) -> dict[str, float]:
    found = {f"{one} on {other}": ratio(getattr(tokens, one), getattr(tokens, other)) for one, other in pairs}
    return {pair: round(value, 2) for pair, value in found.items() if value < least}


@pytest.mark.parametrize("tokens", STANDARD.values(), ids=STANDARD)
def test_text_can_be_read(tokens: Tokens) -> None:
    assert _too_faint(tokens, TEXT_PAIRS, 4.5) == {}


@pytest.mark.parametrize("tokens", STANDARD.values(), ids=STANDARD)
def test_controls_can_be_seen(tokens: Tokens) -> None:
    assert _too_faint(tokens, CONTROL_PAIRS, 3.0) == {}


@pytest.mark.parametrize("tokens", HIGH.values(), ids=HIGH)
def test_high_contrast_is_high(tokens: Tokens) -> None:
    assert _too_faint(tokens, TEXT_PAIRS, 7.0) == {}
    assert _too_faint(tokens, CONTROL_PAIRS, 4.5) == {}


@pytest.mark.parametrize("tokens", (STANDARD | HIGH).values(), ids=STANDARD | HIGH)
def test_every_token_is_a_colour(tokens: Tokens) -> None:
    for field in fields(tokens):
        value = getattr(tokens, field.name)
        assert isinstance(value, bool) or re.fullmatch(r"#[0-9A-F]{6}", value), field.name
