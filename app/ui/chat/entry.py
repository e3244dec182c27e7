"""One message of the transcript: its text on the way in, and its parts on the screen."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from app.domain.chat import Message, Role, State
from app.domain.settings import ShowThinking
from app.render.blocks import Block, split
from app.ui.chat.block_parts import part_for
from app.ui.chat.bubble_text import bubble_pieces, is_long
from app.ui.chat.code_part import CodePart
from app.ui.chat.entry_parts import EntryParts
from app.ui.chat.estimates import estimated_height
from app.ui.chat.message_frame import parts_above, parts_below
from app.ui.chat.parts import Part
from app.ui.chat.pieced_text import PiecedText
from app.ui.chat.style import ChatStyle
from app.ui.chat.text_cutter import TextCutter
from app.ui.chat.text_parts import BlockPart, BubblePart

_GAP_BELOW_USER = 2
_GAP_BELOW_ANSWER = 18

ContentPart = BlockPart | CodePart | BubblePart


class Entry(EntryParts):
    """A message with its parts from top to bottom; the parts exist only once somebody wants to see them.

    Text that arrives is kept aside until `flush`, so that a frame pays once however many tokens came.
    """

    def __init__(self, message: Message, show_thinking: ShowThinking, style: ChatStyle) -> None:
        super().__init__(estimated_height(message, style))
        self.message = message
        self.show_thinking = show_thinking
        self.waiting = ""
        """What the person waits for before the first token."""
        self.is_new_model = False
        """Another model than that of the answer before."""
        self.is_memory_start = False
        """The model knew nothing of what stands above when it answered last."""
        self.is_thought_open: bool | None = None
        """What the person chose for this message; None follows the setting."""
        self.is_unfolded = False
        """The person wants to see all of a long text of their own."""
        self.thinking_since: float | None = None
        """When the first thought arrived, by the monotonic clock; None unless it is thinking here and now."""
        self.is_live_stream = False
        self.thinking_version = 0
        self.is_frame_dirty = False
        """What is around the text says something else than its widgets show."""
        self._style = style
        self._cutter: TextCutter | None = None
        self._is_outdated = False
        """Text came that nobody cuts."""
        self._space_below = Part(style.px(_GAP_BELOW_USER if self.is_user else _GAP_BELOW_ANSWER))
        self._text = PiecedText(message.text)
        self._thinking = PiecedText(message.thinking)

    # -- text ------------------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """All text so far."""
        return self._text.whole

    @property
    def thinking(self) -> str:
        """All thinking so far."""
        return self._thinking.whole

    @property
    def is_user(self) -> bool:
        return self.message.role is Role.USER

    @property
    def is_folded(self) -> bool:
        """Whether only the beginning of what the person wrote is shown."""
        return self.is_user and not self.is_unfolded and is_long(self.text)

    @property
    def is_streaming(self) -> bool:
        return self.message.state is State.STREAMING

    @property
    def is_thinking(self) -> bool:
        """Whether thoughts arrive and no answer yet."""
        return self.is_streaming and self.thinking_since is not None

    @property
    def is_thought_shown(self) -> bool:
        """Whether the thinking is unfolded."""
        if self.is_thought_open is not None:
            return self.is_thought_open
        return self.show_thinking is ShowThinking.OPEN

    @property
    def blocks(self) -> list[Block]:
        """The blocks of the answer as far as they are on the screen; empty for the person's own text."""
        return self._cutter.blocks if self._cutter is not None else []

    @property
    def all_blocks(self) -> Sequence[Block]:
        """The blocks of the whole answer, whether they are on the screen or not."""
        return split(self.text) if self._cutter is None or self.has_more else self.blocks

    def append_text(self, text: str) -> None:
        """More of the answer."""
        self._text.append(text)
        self._add(text)
        self.is_live_stream = True
        if self.thinking_since is not None:
            self.message = replace(self.message, thinking_s=time.monotonic() - self.thinking_since)
            self.thinking_since = None
            self.refresh_frame()

    def append_thinking(self, text: str) -> None:
        """More of the thinking."""
        is_first = not self.thinking
        if self.thinking_since is None and not self.has_text:
            self.thinking_since = time.monotonic() - (self.message.thinking_s or 0)  # it may have begun unseen
        self._thinking.append(text)
        self.thinking_version += 1
        self.is_frame_dirty = True
        if is_first:
            self.refresh_frame()

    def _add(self, text: str) -> None:
        if self._cutter is not None:
            self._cutter.add(text)
        else:
            self._is_outdated = True

    @property
    def has_text(self) -> bool:
        """Whether the answer has begun."""
        return bool(self._text)

    def set_new_model(self, is_new: bool) -> None:
        """Whether it is to be said which model answers from here on."""
        if is_new is not self.is_new_model:
            self.is_new_model = is_new
            self.refresh_frame()

    def set_memory_start(self, is_start: bool) -> None:
        """Whether it is to be said that the model's memory begins here."""
        if is_start is not self.is_memory_start:
            self.is_memory_start = is_start
            self.refresh_frame()

    def set_message(self, message: Message) -> None:
        """The message as it is now; what is drawn already is kept where it agrees."""
        old_text, old_thinking = self.text, self.thinking
        if message.thinking_s is None and self.message.thinking_s is not None:
            message = replace(message, thinking_s=self.message.thinking_s)
        self.message = message
        self.thinking_since = None
        if message.state is not State.STREAMING:
            self.waiting = ""
        self._thinking = PiecedText(message.thinking)
        if message.thinking != old_thinking:
            self.thinking_version += 1
        if message.text == old_text:
            self._text = PiecedText(message.text)  # one copy for both
        elif message.text.startswith(old_text) and self.parts and not self.is_user:
            self._add(message.text[len(old_text) :])
            self._text = PiecedText(message.text)
        else:
            self._text = PiecedText(message.text)
            self.forget_parts()
        if not self.parts:
            self._estimate = estimated_height(message, self._style)
            return
        self.flush()
        if self._cutter is not None and not self.has_more and message.state is not State.STREAMING:
            self._rebuild_from(self._cutter.finish())
        self.refresh_frame()

    # -- parts -----------------------------------------------------------------------------------------------------

    def make_parts(self, style: ChatStyle) -> None:
        """Make the parts, with estimated heights."""
        self._style = style
        self._is_outdated = False
        self._cutter = None
        self._begin(parts_above(self, style))
        if self.is_user:
            pieces = bubble_pieces(self.text)
            if self.is_folded:
                del pieces[1:]
            for index, piece in enumerate(pieces):
                self._append(BubblePart(piece, index == 0, index == len(pieces) - 1, style))
        else:
            self._cutter = TextCutter()
            self._cutter.add(self.text)
            self._cutter.cut(is_whole=not self.is_streaming)
            self._append_blocks(0)
        self._append_tail()
        self._complete()

    def forget_parts(self) -> None:
        """Free everything; the height stays as the estimate."""
        self._free()
        self._cutter = None
        self._is_outdated = False

    def set_unfolded(self, is_unfolded: bool) -> None:
        """Show all of a long text of the person's own, or its beginning."""
        self.is_unfolded = is_unfolded
        if self.parts:
            self.make_parts(self._style)
            self.is_frame_dirty = True

    def restyle(self, style: ChatStyle) -> None:
        """Another theme or text size: everything is made anew when it is seen."""
        self._style = style
        self._space_below.height = style.px(_GAP_BELOW_USER if self.is_user else _GAP_BELOW_ANSWER)
        for part in self.parts:
            part.drop()
            part.touch()
            part.laid_out_width = -1

    @property
    def has_more(self) -> bool:
        """Whether there is text that is not on the screen yet."""
        return self._cutter.has_more if self._cutter is not None else self._is_outdated

    def flush(self) -> bool:
        """Take the text that arrived, as far as a frame has time for it; returns whether anything changed."""
        if not self.has_more:
            return False
        if self._cutter is None:
            self._is_outdated = False
            if self.parts:
                self.forget_parts()
            return True
        if self.waiting:
            self.waiting = ""
            self.is_frame_dirty = True
        self._rebuild_from(self._cutter.cut(is_whole=not self.is_streaming))
        return True

    def refresh_frame(self) -> None:
        """What is around the text changed: state, error, thinking, versions."""
        self.is_frame_dirty = True
        if self.heights is None:
            return
        self._replace_head(parts_above(self, self._style))
        self._rebuild_from(len(self.blocks))

    def _rebuild_from(self, first: int) -> None:
        """Blocks from `first` on changed: reuse their parts where the kind is the same."""
        content = self.content
        start = content.start + first if self._cutter is not None else content.stop
        old, old_tail = self._cut(start)
        if self._cutter is not None:
            self._append_blocks(first, old)
        self._append_tail(old_tail)

    def _append_blocks(self, first: int, old: list[Part] | None = None) -> None:
        blocks = self.blocks
        for index in range(first, len(blocks)):
            block = blocks[index]
            before = blocks[index - 1] if index else None
            reused = old[index - first] if old and index - first < len(old) else None
            previous = self.parts[-1] if self.parts else None
            may_fold = not self.is_live_stream
            self._append(part_for(block, before, self._style, previous, reused, may_fold=may_fold))

    def _append_tail(self, old: list[Part] | None = None) -> None:
        below = parts_below(self, self._style, old or [])
        for part in below:
            self._append(part)
        self._append(self._space_below)
        self._tail = len(below) + 1
