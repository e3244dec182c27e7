"""What a translator could not translate, and what a person should not read: found in the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_CONTEXT_FIRST = frozenset({"translate", "QT_TRANSLATE_NOOP"})
_NOOP = frozenset({"QT_TR_NOOP", "QT_TRANSLATE_NOOP"})

_SHOWS_FROM = {
    **dict.fromkeys(
        (
            "QAction", "QCheckBox", "QGroupBox", "QLabel", "QMenu", "QPushButton", "QRadioButton",
            "addAction", "addItem", "addItems", "addMenu", "addRow", "addTab", "drawText", "insertItem", "insertItems",
            "say", "setAccessibleDescription", "setAccessibleName", "setHeaderLabels", "setInformativeText",
            "setNameFilter", "setNameFilters", "setPlaceholderText", "setPrefix", "setStatusTip", "setSuffix",
            "setText", "setTitle", "setToolTip", "setWhatsThis", "setWindowTitle", "set_title", "set_words",
            "show_text",
        ),
        0,
    ),
    "QFileDialog": 1,
    "set_can_send": 1,
    "show_notice": 1,
}  # fmt: skip
"""Calls whose arguments people read, and the first argument that they read; those before it are names."""

BANNED = (
    "token", "context window", "vram", "quantization", "layer", "gguf", "blob", "digest", "endpoint", "api",
    "inference", "parameter", "prompt", "host", "port", "localhost", "daemon", "runner", "offload", "cache", "pull",
    "null", "exception", "please", "oops", "sorry",
)  # fmt: skip
"""Words that only people who know the machinery understand, and words of a tone that is not ours (design: ux §14)."""
_BANNED = re.compile(rf"\b(?:{'|'.join(BANNED)})s?\b|!", re.IGNORECASE)

_ADDRESS = re.compile(r"https?://\S+")

_DETAILS = "the dialog of details about one answer"
_EXACT = "shown by “Show exact numbers” on the Performance page alone"
ALLOWED: dict[str, str] = {
    "%n token(s)": _DETAILS,
    "%n token(s), thinking included": _DETAILS,
    "{n} tokens per second": _DETAILS,
    "{used} of {all} tokens ({percent} %)": _DETAILS,
    "{count} tokens remembered.": _EXACT,
    "{some} of {all} layers on the card.": _EXACT,
}
"""Texts with a banned word and the reason why: where Details, Custom or the log are shown to who asked for them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A place in the source and what is wrong there."""

    file: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def problems_in(folders: list[Path]) -> list[Problem]:
    """All problems of the Python files under some folders."""
    files = sorted(file for folder in folders for file in folder.rglob("*.py"))
    return [problem for file in files for problem in problems(file.read_text(encoding="utf-8"), file)]


def problems(source: str, file: Path) -> list[Problem]:
    """Texts that lupdate would miss or misread, texts shown untranslated, and words that are not ours."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    found = [
        Problem(file, call.lineno, text) for call in calls for text in (*_untranslatable(call), *_shown_as_it_is(call))
    ]
    return sorted(found, key=lambda problem: problem.line)


def _untranslatable(call: ast.Call) -> Iterator[str]:
    name = _translator(call)
    if not name:
        return
    place = 1 if name in _CONTEXT_FIRST else 0
    if name == "tr" and isinstance(call.func, ast.Name):
        yield "a bare tr() is extracted without a context and never found: self.tr() or translate()"
    if len(call.args) <= place:
        yield f"{name}() lacks its text"
        return
    for argument in call.args[: place + 1]:
        if isinstance(argument, ast.JoinedStr):
            yield f"f-string in {name}(): translate first, then format()"
        elif not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            yield f"{name}() gets something else than a literal, which lupdate cannot see"
    text = call.args[place]
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        yield from _plural(name, text.value, len(call.args))
        yield from _wording(text.value)


def _plural(name: str, text: str, count: int) -> Iterator[str]:
    # lupdate takes the fourth argument of translate() for an encoding, as it was long ago, unless it is a number.
    if "%n" in text and (name != "tr" or count != 3):
        yield "a text with %n needs tr(text, comment, n): lupdate sees its plurals nowhere else"
    elif "%n" not in text and name == "tr" and count == 3:
        yield "tr() gets a number, and its text has no %n"


def _wording(text: str) -> Iterator[str]:
    without_fields = re.sub(r"\{\w*\}", "", text)
    if text not in ALLOWED and (word := _BANNED.search(without_fields)):
        yield f"“{word[0]}” is not a word for people who only want to chat: {text!r}"


def _shown_as_it_is(call: ast.Call) -> Iterator[str]:
    name = _name(call.func)
    first = _SHOWS_FROM.get(name)
    if first is None:
        return
    named = [keyword.value for keyword in call.keywords if keyword.arg != "parent"]
    for argument in (*call.args[first:], *named):
        for text in _literals(argument):
            if any(letter.isalpha() for letter in text) and not _ADDRESS.fullmatch(text):
                yield f"{name}() shows {text!r}, which cannot be translated"


def _literals(node: ast.AST) -> Iterator[str]:
    """String literals in an expression, less those that are handed to calls, compared, or looked up."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Call(func=ast.Attribute(value=value)):
            # "…".format(…), "…".join(…)
            yield from _literals(value)
        case ast.Call() | ast.Compare() | ast.Subscript() | ast.Lambda():
            return
        case ast.IfExp():
            yield from (*_literals(node.body), *_literals(node.orelse))
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _literals(child)


def _translator(call: ast.Call) -> str:
    name = _name(call.func)
    if name in _NOOP or name == "tr":
        return name
    # Painters and strings have a translate() as well.
    is_ours = isinstance(call.func, ast.Name) or (
        isinstance(call.func, ast.Attribute) and _name(call.func.value) == "QCoreApplication"
    )
    return name if name == "translate" and is_ours else ""


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
