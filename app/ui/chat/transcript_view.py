"""The transcript: a column of messages of which only the visible blocks exist, painted on one surface."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from app.domain.chat import Message, MessageId
from app.domain.settings import ShowThinking
from app.ui.chat.code_part import CodePart
from app.ui.chat.column import Anchor, Column, Place
from app.ui.chat.entry import Entry
from app.ui.chat.formulas import Formulas
from app.ui.chat.furniture_pool import FurniturePool
from app.ui.chat.maths_service import FormulaKey, MathsService
from app.ui.chat.parts import Mark, Part, RenderContext, WidgetPart
from app.ui.chat.selection import Selection
from app.ui.chat.style import COLUMN_WIDTH, NARROW_MARGIN, ChatStyle
from app.ui.chat.text_parts import DocumentPart
from app.ui.theme import theme

FRAME_MS = 16
SLOW_FRAME_MS = 33
SLOW_FRAME_FROM_S = 0.010
LAYOUT_BUDGET_S = 0.007
QUIET_CHARACTERS = 24
"""Less new text than this waits up to two frames: at a slow pace every second frame is enough for the eye."""
LIVE_DOCUMENTS = 250
SEEN_MESSAGES = 200
_TOP = 24
_BOTTOM = 12
_MOST_PASSES = 12


class TranscriptView(QAbstractScrollArea):
    """Shows the messages of one chat and lets people read, select and act on them.

    Text is appended as often as one likes: it only marks what is dirty, and a timer that runs while something is dirty
    draws at most once a frame. The view follows the end only while the reader is at the end.
    """

    action_requested = Signal(int, object)
    """Message id, `MessageAction`."""
    remedy_requested = Signal(int, object)
    """Message id, `Remedy`."""
    link_activated = Signal(str)
    """An address of the web or of mail that the reader clicked."""
    link_hovered = Signal(str)
    """The address below the pointer; empty when it left."""
    newer_below_changed = Signal(bool)
    """Whether the end is out of sight."""

    def __init__(self, parent: QWidget | None = None, maths: MathsService | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transcript")
        self.setAccessibleIdentifier("transcript")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(True)
        self.column = Column()
        self.selection = Selection()
        self._maths = maths
        self._formulas = Formulas(self._maths_service)
        self._context = self._make_context()
        self._show_thinking = ShowThinking.FOLDED
        self._chat_key: object = None
        self._remembered: dict[object, Anchor | None] = {}
        self._is_following = True
        self._anchor: Anchor | None = None
        self._shown: list[Place] = []
        self._painted: dict[Part, tuple[int, int, int]] = {}
        """Where each visible part was painted: y in the viewport, height, version."""
        self._is_settling = False
        self._hovered: Entry | None = None
        self._live: OrderedDict[DocumentPart | CodePart, None] = OrderedDict()
        self._dirty: dict[MessageId, Entry] = {}
        self._last_frame_at = 0.0
        self._furniture = FurniturePool(self)
        self._pump = QTimer(self)
        self._pump.setTimerType(Qt.TimerType.PreciseTimer)
        self._pump.setInterval(FRAME_MS)
        self._pump.timeout.connect(self._on_frame)
        self._continue = QTimer(self)
        self._continue.setSingleShot(True)
        self._continue.setInterval(0)
        self._continue.timeout.connect(self.settle)
        theme().changed.connect(self._on_theme_changed)
        self.verticalScrollBar().setSingleStep(self._context.style.line)

    # -- messages --------------------------------------------------------------------------------------------------

    def set_messages(self, messages: Sequence[Message], chat_key: object = None) -> None:
        """Show other messages: a chat was opened, or another version chosen.

        The same `chat_key` as before keeps the reader's place; another one restores the place where that chat was
        left, or goes to the end.
        """
        is_same_chat = chat_key is not None and chat_key == self._chat_key
        if not is_same_chat:
            if self._chat_key is not None:
                self._remembered[self._chat_key] = None if self._is_following else self._anchor
            self._chat_key = chat_key
            self._anchor = self._remembered.get(chat_key) if chat_key is not None else None
            self._is_following = self._anchor is None
        self._dirty.clear()
        self.selection.clear()
        style = self._context.style
        known = {entry.message.id: entry for entry in self.column.entries} if is_same_chat else {}
        entries = []
        for message in messages:
            entry = known.get(message.id)
            if entry is None:
                entry = Entry(message, self._show_thinking, style)
            else:
                entry.set_message(message)
            entries.append(entry)
        self._live.clear()
        self.column.set_entries(entries)
        self._furniture.release_all()
        self._painted.clear()
        self.viewport().update()
        self.settle()

    def append_message(self, message: Message) -> None:
        """One more message at the end. The person's own one takes the view to the end."""
        entry = Entry(message, self._show_thinking, self._context.style)
        self.column.append(entry)
        if entry.is_user:
            self._is_following = True
        self.settle()

    def update_message(self, message: Message) -> None:
        """State, usage, error or versions changed; the text is replaced where it differs."""
        entry = self._entry(message.id)
        if entry is not None:
            entry.set_message(message)
            self._dirty.pop(message.id, None)
            self._entry_changed(entry)

    def append_text(self, message_id: int, text: str) -> None:
        """More of an answer; shown with the next frame."""
        entry = self._entry(message_id)
        if entry is not None and text:
            entry.append_text(text)
            self._mark_dirty(entry)

    def append_thinking(self, message_id: int, text: str) -> None:
        """More of the thinking before an answer; shown with the next frame."""
        entry = self._entry(message_id)
        if entry is not None and text:
            entry.append_thinking(text)
            self._mark_dirty(entry)

    def remove_from(self, message_id: int) -> None:
        """Remove a message and all after it."""
        index = self.column.index_of(MessageId(message_id))
        if index is None:
            return
        self.selection.clear()
        for entry in self.column.entries[index:]:
            self._dirty.pop(entry.message.id, None)
        self.column.truncate(index)
        self.settle()

    def set_show_thinking(self, mode: ShowThinking) -> None:
        """How thinking is shown where the person did not fold or unfold it."""
        self._show_thinking = mode
        for index, entry in enumerate(self.column.entries):
            entry.show_thinking = mode
            entry.refresh_frame()
            self.column.sync(index)
        self.settle()

    def set_waiting(self, message_id: int, text: str) -> None:
        """What the person waits for before the first word of an answer; empty text removes it."""
        entry = self._entry(message_id)
        if entry is not None and entry.waiting != text:
            entry.waiting = text
            entry.refresh_frame()
            self._entry_changed(entry)

    def plain_text(self) -> str:
        """The text of all messages as it was written, separated by empty lines."""
        return "\n\n".join(entry.text for entry in self.column.entries)

    def toggle_thinking(self, message_id: int) -> None:
        """Fold or unfold the thinking of a message."""
        entry = self._entry(message_id)
        if entry is not None:
            entry.is_thought_open = not entry.is_thought_shown
            entry.refresh_frame()
            self._entry_changed(entry)

    def remeasure(self, message_id: int) -> None:
        """A widget of the message wants another height."""
        entry = self._entry(message_id)
        if entry is not None:
            for part in entry.parts:
                if isinstance(part, WidgetPart):
                    part.laid_out_width = -1
            self._entry_changed(entry)

    def unfold(self, part: CodePart) -> None:
        """Show all lines of a folded code block."""
        part.unfold()
        self._is_following = False
        self.settle()

    def is_footer_shown(self, entry: Entry) -> bool:
        """Answers always have their actions; the person's own messages when pointed at or focused."""
        return not entry.is_user or entry is self._hovered or len(entry.message.sibling_ids) > 1

    @property
    def style_in_use(self) -> ChatStyle:
        """Fonts, colours and distances as they are now."""
        return self._context.style

    def _entry(self, message_id: int) -> Entry | None:
        index = self.column.index_of(MessageId(message_id))
        return None if index is None else self.column.entries[index]

    # -- frames ----------------------------------------------------------------------------------------------------

    def _mark_dirty(self, entry: Entry) -> None:
        self._dirty[entry.message.id] = entry
        if not self._pump.isActive():
            self._pump.start()

    def _on_frame(self) -> None:
        if not self._dirty:
            self._pump.stop()
            self._pump.setInterval(FRAME_MS)
            return
        began = time.perf_counter()
        waiting = sum(entry.pending_characters for entry in self._dirty.values())
        if waiting < QUIET_CHARACTERS and began - self._last_frame_at < 2 * FRAME_MS / 1000:
            return
        self.flush()
        self._last_frame_at = began
        is_slow = time.perf_counter() - began > SLOW_FRAME_FROM_S
        wanted = SLOW_FRAME_MS if is_slow else FRAME_MS
        if self._pump.interval() != wanted:
            self._pump.setInterval(wanted)

    def flush(self) -> None:
        """Show what arrived, now."""
        dirty = list(self._dirty.values())
        self._dirty.clear()
        for entry in dirty:
            entry.flush()
            self._take_entry(entry)
        self.settle()

    def _entry_changed(self, entry: Entry) -> None:
        self._take_entry(entry)
        self.settle()

    def _take_entry(self, entry: Entry) -> None:
        index = self.column.index_of(entry.message.id)
        if index is not None:
            self.column.sync(index)
        self._furniture.refresh(entry)

    # -- layout ----------------------------------------------------------------------------------------------------

    def _make_context(self) -> RenderContext:
        style = ChatStyle()
        self._formulas.style = style
        self._formulas.ratio = self.devicePixelRatioF()
        return RenderContext(
            style,
            self._formulas,
            self.tr("Picture, not loaded:"),
            is_rtl=self.layoutDirection() is Qt.LayoutDirection.RightToLeft,
        )

    @property
    def column_rect(self) -> QRect:
        """The column in the viewport: centred in the whole view, scroll bar included."""
        widest = self._context.style.px(COLUMN_WIDTH)
        width = max(120, min(widest, self.width() - 2 * NARROW_MARGIN))
        left = (self.width() - width) // 2
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            left -= self.verticalScrollBar().width()
        return QRect(left, 0, width, self.viewport().height())

    @property
    def _content_height(self) -> int:
        return _TOP + self.column.height + _BOTTOM

    def settle(self) -> None:
        """Lay out what is visible, keep the reader's place, and paint what changed.

        Stops after the budget of a frame; the rest follows at once.
        """
        if self._is_settling:
            return
        self._is_settling = True
        deadline = time.perf_counter() + LAYOUT_BUDGET_S
        is_done = False
        for _ in range(_MOST_PASSES):
            self._place_scroll_bar()
            is_done, is_changed = self._lay_out_visible(deadline)
            if not is_changed or not is_done:
                break
        self._place_scroll_bar()
        self._remember_anchor()
        self._is_settling = False
        self._present()
        if not is_done:
            self._continue.start()
        self._drop_unseen()

    def _place_scroll_bar(self) -> None:
        bar = self.verticalScrollBar()
        height = self.viewport().height()
        last = max(0, self._content_height - height)
        value = last
        if not self._is_following and self._anchor is not None:
            y = self.column.y_of(self._anchor)
            value = bar.value() if y is None else y + _TOP
        bar.setPageStep(height)
        bar.setRange(0, last)
        bar.setValue(max(0, min(value, last)))

    def _lay_out_visible(self, deadline: float) -> tuple[bool, bool]:
        top = self.verticalScrollBar().value() - _TOP
        bottom = top + self.viewport().height()
        width = self.column_rect.width()
        places: list[Place] = []
        is_changed = False
        is_done = True
        for place in self.column.places(top, bottom, self._context.style):
            part = place.part
            if part.laid_out_width != width:
                if is_done and time.perf_counter() > deadline and places:
                    is_done = False
                if is_done:
                    before = part.height
                    self._lay_out(place, width)
                    is_changed = is_changed or part.height != before
                    self.column.take_height(place)
            places.append(place)
        self._shown = places
        return is_done, is_changed

    def _lay_out(self, place: Place, width: int) -> None:
        part = place.part
        if isinstance(part, WidgetPart):
            part.height = self._furniture.measure(place.entry, part, width)
            part.laid_out_width = width
            return
        self._formulas.part = part
        part.lay_out(self._context, width)
        part.version += 1

    def _remember_anchor(self) -> None:
        value = self.verticalScrollBar().value()
        if self._is_following or self._anchor is None:
            self._anchor = self.column.anchor_at(value - _TOP)

    def _present(self) -> None:
        """Move what only moved, and ask to paint what looks different."""
        shift_by = self.verticalScrollBar().value() - _TOP
        new = {place.part: (place.y - shift_by, place.part.height, place.part.version) for place in self._shown}
        old = self._painted
        shift = next((place[0] - old[part][0] for part, place in new.items() if part in old), None)
        viewport = self.viewport()
        if shift is None or abs(shift) >= viewport.height():
            viewport.update()
        else:
            if shift:
                viewport.scroll(0, shift)
            self._update_changed(old, new, shift)
        self._painted = new
        self._furniture.place(self._shown, shift_by, self.column_rect)
        for place in self._shown:
            if isinstance(place.part, DocumentPart | CodePart):
                self._live.pop(place.part, None)
                self._live[place.part] = None
        is_end_hidden = self.verticalScrollBar().value() < self.verticalScrollBar().maximum() - 4
        self._furniture.show_newest_button(is_end_hidden)

    def _update_changed(
        self, old: dict[Part, tuple[int, int, int]], new: dict[Part, tuple[int, int, int]], shift: int
    ) -> None:
        region = QRegion()
        width = self.viewport().width()
        for part, (y, height, version) in new.items():
            before = old.get(part)
            if before is None or before != (y - shift, height, version):
                region += QRect(0, y, width, height)
                if before is not None:
                    region += QRect(0, before[0] + shift, width, before[1])
        for part, (y, height, _) in old.items():
            if part not in new:
                region += QRect(0, y + shift, width, height)
        if not region.isEmpty():
            self.viewport().update(region)

    def _drop_unseen(self) -> None:
        while len(self._live) > LIVE_DOCUMENTS:
            part, _ = self._live.popitem(last=False)
            part.drop()
        self.column.forget_unseen(SEEN_MESSAGES)

    # -- scrolling -------------------------------------------------------------------------------------------------

    @property
    def is_at_end(self) -> bool:
        """Whether the view shows the end and follows it."""
        return self._is_following

    def scroll_to_end(self) -> None:
        """Show the newest, and follow it from now on."""
        self._is_following = True
        self.settle()

    def scroll_to_message(self, message_id: MessageId) -> None:
        """Bring the beginning of a message to the upper edge."""
        self._is_following = False
        self._anchor = Anchor(message_id, 0, 0)
        self.settle()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self._is_settling:
            return
        bar = self.verticalScrollBar()
        self._is_following = bar.value() >= bar.maximum() - 2
        self._anchor = self.column.anchor_at(bar.value() - _TOP)
        self.settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._painted.clear()
        self.settle()

    def sizeHint(self) -> QSize:
        return QSize(COLUMN_WIDTH + 2 * NARROW_MARGIN, 600)

    # -- painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        dirty = event.rect()
        style = self._context.style
        painter.fillRect(dirty, style.bg)
        column = self.column_rect
        top = self.verticalScrollBar().value() - _TOP
        for place in self._shown:
            part = place.part
            y = place.y - top
            if y > dirty.bottom() or y + part.height < dirty.top():
                continue
            if isinstance(part, WidgetPart) or part.laid_out_width != column.width():
                continue
            clip = QRectF(dirty).translated(-column.x(), -y)
            painter.save()
            painter.translate(column.x(), y)
            part.paint(painter, self._context, column.width(), clip, self._marks(place))
            painter.restore()

    def _marks(self, place: Place) -> list[Mark]:
        reach = self.selection.range_in(place.entry_index, place.part_index)
        return [] if reach is None else [Mark(*reach, self._context.style.selection)]

    # -- look ------------------------------------------------------------------------------------------------------

    def _on_theme_changed(self) -> None:
        self._restyle()

    def _restyle(self) -> None:
        self._context = self._make_context()
        for entry in self.column.entries:
            entry.restyle(self._context.style)
        self.verticalScrollBar().setSingleStep(self._context.style.line)
        self._painted.clear()
        self.viewport().update()
        self.settle()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LayoutDirectionChange):
            self._restyle()

    def _maths_service(self) -> MathsService:
        if self._maths is None:
            self._maths = MathsService(parent=self)
            application = QApplication.instance()
            if application is not None:
                application.aboutToQuit.connect(self._maths.stop)
        if not self._maths_connected:
            self._maths_connected = True
            self._maths.ready.connect(self._on_formula_ready)
        return self._maths

    _maths_connected = False

    def _on_formula_ready(self, key: FormulaKey) -> None:
        for part in self._formulas.take_waiting(key):
            part.drop()
        if not self._continue.isActive():
            self._continue.start()
