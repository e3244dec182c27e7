"""The surface of the transcript: lays out, scrolls and paints what is visible of the column, and nothing else."""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.domain.chat import MessageId
from app.render.parser_source import PictureWords
from app.ui.chat.column import Anchor, Column, Place
from app.ui.chat.entry import Entry
from app.ui.chat.formulas import Formulas
from app.ui.chat.live_parts import LiveParts
from app.ui.chat.maths_service import MathsService
from app.ui.chat.painted import PaintedParts
from app.ui.chat.painting import paint_places
from app.ui.chat.parts import Mark, RenderContext, WidgetPart
from app.ui.chat.quiet_scroll_bar import QuietScrollBar
from app.ui.chat.reader_place import TOP, ReaderPlace
from app.ui.chat.style import COLUMN_WIDTH, NARROW_MARGIN, ChatStyle
from app.ui.chat.surface import Surface
from app.ui.chat.visible_layout import VisibleLayout
from app.ui.theme import theme

LAYOUT_BUDGET_S = 0.007
"""What does not fit into it stays blank for one frame."""
COLOURS_WITHIN_MS = 40
SEEN_MESSAGES = 200
_MOST_PASSES = 12
_CLEARANCE = 2
"""How far the handle of a splitter reaches over its neighbours. Qt moves pixels only where nothing overlaps them:
otherwise each new line of an answer would paint the whole view."""


