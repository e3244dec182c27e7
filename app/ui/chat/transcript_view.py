"""The transcript: the messages of one chat, to read, select and act on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from app.domain.chat import Message, MessageId, State
from app.domain.context import memory_start
from app.render.inline_maths import announces_formula
from app.ui.chat import accessible
from app.ui.chat.announcer import Announcer
from app.ui.chat.column import Place
from app.ui.chat.entry import Entry
from app.ui.chat.finding import Finding
from app.ui.chat.folding import Folding
from app.ui.chat.frame_pump import FramePump
from app.ui.chat.furniture import Furniture
from app.ui.chat.furniture_pool import FurniturePool
from app.ui.chat.maths_service import MathsService
from app.ui.chat.model_row import ModelChanges
from app.ui.chat.parts import Mark, WidgetPart
from app.ui.chat.pointer import Pointer
from app.ui.chat.reading import Reading
from app.ui.chat.selecting import Selecting
from app.ui.chat.transcript_events import TranscriptEvents

_LAST_ONES = 20
"""Messages of an opened chat that are looked through for formulas, which then are drawn when the reader gets there."""


class TranscriptView(TranscriptEvents):
    """Shows the messages of one chat.

    Text is appended as often as one likes: it only marks what is dirty, which is drawn at most once a frame. The
    view follows the end only while the reader is at the end.
    """

    action_requested = Signal(int, object)
    """Message id, `MessageAction`."""
    remedy_requested = Signal(int, object)
    """Message id, `Remedy`."""
    link_activated = Signal(str)
    """An address of the web or of mail that the reader clicked."""
    link_hovered = Signal(str)
    """The address below the pointer; empty when it left."""

    def __init__(self, parent: QWidget | None = None, maths: MathsService | None = None) -> None:
        accessible.install()
        super().__init__(parent, maths)
        self.setObjectName("transcript")
        self.setAccessibleIdentifier("transcript")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.folding = Folding(self)
        self._model_changes = ModelChanges()
        self._memory_start: MessageId | None = None
        self._hovered: Entry | None = None
        self._furniture = FurniturePool(self)
        self.announcer = Announcer(self)
        self._hear(Pointer(self))
        self.selecting = Selecting(self)
        self.finding = Finding(self)
        self.reading = Reading(self)
        self._pump = FramePump(self.flush, self)
        QShortcut(QKeySequence("Ctrl+."), self, self.folding.toggle_all_thinking)
        self._retranslate()

    # -- messages --------------------------------------------------------------------------------------------------

    def set_messages(self, messages: Sequence[Message], chat_key: object = None) -> None:
        """Show other messages: a chat was opened, or another version chosen.

        The same `chat_key` as before keeps the reader's place; another one restores the place where that chat was
        left, or goes to the end.
        """
        is_same_chat = self._place.enter_chat(chat_key)
        if not is_same_chat:
            self.folding.enter_chat(chat_key)
        self._forget_interaction()
        self._model_changes = ModelChanges(messages)
        self._memory_start = memory_start(messages)
        kept: dict[MessageId, Entry] = {}
        if is_same_chat:
            known = {entry.message.id: entry for _, entry in self.column.entries.made()}
            for message in messages:
                if (entry := known.get(message.id)) is not None:
                    entry.set_message(message)
                    self._mark(entry)
                    kept[message.id] = entry
        self.column.set_messages(messages, kept, self._entry_for, self.style_in_use)
        self._furniture.release_all()
        self._repaint_all()
        self.settle()
        self.finding.refresh()
        if not is_same_chat and messages and messages[-1].state is State.STREAMING and not messages[-1].text:
            self.announcer.answer_started(self.column.entries[-1])  # a chat begins with its first question
        if any(announces_formula(message.text) for message in messages[-_LAST_ONES:]):
            QTimer.singleShot(0, self._formulas, self._formulas.warm_up)

    def append_message(self, message: Message) -> None:
        """One more message at the end. The person's own one goes to the upper edge, with room for the answer."""
        self._model_changes.add(message)
        entry = self._entry_for(message)
        self.column.append(entry)
        self.finding.text_changed(len(self.column.entries) - 1)
        if entry.is_user:
            self.scroll_to_question(message.id)
            return
        if entry.is_streaming:
            self.announcer.answer_started(entry)
        self.settle()

    def update_message(self, message: Message) -> None:
        """State, usage, error or versions changed; the text is replaced where it differs."""
        entry = self.entry_of(message.id)
        if entry is not None:
            before = entry.message.state
            entry.set_message(message)
            self._pump.forget(entry)
            if message.left_out or self._memory_start is not None:
                self._move_memory_start()
            self.entry_changed(entry)
            self.folding.answer_ended(entry)
            self.announcer.state_changed(entry, before)

    def append_text(self, message_id: int, text: str) -> None:
        """More of an answer; shown with the next frame."""
        entry = self.entry_of(message_id)
        if entry is not None and text:
            entry.append_text(text)
            self._pump.mark(entry)
            if announces_formula(text):
                self._formulas.warm_up()

    def append_thinking(self, message_id: int, text: str) -> None:
        """More of the thinking before an answer; shown with the next frame."""
        entry = self.entry_of(message_id)
        if entry is not None and text:
            entry.append_thinking(text)
            self._pump.mark(entry)

    def remove_from(self, message_id: int) -> None:
        """Remove a message and all after it."""
        index = self.column.index_of(MessageId(message_id))
        if index is None:
            return
        self._forget_interaction()
        self.column.truncate(index)
        self.settle()
        self.finding.refresh()

    def set_waiting(self, message_id: int, text: str) -> None:
        """What the person waits for before the first word of an answer; empty text removes it."""
        entry = self.entry_of(message_id)
        if entry is not None and entry.waiting != text:
            entry.waiting = text
            entry.refresh_frame()
            self.entry_changed(entry)

    def plain_text(self) -> str:
        """The text of all messages as it was written, separated by empty lines."""
        entries = self.column.entries
        return "\n\n".join(entries.text(index) for index in range(len(entries)))

    def _forget_interaction(self) -> None:
        self._pump.take()
        self._hovered = None
        self.selecting.clear()
        self.reading.close()
        self.announcer.forget()

    def remeasure(self, message_id: int) -> None:
        """A widget of the message wants another height."""
        entry = self.entry_of(message_id)
        if entry is not None:
            entry.remeasure_widgets()
            self.entry_changed(entry)

    def is_footer_shown(self, entry: Entry) -> bool:
        """Answers always have their actions; the person's own messages when pointed at or focused."""
        return not entry.is_user or entry in (self._hovered, self.reading.entry) or len(entry.message.sibling_ids) > 1

    def _entry_for(self, message: Message) -> Entry:
        entry = Entry(message, self.folding.show_thinking, self.style_in_use)
        entry.is_thought_open = self.folding.is_thought_open(message.id)
        self._mark(entry)
        return entry

    def _mark(self, entry: Entry) -> None:
        """Lines that stand above a message because of others."""
        entry.set_new_model(entry.message in self._model_changes)
        entry.set_memory_start(entry.message.id == self._memory_start)

    def _move_memory_start(self) -> None:
        """After an answer ended: it may know less of the chat than the one before, or more again."""
        entries = self.column.entries
        old, self._memory_start = self._memory_start, memory_start([entries.message(n) for n in range(len(entries))])
        for message_id in {old, self._memory_start}:
            if message_id is not None and (entry := self.entry_of(message_id)) is not None:
                self._mark(entry)
                self.entry_changed(entry)

    def entry_of(self, message_id: int) -> Entry | None:
        """A message by its id; None if it is not here."""
        index = self.column.index_of(MessageId(message_id))
        return None if index is None else self.column.entries[index]

    # -- frames ----------------------------------------------------------------------------------------------------

    def flush(self) -> bool:
        """Show what arrived, now. False where all of it waits for more, as the `#` of a heading does."""
        dirty = self._pump.take()
        for entry in dirty:
            entry.flush()
            self._take_entry(entry)
        if dirty and not self._place.is_following:
            self._furniture.tell_news()
        self.settle()
        return any(entry.blocks or entry.thinking for entry in dirty)

    def entry_changed(self, entry: Entry) -> None:
        """Lay out what changed of a message, and show it."""
        self._take_entry(entry)
        self.settle()

    def _take_entry(self, entry: Entry) -> None:
        index = self.column.index_of(entry.message.id)
        if index is not None:
            self.column.sync(index)
            self.finding.text_changed(index)
        if entry.is_frame_dirty:
            entry.is_frame_dirty = False
            self._furniture.refresh(entry)
        self.reading.refresh(entry)

    # -- canvas ----------------------------------------------------------------------------------------------------

    def _measure(self, entry: Entry, part: WidgetPart, width: int) -> int:
        return self._furniture.measure(entry, part, width)

    def _marks(self, place: Place) -> list[Mark]:
        marks = self.finding.marks(place)
        reach = self.selecting.selection.range_in(place.entry_index, place.part_index)
        if reach is not None:
            marks.append(Mark(*reach, self.style_in_use.selection))
        return marks

    def _on_presented(self, places: list[Place], top: int, *, is_moved: bool) -> None:
        if is_moved or self._furniture.is_stale:
            self._furniture.place(places, top, self.column_rect)
            self.finding.mark_thoughts()
        bar = self.verticalScrollBar()
        self._furniture.show_newest_button(bar.value() < bar.maximum() - 4)
        self.reading.place()

    def ensure_parts(self, index: int) -> None:
        """Make the parts of a message that may never have been seen."""
        self.column.ensure_parts(index, self.style_in_use)

    def widgets_of(self, entry: Entry) -> list[Furniture]:
        """The real widgets around a visible message, from above."""
        return self._furniture.widgets_of(entry)

    def controls_of(self, entry: Entry) -> list[QWidget]:
        """The same with those over its code."""
        return self._furniture.controls_of(entry)

    def repaint_text(self) -> None:
        """Selection or hits changed: paint the visible text again."""
        self.viewport().update()

    def set_hovered(self, entry: Entry | None) -> None:
        """The message below the pointer shows its actions."""
        if entry is not self._hovered:
            self._hovered = entry
            self._furniture.place(self.visible_places, self._top, self.column_rect)

    def restyle(self) -> None:
        super().restyle()
        self._furniture.mark_stale()  # the widgets take their new sizes after this
        self.reading.restyle()
        self.finding.place_bar()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.finding.place_bar()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.LayoutDirectionChange):
            self.restyle()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Conversation"))
