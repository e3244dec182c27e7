"""A link opens after a question that shows the real host; once for each site, and each time for odd ones."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.chat.link_opener import LinkDialog, LinkOpener


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def dialog_of(window: QWidget) -> LinkDialog | None:
    return next((dialog for dialog in window.findChildren(LinkDialog) if dialog.isVisible()), None)


def press(window: QWidget, text: str) -> None:
    dialog = dialog_of(window)
    assert dialog is not None
    next(button for button in dialog.findChildren(QPushButton) if button.text() == text).click()


def words(window: QWidget) -> str:
    dialog = dialog_of(window)
    assert dialog is not None
    return "\n".join(label.text() for label in dialog.findChildren(QLabel)).replace("\u200b", "")


def test_site_is_asked_about_once(window: QWidget) -> None:
    opened: list[QUrl] = []
    opener = LinkOpener(window, opened.append)
    opener.open("https://example.com/a")
    assert "Open example.com in your browser?" in words(window)
    assert not opened
    press(window, "Open")
    opener.open("https://example.com/b")
    assert dialog_of(window) is None
    assert [url.toString() for url in opened] == ["https://example.com/a", "https://example.com/b"]


def test_deceiving_link_shows_its_host_and_is_asked_about_each_time(window: QWidget) -> None:
    opened: list[QUrl] = []
    opener = LinkOpener(window, opened.append)
    for _ in range(2):
        opener.open("https://bank.example@аpple.com/?q=" + "x" * 400)
        text = words(window)
        assert "Open xn--pple-43d.com in your browser?" in text
        assert "made to look like another site" in text
        assert "letters that can look like others" in text
        assert "long hidden text" in text
        press(window, "Open")
    assert len(opened) == 2


def test_link_can_be_copied_or_left(window: QWidget) -> None:
    opened: list[QUrl] = []
    opener = LinkOpener(window, opened.append)
    opener.open("https://example.com/a")
    press(window, "Copy link")
    assert QGuiApplication.clipboard().text() == "https://example.com/a"
    opener.open("mailto:a@example.com")
    assert "Write to a@example.com?" in words(window)
    press(window, "Cancel")
    assert not opened


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "", "example.com"])
def test_other_kinds_do_nothing(window: QWidget, address: str) -> None:
    LinkOpener(window, pytest.fail).open(address)
    assert dialog_of(window) is None
