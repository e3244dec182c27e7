"""The checks of sentences find what they are for."""

from __future__ import annotations

from pathlib import Path

import pytest

from dev_tools.catalogues import Message, read, wrong_translations
from dev_tools.strings_in_code import ALLOWED, problems

HERE = Path("window.py")


@pytest.mark.parametrize(
    "line",
    [
        'self.tr("New chat")',
        'self.tr("Delete %n chat(s)?", "", count)',
        'self.tr("{name} is ready").format(name=name)',
        'QCoreApplication.translate("explain", "Try again")',
        'translate("explain", "Try " "again")',
        'QT_TRANSLATE_NOOP("explain", "Try again")',
        'label.setText(self.tr("Copied") if done else self.tr("Copy"))',
        'label.setText(f"{percent} %")',
        'label.setText("" if count == "none" else names["first"])',
        'menu.addAction(icons.icon("pencil"), self.tr("Rename"))',
        'field.setPlaceholderText("http://127.0.0.1:11434")',
        'IconButton("search", "header.find")',
        "painter.translate(x, y)",
        "text.translate(table)",
        'translate("about", "Write to {host}")',
    ],
)
def test_good_lines(line: str) -> None:
    assert problems(line, HERE) == []


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('self.tr(f"{name} is ready")', "f-string"),
        ("self.tr(text)", "something else than a literal"),
        ('self.tr("a" + "b")', "something else than a literal"),
        ('tr("New chat")', "bare tr()"),
        ('translate(context, "New chat")', "something else than a literal"),
        ('translate("explain")', "lacks its text"),
        ('translate("explain", "%n word(s)", "", count)', "%n"),
        ('self.tr("%n word(s)").format(n=count)', "%n"),
        ('self.tr("Words", "", count)', "no %n"),
        ('label.setText("Copied")', "cannot be translated"),
        ('label.setText("Copied" if done else "")', "cannot be translated"),
        ('label.setText(f"{count} chats")', "cannot be translated"),
        ('label.setText("{n} chats".format(n=count))', "cannot be translated"),
        ('row.set_words(title, explanation="Slower")', "cannot be translated"),
        ('bar.show_notice("store", "The disk is full.")', "cannot be translated"),
        ('self.tr("Clear the cache")', "not a word"),
        ('self.tr("90 tokens per second")', "not a word"),
        ('self.tr("Well done!")', "not a word"),
    ],
)
def test_bad_lines(line: str, complaint: str) -> None:
    (problem,) = problems(line, HERE)
    assert complaint in problem.text
    assert str(problem).startswith("window.py:1: ")


def test_every_exception_has_a_reason() -> None:
    assert all(ALLOWED.values())


def _message(source: str, *forms: str, is_finished: bool = True) -> Message:
    return Message("Window", source, "", len(forms) > 1, forms, is_finished)


@pytest.mark.parametrize(
    "message",
    [
        _message("{name} is ready", "{name} está pronto"),
        _message("%n word(s)", "one word", "%n words"),
        _message("<b>%1</b>", "<b>%1</b>"),
        _message("100 % sure", "100 % certo"),
    ],
)
def test_good_translations(message: Message) -> None:
    assert list(wrong_translations([message], must_be_complete=True)) == []


@pytest.mark.parametrize(
    "message",
    [
        _message("{name} is ready", "está pronto"),
        _message("{name} is ready", "{nome} está pronto"),
        _message("%n word(s) in {file}", "%n palavra em {file}", "%n palavras"),
        _message("<b>%1</b>", "%1"),
        _message("Ready", "Pronto {name}"),
        _message("Ready", ""),
        _message("Ready", "Pronto", is_finished=False),
    ],
)
def test_bad_translations(message: Message) -> None:
    assert len(list(wrong_translations([message], must_be_complete=True))) == 1


def test_an_unfinished_language_may_lack_texts() -> None:
    assert list(wrong_translations([_message("Ready", "")], must_be_complete=False)) == []


def test_a_catalogue_is_read(tmp_path: Path) -> None:
    file = tmp_path / "baleen_pt_BR.ts"
    file.write_text(
        '<TS version="2.1" language="pt_BR"><context><name>Window</name>'
        '<message numerus="yes"><source>%n chat(s)</source><comment>in a list</comment>'
        "<translation><numerusform>%n conversa</numerusform><numerusform>%n conversas</numerusform></translation>"
        '</message><message><source>New</source><translation type="unfinished"/></message>'
        '<message><source>Old</source><translation type="vanished">Velho</translation></message></context></TS>',
        encoding="utf-8",
    )
    assert read(file) == [
        Message("Window", "%n chat(s)", "in a list", True, ("%n conversa", "%n conversas"), True),
        Message("Window", "New", "", False, ("",), False),
    ]
