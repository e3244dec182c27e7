"""Formulas inside documents: their pictures where they are drawn, room for them until then."""

from __future__ import annotations

import re
from collections.abc import Callable
from weakref import WeakSet

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QImage,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
)

from app.render.inline_maths import Formula
from app.ui.chat.maths_service import FormulaKey, FormulaState, MathsImage, MathsService
from app.ui.chat.parts import Part
from app.ui.chat.style import ChatStyle

_COMMAND = re.compile(r"\\[a-zA-Z]+|[{}^_&\\]")


class Formulas:
    """Puts formulas into documents and remembers which parts wait for one that is still being drawn."""

    def __init__(self, service: Callable[[], MathsService]) -> None:
        self._service = service
        self._waiting: dict[FormulaKey, WeakSet[Part]] = {}
        self._count = 0
        self.style: ChatStyle | None = None
        self.ratio = 1.0
        self.part: Part | None = None
        """The part that is being laid out."""

    def take_waiting(self, key: FormulaKey) -> list[Part]:
        """The parts that waited for this formula; they wait no longer."""
        return list(self._waiting.pop(key, ()))

    def image(self, tex: str, is_display: bool) -> tuple[FormulaState, MathsImage | None]:
        """A formula's state and, where it is drawn, its picture in the colour and size of the text."""
        assert self.style is not None
        key = FormulaKey(tex, is_display)
        service = self._service()
        state = service.request(key)
        if state is FormulaState.PENDING and self.part is not None:
            self._waiting.setdefault(key, WeakSet()).add(self.part)
        if state is not FormulaState.DRAWN:
            return state, None
        image = service.image(key, self.style.body.pixelSize(), self.style.text, self.ratio)
        return (state, image) if image is not None else (FormulaState.FAILED, None)

    def set_inline(self, cursor: QTextCursor, formula: Formula) -> bool:
        """Put the formula at the cursor so that it stands on the line; False where its source is to be shown."""
        state, image = self.image(formula.tex, formula.is_display)
        if state is FormulaState.FAILED:
            return False
        if image is None:
            image = self._room_for(formula)
        self._count += 1
        name = f"formula:{self._count}"
        cursor.document().addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image.image)
        picture = QTextImageFormat()
        picture.setName(name)
        picture.setWidth(image.width)
        picture.setHeight(image.height)
        picture.setFont(self._font_with_descent(image.depth))
        picture.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
        picture.setToolTip(formula.tex)
        cursor.insertImage(picture)
        return True

    def _font_with_descent(self, depth: float) -> QFont:
        """Qt takes the descent of an object on the baseline from its font."""
        assert self.style is not None
        font = QFont(self.style.body)
        natural = QFontMetricsF(font).descent() / font.pixelSize()
        font.setPixelSize(max(1, round(depth / natural)))
        return font

    def _room_for(self, formula: Formula) -> MathsImage:
        assert self.style is not None
        em = self.style.body.pixelSize()
        letters = len(_COMMAND.sub("x" if "\\" in formula.tex else "", formula.tex))
        image = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        return MathsImage(image, max(1, letters) * 0.5 * em, 1.1 * em, 0.25 * em)
