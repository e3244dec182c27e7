"""The catalogues of translations: in step with the code, complete where we promise it, and compiled."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from dev_tools.places import ROOT
from dev_tools.say import Stop

FOLDER = ROOT / "resources" / "translations"
SOURCES = (ROOT / "app" / "ui", ROOT / "app" / "presenters")
"""Where all sentences for people are."""
COMPLETE = frozenset({"baleen_en"})
"""Catalogues in which nothing may be unfinished."""
_PLURALS_ONLY = "baleen_en"
"""The source language needs a catalogue for its plurals alone."""
_PLACEHOLDER = re.compile(r"\{\w*\}|%L?(?:n|\d+)|</?\w+[^>]*>")


@dataclass(frozen=True, slots=True)
class Message:
    """One text of a catalogue with its translation: one form, or one for each number."""

    context: str
    source: str
    comment: str
    is_plural: bool
    forms: tuple[str, ...]
    is_finished: bool

    @property
    def key(self) -> tuple[str, str, str, bool]:
        return self.context, self.source, self.comment, self.is_plural


def refresh(tools: Path) -> None:
    """Bring the catalogues in step with the code and compile them. Raises: `Stop`."""
    for catalogue in _catalogues():
        _extract(tools, catalogue)
        _compile(tools, catalogue, catalogue.with_suffix(".qm"))


def problems(tools: Path) -> list[str]:
    """What is wrong with the catalogues; `tools` is the folder of Qt's programs. Raises: `Stop`."""
    return [f"{file.name}: {text}" for file in _catalogues() for text in _problems_of(tools, file)]


def wrong_translations(messages: list[Message], must_be_complete: bool) -> Iterator[str]:
    """Placeholders that a translation lost or made up, and texts without one where there must be all."""
    for message in messages:
        if not message.is_finished or not all(message.forms):
            if must_be_complete:
                yield f"not translated: {message.source!r}"
            continue
        wanted = _placeholders(message.source)
        for form in message.forms:
            lacks, has_more = wanted - _placeholders(form), _placeholders(form) - wanted
            if message.is_plural:
                del lacks["%n"]  # "one second" is a good translation of the form for one
            if lacks or has_more:
                yield f"other placeholders than {message.source!r}: {form!r}"


def read(catalogue: Path) -> list[Message]:
    """The texts of a .ts file that are still in the code."""
    found = []
    # Our own file, made by Qt's program.
    for context in ElementTree.parse(catalogue).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            kind = translation.get("type", "") if translation is not None else "unfinished"
            if kind in ("obsolete", "vanished"):
                continue
            is_plural = message.get("numerus") == "yes"
            forms = translation.iter("numerusform" if is_plural else "translation") if translation is not None else ()
            found.append(
                Message(
                    context.findtext("name", ""),
                    message.findtext("source", ""),
                    message.findtext("comment", ""),
                    is_plural,
                    tuple(form.text or "" for form in forms),
                    kind != "unfinished",
                )
            )
    return found


def _problems_of(tools: Path, catalogue: Path) -> Iterator[str]:
    messages = read(catalogue)
    yield from wrong_translations(messages, catalogue.stem in COMPLETE)
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, catalogue.name)
        shutil.copyfile(catalogue, fresh)
        _extract(tools, fresh)
        here, now = {message.key for message in messages}, {message.key for message in read(fresh)}
        for key in sorted(now - here):
            yield f"lacks {key[1]!r} of {key[0]}; run dev.py translate"
        for key in sorted(here - now):
            yield f"{key[1]!r} of {key[0]} is no longer in the code; run dev.py translate"
        compiled = fresh.with_suffix(".qm")
        _compile(tools, catalogue, compiled)
        shipped = catalogue.with_suffix(".qm")
        if not shipped.exists() or shipped.read_bytes() != compiled.read_bytes():
            yield f"{shipped.name} is not compiled from it; run dev.py translate"


def _catalogues() -> list[Path]:
    return sorted(FOLDER.glob("baleen_*.ts"))


def _extract(tools: Path, catalogue: Path) -> None:
    files = sorted(str(file) for folder in SOURCES for file in folder.rglob("*.py"))
    # Obsolete texts are dropped, since the history has them; places would make every change of a line a change here.
    options = ["-locations", "none", "-no-obsolete", "-silent"]
    if catalogue.stem == _PLURALS_ONLY:
        options.append("-pluralonly")
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder, "files.lst")
        listing.write_text("\n".join(files), encoding="utf-8")
        _run(tools / "pyside6-lupdate", *options, f"@{listing}", "-ts", str(catalogue))


def _compile(tools: Path, catalogue: Path, target: Path) -> None:
    _run(tools / "pyside6-lrelease", "-silent", str(catalogue), "-qm", str(target))


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(f"{Path(command[0]).name} failed: {done.stdout}{done.stderr}")


def _placeholders(text: str) -> Counter[str]:
    return Counter(_PLACEHOLDER.findall(text))
