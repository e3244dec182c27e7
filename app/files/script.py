"""What a scripted model recites, cut into the pieces it recites one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

BEGIN = "<｜begin▁of▁sentence｜>"
END = "<｜end▁of▁sentence｜>"
USER = "<｜User｜>"
ASSISTANT = "<｜Assistant｜>"
THINK = "<think>"
END_THINK = "</think>"
SPECIAL = (BEGIN, END, USER, ASSISTANT, THINK, END_THINK)
"""The marks of DeepSeek R1's chats. A script must not contain them."""

# A word with the blanks before it. What has no blanks (an address, Chinese) is cut into handy lengths.
_WORDS = re.compile(r"\s*\S{1,16}|\s+")
_MIN_PIECE = 2  # a single character may be the name of a byte token


class Ending(StrEnum):
    """What the model does after the last piece."""

    STOP = "stop"
    LOOP = "loop"
    """Begin the answer again, for ever."""
    REPEAT = "repeat"
    """The last piece again, for ever."""


@dataclass(frozen=True, slots=True)
class Script:
    """The pieces of the thinking (may be none) and of the answer. No piece occurs twice."""

    thinking: tuple[str, ...]
    answer: tuple[str, ...]
    ending: Ending = Ending.STOP

    def __post_init__(self) -> None:
        pieces = self.thinking + self.answer
        if not self.answer or len(set(pieces)) != len(pieces):
            raise ValueError("a script needs an answer, and each of its pieces once only")
        if any(len(piece) < _MIN_PIECE for piece in pieces):
            raise ValueError("a piece is too short")
        for text in ("".join(self.thinking), "".join(self.answer)):
            if any(mark in text for mark in SPECIAL):
                raise ValueError("a script must not contain the marks of a chat")

    @classmethod
    def of_texts(cls, thinking: str, answer: str, ending: Ending = Ending.STOP) -> Self:
        """Cut two texts. Blanks around each are dropped: a server does not hand them on.

        Raises: `ValueError` for a text that cannot be cut, see `cut`.
        """
        thinking, answer = thinking.strip(), answer.strip()
        return cls(cut(thinking), cut(answer, before=thinking), ending)


def cut(text: str, before: str = "") -> tuple[str, ...]:
    """Cut a text into short pieces, each of which occurs nowhere earlier: neither in the text nor in `before`.

    So no two pieces are equal, and somebody who knows the pieces can tell from the end of any part of the
    text what comes next. Pieces are words with the blanks before them where a word is new, else the
    shortest run of words that is. Joined they are the text.
    Raises: `ValueError` when the whole text is nothing new, or a single character.
    """
    pieces: list[str] = []
    end = 0
    piece = ""
    for word in _WORDS.findall(text):
        piece += word
        end += len(word)
        if len(piece) >= _MIN_PIECE and _is_new(piece, text, end - len(piece), before):
            pieces.append(piece)
            piece = ""
    if piece:  # the end is nothing new: a new piece stays new when it gets longer
        if not pieces:
            raise ValueError("the text cannot be cut into unique pieces")
        pieces[-1] += piece
    return tuple(pieces)


def _is_new(piece: str, text: str, start: int, before: str) -> bool:
    return text.find(piece) == start and piece not in before
