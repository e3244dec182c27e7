"""Reference conversations look as they did: pictures, compared at a quarter of their size.

`BALEEN_NEW_PICTURES=1` before the tests writes the pictures anew: look at each before it is committed. On a computer
with other fonts than the reference they are skipped by name. A failed test leaves what it saw in `build/pictures`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QGuiApplication, QImage

from app.domain.chat import Message, State
from app.domain.errors import OutOfMemory
from app.domain.settings import Theme
from app.ui.chat.code_part import CodePart
from app.ui.chat.transcript_view import TranscriptView
from app.ui.theme import theme
from tests.ui.chat.transcripts import answer, opened, question, settled

HERE = Path(__file__).parent / "pictures"
SEEN = Path(__file__).parents[3] / "build" / "pictures"
FONT = "DejaVu Sans"
SHRINK = 4
MOST_DIFFERENT_SHARE = 0.005
DIFFERENT = 48
"""Of 255, in one colour of one small pixel: more than another version of Qt rounds."""

LISTS = """\
Before the list:
- one
  - two, by two blanks
    - three, by four
1. first
   1. inside, by three
2. second

- [x] done
- [ ] to do
"""
TABLE = "| City | Days | " + " | ".join(f"Column {n}" for n in range(12)) + " |\n" + "|---" * 14 + "|\n"
TABLE += "| Lisbon | 3 | " + " | ".join(f"value {n}" for n in range(12)) + " |\n"
CODE = "```python\n" + "\n".join(f"def f{n}(x: int) -> int:  # {n}\n    return x + {n}" for n in range(30)) + "\n```\n"
MATHS = r"""Inline \(a^2 + b^2\) and $c$, but $5 and $10 are prices.

$$
\int_0^1 x^2\,dx = \boxed{\tfrac13}
$$

\[ \begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{否则} \end{cases} \]
"""
ARABIC = "# مرحبا\n\nهذه فقرة باللغة العربية مع كلمة English في الوسط و `code` أيضا.\n\n- واحد\n- اثنان\n"
ARABIC_TABLE = "| الاسم | العمر | المدينة |\n|---|:-:|---|\n| أحمد | 30 | القاهرة |\n| Sara |\n\n> واحد\n\n> اثنان\n"
MIXED = f"""\
## A heading

Some **bold**, *leaning*, ~~struck~~ words, `code`, and a [link](https://example.com). 你好，世界。 Emoji: 🐋

> A quote
> of two lines

{LISTS}
| a | b |
|---|---|
| 1 | 2 |
"""


@dataclass(frozen=True)
class Scene:
    """One picture."""

    messages: tuple[Message, ...]
    theme: Theme = Theme.LIGHT
    scale: int = 100
    is_rtl: bool = False


def _asked(text: str, state: State = State.DONE, **more: Any) -> tuple[Message, ...]:
    return question(1, "Show me."), answer(2, text, state, **more)


SCENES = {
    "lists": Scene(_asked(LISTS)),
    "wide_table": Scene(_asked(TABLE)),
    "folded_code": Scene(_asked(CODE)),
    "formulas_as_source": Scene(_asked(MATHS)),
    "mixed_light": Scene(_asked(MIXED)),
    "mixed_dark": Scene(_asked(MIXED), theme=Theme.DARK),
    "mixed_large": Scene(_asked(MIXED), scale=150),
    "right_to_left": Scene(_asked(ARABIC), is_rtl=True),
    "right_to_left_table": Scene(_asked(ARABIC_TABLE), is_rtl=True),
    "right_to_left_dark": Scene(_asked(ARABIC), theme=Theme.DARK, is_rtl=True),
    "thought": Scene(_asked("The answer.", thinking="First this, then that.")),
    "stopped": Scene(_asked("Half an answ", State.STOPPED)),
    "interrupted_dark": Scene(_asked("Half an answ", State.INTERRUPTED), theme=Theme.DARK),
    "error": Scene(_asked("", State.ERROR, error=OutOfMemory(needed_bytes=11 * 10**9, free_bytes=6 * 10**9))),
    "long_question": Scene((question(1, "A long question. " * 60), answer(2, "Short."))),
}


def _picture(qtbot: Any, scene: Scene) -> QImage:
    theme().set_mode(scene.theme)
    theme().set_text_scale(scene.scale)
    direction = Qt.LayoutDirection.RightToLeft if scene.is_rtl else Qt.LayoutDirection.LeftToRight
    QGuiApplication.setLayoutDirection(direction)
    try:
        view: TranscriptView = opened(qtbot, *scene.messages)
        view.verticalScrollBar().setValue(0)
        settled(qtbot, view)
        code = [place.part for place in view.visible_places if isinstance(place.part, CodePart)]
        qtbot.waitUntil(lambda: all(part.coloured_lines >= part.shown_lines for part in code))
        settled(qtbot, view)
        return view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    finally:
        QGuiApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        theme().set_text_scale(100)
        theme().set_mode(Theme.LIGHT)


def _small(picture: QImage) -> QImage:
    size = picture.size() / SHRINK
    small = picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return small.convertToFormat(QImage.Format.Format_RGB888)


def _different_share(one: QImage, other: QImage) -> float:
    assert one.size() == other.size()
    count = 0
    for y in range(one.height()):
        for x in range(one.width()):
            a, b = one.pixelColor(x, y), other.pixelColor(x, y)
            far = max(abs(a.red() - b.red()), abs(a.green() - b.green()), abs(a.blue() - b.blue()))
            count += far > DIFFERENT
    return count / (one.width() * one.height())


@pytest.mark.parametrize("name", SCENES)
def test_it_looks_as_it_did(qtbot: Any, name: str) -> None:
    family = QFontInfo(QGuiApplication.font()).family()
    if family != FONT:
        pytest.skip(f"the pictures are of {FONT}, this computer has {family}")
    seen = _small(_picture(qtbot, SCENES[name]))
    reference = HERE / f"{name}.png"
    if os.environ.get("BALEEN_NEW_PICTURES"):
        HERE.mkdir(exist_ok=True)
        assert seen.save(str(reference))
        return
    share = _different_share(seen, QImage(str(reference)).convertToFormat(QImage.Format.Format_RGB888))
    if share > MOST_DIFFERENT_SHARE:
        SEEN.mkdir(parents=True, exist_ok=True)
        seen.save(str(SEEN / f"{name}.png"))
    assert share <= MOST_DIFFERENT_SHARE, f"{share:.2%} of {name} looks different, see {SEEN / name}.png"
