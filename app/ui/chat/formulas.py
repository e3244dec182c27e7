"""Formulas inside documents: their pictures where they are drawn, room for them until then."""

from __future__ import annotations

import re
import time
from weakref import WeakSet

from PySide6.QtCore import QCoreApplication, QObject, QTimer, QUrl, Signal
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

PATIENCE_S = 0.3
"""A formula that is drawn within this time leaves its place free until then; after it, its source stands there."""
_TOGETHER_MS = 25
"""Formulas that become ready within this time are shown together: their paragraph is laid out once for all."""
_COMMAND = re.compile(r"\\[a-zA-Z]+|[{}^_&\\]")


class Formulas(QObject):
    """Puts formulas into documents and remembers which parts wait for one that is still being drawn."""

    parts_changed = Signal()
    """Parts have to be drawn again: `take_changed` names them."""

    def __init__(self, maths: MathsService | None, parent: QObject | None = None) -> None:
        """Without `maths` there is one of our own, once a formula comes."""
        super().__init__(parent)
        self._maths = maths
        self._is_connected = False
        self._waiting: dict[FormulaKey, WeakSet[Part]] = {}
        self._since: dict[FormulaKey, float] = {}
        self._changed: WeakSet[Part] = WeakSet()
        self._impatient: WeakSet[Part] = WeakSet()
        self._count = 0
        self.style: ChatStyle | None = None
        self.ratio = 1.0
        self.part: Part | None = None
        """The part that is being laid out."""
        self._soon = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._soon.timeout.connect(self.parts_changed)
        self._patience = QTimer(self, singleShot=True, interval=round(PATIENCE_S * 1_000) + 10)
        self._patience.timeout.connect(self._on_patience_over)

    def warm_up(self) -> None:
        """Formulas will come."""
        self._service().warm_up()

    def _service(self) -> MathsService:
        if self._maths is None:
            self._maths = MathsService(parent=self)
            application = QCoreApplication.instance()
            if application is not None:
                application.aboutToQuit.connect(self._maths.stop)
        if not self._is_connected:
            self._is_connected = True
            self._maths.ready.connect(self._on_ready)
        return self._maths

    def _on_ready(self, key: FormulaKey) -> None:
        """A formula is drawn, or never will be: the parts that waited for it change."""
        self._since.pop(key, None)
        if parts := self._waiting.pop(key, None):
            self._changed |= parts
            self._impatient -= parts
            self.look_again()

    def take_changed(self) -> list[Part]:
        """The parts that have to be drawn again, once."""
        parts = list(self._changed)
        self._changed.clear()
        return parts

    def look_again(self) -> None:
        """Parts that are laid out already have to be laid out once more."""
        if not self._soon.isActive():
            self._soon.start()

    def has_waited(self, since: float) -> bool:
        """Whether the part that is being laid out waits since so long, by the monotonic clock, that it shows a source.

        Where it does not yet, it is drawn again when it does.
        """
        if time.monotonic() - since >= PATIENCE_S:
            return True
        if self.part is not None:
            self._impatient.add(self.part)
            if not self._patience.isActive():
                self._patience.start()
        return False

    def _on_patience_over(self) -> None:
        self._changed |= self._impatient
        self._impatient.clear()
        self.parts_changed.emit()

    def image(self, tex: str, is_display: bool) -> tuple[FormulaState, MathsImage | None]:
        """A formula's state and, where it is drawn, its picture in the colour and size of the text."""
        assert self.style is not None
        key = FormulaKey(tex, is_display)
        service = self._service()
        state = service.request(key)
        if state is FormulaState.PENDING and self.part is not None:
            self._waiting.setdefault(key, WeakSet()).add(self.part)
            self._since.setdefault(key, time.monotonic())
        if state is not FormulaState.DRAWN:
            return state, None
        image = service.image(key, self.style.body.pixelSize(), self.style.text, self.ratio)
        return (state, image) if image is not None else (FormulaState.FAILED, None)

    def set_inline(self, cursor: QTextCursor, formula: Formula) -> FormulaState:
        """Put the formula at the cursor so that it stands on the line, or room for it; both are `DRAWN`.

        Otherwise nothing was put there and its source is to be shown.
        """
        state, image = self.image(formula.tex, formula.is_display)
        if state is FormulaState.FAILED:
            return state
        if image is None:
            if self.has_waited(self._since.get(FormulaKey(formula.tex, formula.is_display), 0.0)):
                return state
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
        return FormulaState.DRAWN

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
