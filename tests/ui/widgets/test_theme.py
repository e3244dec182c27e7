"""The look follows the settings, at once."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.settings import Theme as ThemeMode
from app.ui import assets, icons
from app.ui.main_window import MainWindow
from app.ui.theme import theme
from app.ui.tokens import DARK, LIGHT, FontRole, type_scale


def test_dark_is_told_once_and_colours_everything(qtbot: QtBot, qapp: QApplication, window: MainWindow) -> None:
    told: list[str] = []
    theme().changed.connect(lambda: told.append(theme().tokens.bg))
    with qtbot.waitSignal(theme().changed):
        theme().set_mode(ThemeMode.DARK)
    assert theme().tokens is DARK
    assert told == [DARK.bg]
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.bg)
    assert window.grab().toImage().pixelColor(window.width() - 3, window.height() // 2) == QColor(DARK.bg)


def test_labels_follow_also_where_they_move(qtbot: QtBot, window: MainWindow) -> None:
    """The sidebar is a drawer, away, while the theme changes; wide again, the name can be read."""
    window.resize(1180, 820)
    window.show()
    window.resize(560, 640)
    qtbot.waitUntil(lambda: not window.sidebar.isVisible())
    theme().set_mode(ThemeMode.DARK)
    window.resize(1180, 820)
    qtbot.waitUntil(window.sidebar.isVisible)
    shown = window.sidebar._brand.palette().color(QPalette.ColorRole.WindowText)
    assert shown.name().upper() == theme().tokens.text


def test_where_the_system_tells_no_colours_it_is_light() -> None:
    assert theme().mode is ThemeMode.SYSTEM
    assert theme().tokens is LIGHT


def test_text_size_scales_every_role(window: MainWindow) -> None:
    before = {role: theme().font(role).pixelSize() for role in FontRole}
    theme().set_text_scale(200)
    for role, size in before.items():
        assert theme().font(role).pixelSize() == pytest.approx(2 * size, abs=1)
    assert window.composer.text_edit.font().pixelSize() == theme().font(FontRole.BODY).pixelSize()


def test_the_type_scale_of_the_design() -> None:
    scale = type_scale(14)
    sizes = {role.name: (style.size_px, style.line_px) for role, style in scale.items()}
    assert sizes["CAPTION"] == (12, 16)
    assert sizes["UI"] == (14, 20)
    assert sizes["BODY"] == (15, 24)
    assert sizes["HEADING"] == (16, 24)
    assert sizes["TITLE"] == (20, 28)
    assert sizes["DISPLAY"] == (28, 36)
    assert sizes["MONO"] == (13, 18)


def test_a_tiny_system_font_is_not_believed() -> None:
    assert type_scale(6)[FontRole.UI].size_px == 13


def test_every_icon_can_be_drawn() -> None:
    names = [name for name in assets.icon_names() if name != "mark"]
    assert len(names) > 30
    for name in names:
        picture = icons.pixmap(name, "#FF0000", 18, 2.0)
        assert picture.width() == 36
        image = picture.toImage()
        reds = [image.pixelColor(x, y) for x in range(36) for y in range(36) if image.pixelColor(x, y).alpha() > 200]
        assert reds, f"{name} is empty"
        assert all(colour.red() > 200 and colour.blue() < 60 for colour in reds), f"{name} ignores the colour"


def test_a_missing_icon_is_a_fault() -> None:
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon")


@pytest.mark.parametrize("size", [16, 32, 256, 512])
def test_the_mark_has_every_size(size: int) -> None:
    assert icons.mark_pixmap(size, 1.0).width() == size


def test_licences_come_with_the_works() -> None:
    assert "ISC License" in assets.licence_texts()["lucide"]
