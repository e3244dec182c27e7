"""Notices that a model runs in a circle.

Small models on long answers fall into loops and would write the same passage until their context is full. The guard
follows the text word by word: it looks up the last eight words, and where they stood before, it counts how far the text
goes on as it did after that place.
"""

from __future__ import annotations

import re

REPEATS = 20
"""A passage must stand so often, without anything between, ..."""
LONG_RUN_WORDS = 1_200
"""... or fill so many words, and stand three times: nobody waits for twenty times sixty lines."""
LEAST_REPEATS = 3
MIN_WORDS = 160
"""Words that a circle of few words must fill: "no, no, no" is not a loop yet."""
LONGEST_PASSAGE_WORDS = 4_000
CODE_FACTOR = 5
"""Code and data may repeat themselves so much more: rows of zeros, a run of the same instruction."""

_GRAM = 8
_LONGEST_WORD = 32
"""Longer words are cut, so that an endless one is noticed too."""

_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]"  # no spaces between words there: a character each
    rf"|[^\W\d_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]{{1,{_LONGEST_WORD}}}"
    rf"|\d{{1,{_LONGEST_WORD}}}|`{{3,{_LONGEST_WORD}}}|_|[^\w\s]"
)


class RepetitionGuard:
    """Reads an answer while it streams; one guard for each answer. A word costs a few microseconds, always.

    Passages that differ in anything but white space, in a number for instance, are not repetition.
    """

    def __init__(self) -> None:
        self._partial = ""
        self._words: list[str] = []
        self._places: dict[int, int] = {}
        self._period = 0
        self._run = 0
        """How many of the last words equal those one period before."""
        self._last_letters = -1
        self._is_in_code = False
        self.is_repeating = False
        """Stays true once the loop has been noticed."""

    def feed(self, text: str) -> bool:
        """Take more text. True once in the life of the guard: when the loop has become evident."""
        if self.is_repeating:
            return False
        self._partial += text
        end = 0
        for found in _WORD.finditer(self._partial):
            if found.end() == len(self._partial):
                break  # it may go on in the next piece
            end = found.end()
            if self._take(found.group()):
                self.is_repeating = True
                self._partial = ""
                return True
        self._partial = self._partial[end:].lstrip()
        return False

    def _take(self, word: str) -> bool:
        if word.startswith("```"):
            self._is_in_code = not self._is_in_code
        words = self._words
        words.append(word)
        last = len(words) - 1
        if word.isalpha():
            self._last_letters = last
        if self._period and words[last - self._period] == word:
            self._run += 1
        else:
            self._period = self._run = 0
        if last >= _GRAM - 1:
            self._look_up(last)
        is_loop = bool(self._period) and self._is_loop(last)
        if len(words) > 2 * LONGEST_PASSAGE_WORDS:
            self._forget_oldest()
        return is_loop

    def _look_up(self, last: int) -> None:
        gram = hash(tuple(self._words[last - _GRAM + 1 :]))
        place = self._places.get(gram)
        self._places[gram] = last
        if not self._period and place is not None:
            self._period, self._run = last - place, _GRAM

    def _is_loop(self, last: int) -> bool:
        is_prose = self._last_letters > last - self._period and not self._is_in_code
        factor = 1 if is_prose else CODE_FACTOR
        enough = -(-LONG_RUN_WORDS * factor // self._period)
        repeats = max(LEAST_REPEATS, min(REPEATS * factor, enough))
        has_repeats = self._run >= (repeats - 1) * self._period
        return has_repeats and self._run + self._period >= MIN_WORDS * factor

    def _forget_oldest(self) -> None:
        drop = len(self._words) - LONGEST_PASSAGE_WORDS
        del self._words[:drop]
        self._last_letters -= drop
        self._places = {gram: place - drop for gram, place in self._places.items() if place >= drop}
        if self._period > LONGEST_PASSAGE_WORDS - 1:
            self._period = self._run = 0
