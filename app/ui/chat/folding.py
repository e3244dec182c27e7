"""Folding and unfolding in the transcript: thinking, long questions, long code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.chat import MessageId
from app.domain.settings import ShowThinking
from app.ui.chat.code_part import CodePart
from app.ui.chat.entry import Entry

if TYPE_CHECKING:
    from app.ui.chat.transcript_view import TranscriptView


class Folding:
    """What is folded in one transcript, by the setting and by the person."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self.show_thinking = ShowThinking.FOLDED
        self._chat_key: object = None
        self._all: dict[object, bool] = {}
        """What was chosen for all messages of a chat at once."""
        self._chosen: dict[MessageId, bool] = {}
        """What was chosen for one message after that."""

    def enter_chat(self, key: object) -> None:
        """Another chat: its thoughts are as the person left them, for as long as the program runs."""
        self._chat_key = key
        if key is None:
            self._all.pop(key, None)

    def is_thought_open(self, message_id: MessageId) -> bool | None:
        """What the person chose for this message of the chat; None follows the setting."""
        return self._chosen.get(message_id, self._all.get(self._chat_key))

    def set_show_thinking(self, mode: ShowThinking) -> None:
        """How thinking is shown where the person did not fold or unfold it."""
        self.show_thinking = mode
        column = self._view.column
        for index, entry in column.entries.made():
            entry.show_thinking = mode
            entry.refresh_frame()
            column.sync(index)
        self._view.settle()

    def toggle_thinking(self, message_id: int) -> None:
        """Fold or unfold the thinking of a message; what was pressed stays where it is."""
        entry = self._view.entry_of(message_id)
        if entry is not None:
            if not entry.is_streaming:
                self._view.stop_following()
            entry.is_thought_open = self._chosen[entry.message.id] = not entry.is_thought_shown
            entry.refresh_frame()
            self._view.entry_changed(entry)

    def toggle_all_thinking(self) -> None:
        """Unfold the thinking of all messages; fold it where all that is in view is unfolded."""
        places = self._view.visible_places
        seen = {place.entry.message.id: place.entry for place in places if place.entry.thinking.strip()}
        is_open = self._all[self._chat_key] = not (seen and all(entry.is_thought_shown for entry in seen.values()))
        column = self._view.column
        for index in range(len(column.entries)):
            self._chosen.pop(column.entries.message(index).id, None)
        for index, entry in column.entries.made():
            entry.is_thought_open = is_open
            entry.refresh_frame()
            column.sync(index)
        self._view.settle()

    def toggle_text(self, message_id: int) -> None:
        """Show all of a long message of the person's own, or fold it; its beginning stays where it can be seen."""
        view = self._view
        entry = view.entry_of(message_id)
        if entry is not None:
            index = view.column.index_of(entry.message.id)
            is_cut_off = index is not None and view.rect_of_entry(index).top() < 0
            self.set_text_unfolded(entry, entry.is_folded)
            if is_cut_off and entry.is_folded:
                view.scroll_to(entry.message.id)

    def set_text_unfolded(self, entry: Entry, is_unfolded: bool) -> None:
        """Show all of what the person wrote, or its beginning."""
        self._view.stop_following()
        entry.set_unfolded(is_unfolded)
        self._view.entry_changed(entry)

    def answer_ended(self, entry: Entry) -> None:
        """Its long code is folded as when the chat is opened; not where the reader sees or has selected some of it."""
        view = self._view
        index = view.column.index_of(entry.message.id)
        if index is None or entry.is_streaming or not entry.is_live_stream:
            return
        entry.is_live_stream = False
        if entry.heights is None or view.reading.entry is entry:
            return
        kept = {place.part for place in view.visible_places}
        selection = view.selecting.selection
        is_changed = False
        for place, part in enumerate(entry.parts):
            if not isinstance(part, CodePart) or part in kept or selection.range_in(index, place) is not None:
                continue
            if part.fold_if_long():
                entry.heights.set(place, part.height)
                is_changed = True
        if is_changed:
            view.column.sync(index)
            view.settle()

    def unfold(self, part: CodePart) -> None:
        """Show all lines of a folded code block."""
        part.unfold()
        self._view.stop_following()
        self._view.settle()