class TranscriptCanvas(QAbstractScrollArea):
    """Paints a `Column`, and keeps the reader's place in it whatever happens to heights (`ReaderPlace`)."""

    def __init__(self, parent: QWidget | None = None, maths: MathsService | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._bar = QuietScrollBar(self)
        self.setVerticalScrollBar(self._bar)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewport(Surface(self))
        self.setViewportMargins(_CLEARANCE, 0, _CLEARANCE, 0)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # Labels on it take the colour of window text, not that of an entry field.
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.viewport().setMouseTracking(True)
        self.column = Column()
        self._formulas = Formulas(maths, self)
        self._formulas.parts_changed.connect(self.settle)
        self._context = self._make_context()
        self._place = ReaderPlace(self.column)
        self._painted = PaintedParts()
        self._is_settling = False
        self._column_rect = QRect()
        self._live = LiveParts(self)
        self._live.coloured.connect(self._on_coloured)
        self._visible = VisibleLayout(self.column, self._live, self._measure)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.settle)
        theme().changed.connect(self.restyle)
        self._bar.setSingleStep(self._context.style.line)

    # -- what subclasses add ---------------------------------------------------------------------------------------

    def _measure(self, entry: Entry, part: WidgetPart, width: int) -> int:
        """The height of a real widget in a column of `width`."""
        return part.height

    def _marks(self, place: Place) -> list[Mark]:
        """What is drawn on another ground in this part."""
        return []

    def _on_presented(self, places: list[Place], top: int, *, is_moved: bool) -> None:
        """The visible places are known; `top` is what the viewport's upper edge is in the column.

        Unless it `is_moved`, everything is where it was, and as high.
        """

    # -- where things are ------------------------------------------------------------------------------------------

    @property
    def picture_words(self) -> PictureWords:
        """The words in place of a picture that comes from some host."""
        return self._context.picture_words

    @property
    def style_in_use(self) -> ChatStyle:
        """Fonts, colours and distances as they are now."""
        return self._context.style

    @property
    def is_at_end(self) -> bool:
        """Whether the view shows the end and follows it."""
        return self._place.is_following

    @property
    def visible_places(self) -> list[Place]:
        """The parts on the screen, from above."""
        return self._visible.places

    @property
    def _top(self) -> int:
        """What the upper edge of the viewport is in the column."""
        return self._bar.value() - TOP

    def origin_of(self, place: Place) -> QPoint:
        """The upper left corner of a part in the viewport."""
        return QPoint(self.column_rect.x(), place.y - self._top)

    def place_at(self, point: QPoint) -> Place | None:
        """The visible part at a height of the viewport, whatever the horizontal position."""
        y = point.y() + self._top
        return next((place for place in self._visible.places if place.y <= y < place.y + place.part.height), None)

    def rect_of_entry(self, index: int) -> QRect:
        """A message in the viewport; may lie outside of it."""
        column = self.column_rect
        y = self.column.top_of(index) - self._top
        return QRect(column.x(), y, column.width(), self.column.entries[index].height)

    # -- layout ----------------------------------------------------------------------------------------------------

    def _make_context(self) -> RenderContext:
        style = ChatStyle()
        self._formulas.style = style
        self._formulas.ratio = self.devicePixelRatioF()
        return RenderContext(
            style,
            self._formulas,
            self._picture_words,
            is_rtl=self.layoutDirection() is Qt.LayoutDirection.RightToLeft,
        )

    def _picture_words(self, host: str) -> str:
        if not host:
            return self.tr("Picture – not loaded")
        return self.tr("Picture from {host} – not loaded").format(host=host)

    @property
    def column_rect(self) -> QRect:
        """The column in the viewport: centred in the whole view, scroll bar included."""
        if self._column_rect.isNull():
            widest = self._context.style.px(COLUMN_WIDTH)
            width = max(120, min(widest, self.width() - 2 * NARROW_MARGIN))
            left = (self.width() - width) // 2 - self.viewport().x()
            self._column_rect = QRect(left, 0, width, self.viewport().height())
        return self._column_rect

    def settle(self) -> None:
        """Lay out what is visible, keep the reader's place, and paint what changed.

        Stops after the budget of a frame; the rest follows at once.
        """
        if self._is_settling:
            return
        self._soon.stop()
        self._is_settling = True
        for part in self._formulas.take_changed():
            part.drop()
        has_taken_more = self._visible.take_more()
        deadline = time.perf_counter() + LAYOUT_BUDGET_S
        is_done = False
        for _ in range(_MOST_PASSES):
            self._place_scroll_bar()
            is_done, is_changed = self._lay_out(deadline)
            if not is_changed:
                break
            if not is_done:
                self._place_scroll_bar()
                break
        else:
            is_done = False
        self._place.remember(self._bar.value())
        self._is_settling = False
        self._present(is_changed=has_taken_more)
        if not is_done or self._visible.has_more:
            self._settle_soon()
        self.column.forget_unseen(SEEN_MESSAGES)

    def _place_scroll_bar(self) -> None:
        bar = self._bar
        height = self.viewport().height()
        last = max(0, self._place.height(height) - height)
        value = self._place.value(bar.value(), last)
        bar.is_lazy = True
        if bar.pageStep() != height:
            bar.setPageStep(height)
        if bar.maximum() != last:
            bar.setRange(0, last)
        if bar.value() != value:
            bar.setValue(value)
        bar.is_lazy = False

    def _lay_out(self, deadline: float) -> tuple[bool, bool]:
        top, width = self._top, self.column_rect.width()
        return self._visible.lay_out(self._context, top, top + self.viewport().height(), width, deadline)

    def _present(self, *, is_changed: bool) -> None:
        """Move what only moved, and ask to paint what looks different. `is_changed`: also widgets may say more now."""
        top = self._top
        viewport = self.viewport()
        change = self._painted.take(self._visible.places, top, self.column_rect.width(), viewport.height())
        if change.shift is None:
            viewport.update()
        else:
            if change.shift:
                viewport.scroll(0, change.shift)
            width = viewport.width()
            for upper, lower in change.stretches:
                viewport.update(0, upper, width, lower - upper)
        if change.is_moved:
            self._live.see(self._visible.places)
        self._on_presented(self._visible.places, top, is_moved=change.is_moved or is_changed)

    # -- scrolling -------------------------------------------------------------------------------------------------

    def scroll_to_end(self) -> None:
        """Show the newest, and follow it from now on."""
        self._place.follow_end()
        self.settle()

    @property
    def anchor(self) -> Anchor | None:
        """Where the reader is; None while the view follows the end."""
        return self._place.anchor

    def stop_following(self) -> None:
        """What comes at the end moves nothing from now on."""
        self._place.stay()

    def scroll_to_question(self, message_id: MessageId) -> None:
        """Bring a question that was just asked to the upper edge, with room below it for its answer."""
        self._place.follow_end(message_id)
        self.settle()

    def scroll_to(self, message_id: MessageId, part_index: int = 0, offset: int = 0) -> None:
        """Bring a place of a message to the upper edge; `offset` pixels of the part are above it."""
        self._place.go_to(Anchor(message_id, part_index, offset))
        self.settle()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self._is_settling:
            return
        self._place.scrolled(self._bar.value(), self._bar.maximum())
        self.settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._painted.forget()
        self._column_rect = QRect()
        self.settle()

    def sizeHint(self) -> QSize:
        return QSize(COLUMN_WIDTH + 2 * NARROW_MARGIN, 600)

    # -- painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        paint_places(
            painter, event.rect(), self._visible.places, self._context, self.column_rect, self._top, self._marks
        )

    # -- look ------------------------------------------------------------------------------------------------------

    def restyle(self) -> None:
        """Theme, text size, language or direction changed: draw everything anew, at the same place."""
        self._context = self._make_context()
        for _, entry in self.column.entries.made():
            entry.restyle(self._context.style)
        self._bar.setSingleStep(self._context.style.line)
        self._repaint_all()
        self.settle()
        # The real widgets hear of the change after this: what they need then is another height.
        for _, entry in self.column.entries.made():
            entry.remeasure_widgets()
        self._settle_soon()

    def _repaint_all(self) -> None:
        self._column_rect = QRect()
        self._painted.forget()
        self.viewport().update()

    def _settle_soon(self) -> None:
        self._soon.start(0)

    def _on_coloured(self) -> None:
        # With the next text, if some comes, and all colours that come until then.
        if not self._soon.isActive():
            self._soon.start(COLOURS_WITHIN_MS)
