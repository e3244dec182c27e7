"""Which real widgets stand above and below the text of a message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.domain.chat import State
from app.domain.settings import ShowThinking
from app.ui.chat.bubble_text import is_long
from app.ui.chat.ending import how_it_ended
from app.ui.chat.parts import Part, WidgetPart
from app.ui.chat.style import ChatStyle

if TYPE_CHECKING:
    from app.ui.chat.entry import Entry

_ROW_HEIGHT = {"memory": 42, "model": 30, "note": 40, "thinking": 34, "thought": 120}
"""Heights at a text of 15 px, until the widgets are asked."""
_ROW_HEIGHT |= {"more": 34, "waiting": 40, "state": 44, "error": 116, "footer": 36}


def parts_above(entry: Entry, style: ChatStyle) -> list[WidgetPart]:
    """The places above the text, made anew."""
    return [_place(key, style) for key in _keys_above(entry)]


def parts_below(entry: Entry, style: ChatStyle, old: Iterable[Part]) -> list[WidgetPart]:
    """The places below the text; those among `old` that are still wanted stay."""
    kept = {part.key: part for part in old if isinstance(part, WidgetPart)}
    return [kept.get(key) or _place(key, style) for key in _keys_below(entry)]


def _place(key: str, style: ChatStyle) -> WidgetPart:
    return WidgetPart(key, style.px(_ROW_HEIGHT[key]))


def _keys_above(entry: Entry) -> list[str]:
    message = entry.message
    keys = []
    if entry.is_memory_start:
        keys.append("memory")
    if entry.is_new_model:
        keys.append("model")
    is_refused = message.state is State.ERROR and not entry.has_text
    if message.left_out and not is_refused:
        keys.append("note")
    is_hidden = entry.show_thinking is ShowThinking.HIDDEN and not entry.is_thinking
    if entry.thinking.strip() and not is_hidden:
        keys.append("thinking")
        if entry.is_thought_shown:
            keys.append("thought")
    return keys


def _keys_below(entry: Entry) -> list[str]:
    message = entry.message
    keys = []
    if entry.is_user and is_long(entry.text):
        keys.append("more")
    if entry.waiting:
        keys.append("waiting")
    if message.error is None and message.state is not State.STREAMING and how_it_ended(message):
        keys.append("state")
    if message.error is not None:
        keys.append("error")
    has_actions = message.state is State.DONE or entry.has_text or len(message.sibling_ids) > 1
    if entry.is_user or (has_actions and message.state is not State.STREAMING):
        keys.append("footer")
    return keys
