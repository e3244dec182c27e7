"""Colours and type sizes by their role (design: ux §11). Code names roles, never hues."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as `#RRGGBB`."""

    is_dark: bool
    bg: str
    sidebar: str
    surface: str
    raised: str
    hover: str
    selected: str
    border: str
    border_strong: str
    """Outline of a control that must be seen: at least 3:1 on its ground."""
    text: str
    text2: str
    text3: str
    disabled: str
    track: str
    progress: str
    accent: str
    accent_hover: str
    accent_press: str
    on_accent: str
    accent_soft: str
    accent_text: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    danger_fill: str
    info: str
    bubble: str
    code: str
    """Ground of a code block."""
    focus: str
    code_keyword: str
    code_string: str
    code_comment: str
    code_function: str
    code_number: str


LIGHT = Tokens(
    is_dark=False,
    bg="#FFFFFF",
    sidebar="#F5F6F9",
    surface="#FFFFFF",
    raised="#F2F4F8",
    hover="#E9ECF2",
    selected="#E1E6F5",
    border="#E2E5EB",
    border_strong="#7D8696",
    text="#14171F",
    text2="#474F5E",
    text3="#5F6778",
    disabled="#9AA2B1",
    track="#DFE3EA",
    progress="#3D5BDB",
    accent="#3D5BDB",
    accent_hover="#3350C6",
    accent_press="#2A44AC",
    on_accent="#FFFFFF",
    accent_soft="#E8ECFD",
    accent_text="#3450C7",
    success="#176F40",
    success_soft="#E2F4E9",
    warning="#8A5600",
    warning_soft="#FCF0D9",
    danger="#BD2B39",
    danger_soft="#FDF0F0",
    danger_fill="#C4303E",
    info="#1C6A99",
    bubble="#EDF0F8",
    code="#F6F7FA",
    focus="#3D5BDB",
    code_keyword="#8A3FA8",
    code_string="#1A7048",
    code_comment="#667085",
    code_function="#2B55C4",
    code_number="#A34A00",
)

DARK = Tokens(
    is_dark=True,
    bg="#17191E",
    sidebar="#111317",
    surface="#1D2026",
    raised="#23272F",
    hover="#272B34",
    selected="#2B3452",
    border="#2C313B",
    border_strong="#747D8D",
    text="#ECEEF2",
    text2="#BAC0CC",
    text3="#9EA6B5",
    disabled="#5D6573",
    track="#333945",
    progress="#8FA5FF",
    accent="#4664DC",
    accent_hover="#4E6CE6",
    accent_press="#3A56C4",
    on_accent="#FFFFFF",
    accent_soft="#222B49",
    accent_text="#9DB0FF",
    success="#5ACB8C",
    success_soft="#17301F",
    warning="#E8B65E",
    warning_soft="#352A13",
    danger="#FF858D",
    danger_soft="#3B1D21",
    danger_fill="#C4303E",
    info="#70BDEA",
    bubble="#272D3C",
    code="#121419",
    focus="#8FA5FF",
    code_keyword="#D9A3F2",
    code_string="#7FD8A6",
    code_comment="#8C95A5",
    code_function="#9DB6FF",
    code_number="#F0B27A",
)

HIGH_CONTRAST_LIGHT = Tokens(
    is_dark=False,
    bg="#FFFFFF",
    sidebar="#FFFFFF",
    surface="#FFFFFF",
    raised="#FFFFFF",
    hover="#EDEDED",
    selected="#E0E0FF",
    border="#000000",
    border_strong="#000000",
    text="#000000",
    text2="#000000",
    text3="#1A1A1A",
    disabled="#595959",
    track="#FFFFFF",
    progress="#0000CC",
    accent="#0000CC",
    accent_hover="#0000A3",
    accent_press="#00007A",
    on_accent="#FFFFFF",
    accent_soft="#E0E0FF",
    accent_text="#0000CC",
    success="#00400F",
    success_soft="#FFFFFF",
    warning="#4D2E00",
    warning_soft="#FFFFFF",
    danger="#7A0000",
    danger_soft="#FFFFFF",
    danger_fill="#7A0000",
    info="#00335C",
    bubble="#F0F0F0",
    code="#FFFFFF",
    focus="#0000CC",
    code_keyword="#5A0078",
    code_string="#004015",
    code_comment="#404040",
    code_function="#0000A3",
    code_number="#5C2900",
)

HIGH_CONTRAST_DARK = Tokens(
    is_dark=True,
    bg="#000000",
    sidebar="#000000",
    surface="#000000",
    raised="#000000",
    hover="#262626",
    selected="#333300",
    border="#FFFFFF",
    border_strong="#FFFFFF",
    text="#FFFFFF",
    text2="#FFFFFF",
    text3="#F0F0F0",
    disabled="#A6A6A6",
    track="#000000",
    progress="#FFFF00",
    accent="#FFFF00",
    accent_hover="#FFFF80",
    accent_press="#E6E600",
    on_accent="#000000",
    accent_soft="#333300",
    accent_text="#FFFF00",
    success="#66FF99",
    success_soft="#000000",
    warning="#FFD24D",
    warning_soft="#000000",
    danger="#FFB3B8",
    danger_soft="#000000",
    danger_fill="#FFB3B8",
    info="#99DDFF",
    bubble="#1A1A1A",
    code="#000000",
    focus="#FFFF00",
    code_keyword="#F0C2FF",
    code_string="#99FFBF",
    code_comment="#D0D0D0",
    code_function="#C2D1FF",
    code_number="#FFCC99",
)


class FontRole(Enum):
    """What a text is for. The value: size as a multiple of the base, line height of the size, weight."""

    CAPTION = (0.857, 16 / 12, 400)
    CAPTION_STRONG = (0.857, 16 / 12, 500)
    UI = (1.0, 20 / 14, 400)
    UI_MEDIUM = (1.0, 20 / 14, 500)
    UI_STRONG = (1.0, 20 / 14, 600)
    BODY = (1.071, 1.6, 400)
    BODY_STRONG = (1.071, 1.6, 600)
    HEADING = (1.143, 1.5, 600)
    TITLE = (1.429, 1.4, 600)
    DISPLAY = (2.0, 36 / 28, 600)
    MONO = (0.93, 1.4, 400)


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """One role in pixels."""

    size_px: int
    line_px: int
    weight: int


MINIMUM_BASE_PX = 13


def type_scale(base_px: float, percent: int = 100) -> dict[FontRole, TypeStyle]:
    """All roles for a system font of `base_px` pixels (at least 13 are used) and a text size in percent."""
    base = max(base_px, MINIMUM_BASE_PX) * percent / 100
    scale = {}
    for role in FontRole:
        factor, line, weight = role.value
        size = round(base * factor)
        scale[role] = TypeStyle(size, round(size * line), weight)
    return scale
