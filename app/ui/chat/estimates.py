"""How high messages may be that nobody has seen: a guess from the lengths of their texts alone."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from app.domain.chat import Message, Role
from app.ui.chat.bubble_text import FOLDED_LINES
from app.ui.chat.late_heights import LateHeights
from app.ui.chat.style import ChatStyle

_CHARACTERS_OF_LINE = 68
"""Of which the last one of each paragraph is not full."""
_KNOWN_AT_ONCE = 100
"""Messages at the end of a chat whose heights are guessed one by one: more than a view shows."""


def estimated_height(message: Message, style: ChatStyle) -> int:
    """The height of one message."""
    return estimated_heights((message,), style)[0]


def estimated_heights(messages: Sequence[Message], style: ChatStyle) -> list[int]:
    """The heights of some messages; thousands take less than a millisecond."""
    around, per_character, highest = _measures(style)
    heights = [int(size * per_character) + around for size in _sizes(messages)]
    if heights and max(heights) > highest:
        for index in [index for index, height in enumerate(heights) if height > highest]:
            if messages[index].role is Role.USER:
                heights[index] = highest
    return heights


def late_heights(messages: Sequence[Message], style: ChatStyle) -> LateHeights:
    """The heights of a chat that is opened at its end: one by one there, and the others in sum for the time being."""
    count = max(0, len(messages) - _KNOWN_AT_ONCE)
    first = messages[:count]
    return LateHeights(
        estimated_heights(messages[count:], style),
        count,
        _estimated_sum(first, style),
        lambda: estimated_heights(first, style),
    )


def _estimated_sum(messages: Sequence[Message], style: ChatStyle) -> int:
    around, per_character, highest = _measures(style)
    sizes = list(_sizes(messages))
    longest = (highest - around) / per_character
    folded = 0
    if sizes and max(sizes) > longest:
        for index in [index for index, size in enumerate(sizes) if size > longest]:
            if messages[index].role is Role.USER:
                folded += sizes[index] - int(longest)
    # Each height is cut to whole pixels, half a one on average.
    return round((sum(sizes) - folded) * per_character + len(sizes) * (around - 0.5))


def _measures(style: ChatStyle) -> tuple[int, float, int]:
    """What is around a text, how much a character adds, and the height of a folded question."""
    return style.line + style.px(60), style.line / _CHARACTERS_OF_LINE, (FOLDED_LINES + 3) * style.line


def _sizes(messages: Sequence[Message]) -> map[int]:
    return map(len, map(attrgetter("text"), messages))
