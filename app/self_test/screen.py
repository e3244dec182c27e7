"""The checks that need Qt: resources, the window, and a message drawn as people see it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop, QTranslator
from PySide6.QtGui import QFontInfo, QFontMetrics, QImage, qAlpha
from PySide6.QtWidgets import QApplication

from app.desktop import make_application

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

HELPER_WITHIN_S = 30.0
FORMULA = r"\frac{1}{2}"
"""The one that is in the sample."""
_FEW_COLOURS = 16
"""A message without its colours of code and its soft edges has fewer."""

_application: QApplication | None = None
"""The QApplication of the checks, which must outlive them."""


def icons() -> str:
    """Every icon and our mark can be drawn."""
    _ensure_application()
    from app.ui.assets import icon_names
    from app.ui.icons import mark, pixmap

    names = [name for name in icon_names() if name != "mark"]
    blank = [name for name in names if _is_blank(pixmap(name, "text", 32).toImage())]
    if not names or blank or mark().isNull():
        raise RuntimeError(f"{len(names)} icons, blank: {blank}")
    return f"{len(names)} icons"


def fonts() -> str:
    """There is a font with letters."""
    _ensure_application()
    from app.ui.theme import theme
    from app.ui.tokens import FontRole

    font = theme().font(FontRole.BODY)
    if QFontMetrics(font).horizontalAdvance("Baleen") <= 0:
        raise RuntimeError("no font can draw letters")
    return f"{QFontInfo(font).family()}, {QFontInfo(theme().font(FontRole.MONO)).family()}"


def translations() -> str:
    """Every catalogue can be loaded, and the English plurals are in force."""
    _ensure_application()
    from app.ui.assets import resources_dir

    catalogues = sorted((resources_dir() / "translations").glob("*.qm"))
    broken = [file.name for file in catalogues if not QTranslator().load(str(file))]
    text = QCoreApplication.translate("MessageFooter", "%n word(s) per second", "", 1)
    if broken or "(" in text:
        raise RuntimeError(f"catalogues that cannot be loaded: {broken}; {text}")
    return ", ".join(file.stem.removeprefix("baleen_") for file in catalogues)


def licences() -> str:
    """The works of others come with their licences."""
    from app.ui.assets import licence_texts

    texts = licence_texts()
    if not texts:
        raise RuntimeError("no licence is there")
    return ", ".join(texts)


def window(state: Path) -> str:
    """The main window opens and draws itself."""
    _ensure_application()
    from app.ui.wiring.baleen_window import BaleenWindow

    opened = BaleenWindow(state)
    try:
        opened.show()
        QApplication.processEvents()
        picture = opened.grab()
        if picture.isNull() or "Baleen" not in opened.windowTitle():
            raise RuntimeError("the window could not be drawn")
        return f"{picture.width()} × {picture.height()} on {QApplication.platformName()}"
    finally:
        opened.hide()
        opened.deleteLater()


def message(text: str) -> str:
    """A message with `FORMULA` is laid out and painted, the formula by the helper process."""
    _ensure_application()
    from app.domain.chat import ChatId, Message, MessageId, Role, State
    from app.ui.chat.maths_service import FormulaKey, FormulaState, MathsService
    from app.ui.chat.transcript_view import TranscriptView

    written = Message(MessageId(1), ChatId(1), None, Role.ASSISTANT, text, State.DONE, datetime.now(UTC))
    maths = MathsService()
    view = TranscriptView(maths=maths)
    try:
        view.resize(800, 900)
        view.set_messages([written], "self test")
        view.show()
        key = FormulaKey(FORMULA, is_display=True)
        _wait(lambda: maths.request(key) is not FormulaState.PENDING, "the helper process did not answer")
        if maths.request(key) is not FormulaState.DRAWN:
            raise RuntimeError("the helper process could not draw a formula")
        _wait(lambda: _colours(view.grab()) > _FEW_COLOURS, "the message was not painted")
        return f"{_colours(view.grab())} colours, with a formula"
    finally:
        view.hide()
        view.deleteLater()
        maths.deleteLater()


def _ensure_application() -> None:
    global _application
    if QApplication.instance() is None:
        _application = make_application()


def _wait(condition: Callable[[], bool], complaint: str) -> None:
    until = time.monotonic() + HELPER_WITHIN_S
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(complaint)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def _colours(picture: QPixmap) -> int:
    image = picture.toImage()
    return len({image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)})


def _is_blank(image: QImage) -> bool:
    return not any(qAlpha(image.pixel(x, y)) for x in range(image.width()) for y in range(image.height()))
