"""Code gets its colours lazily, line by line, in the languages that models write."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import find_lexer_class_by_name

from app.render import code
from app.render.code import CodeRole, Span, colour_line, colour_lines, is_colourable, to_utf16
from app.render.code_languages import alias_of, display_name, file_extension, known_aliases, lexer_alias


def roles(line: str, info: str) -> dict[str, CodeRole]:
    return {line[span.start : span.start + span.length]: span.role for span in colour_line(line, info)}


def test_roles_of_a_line() -> None:
    assert roles('def go(n=1):  # why "x"', "python") == {
        "def": CodeRole.KEYWORD,
        "go": CodeRole.FUNCTION,
        "1": CodeRole.NUMBER,
        '# why "x"': CodeRole.COMMENT,
    }
    assert roles('x = "a\\n"', "python") == {'"a\\n"': CodeRole.STRING}
    assert roles("+ added", "diff") == {"+ added": CodeRole.STRING}


def test_whole_block_knows_strings_of_many_lines() -> None:
    """The second line is inside the string, which the line alone cannot tell."""
    source = 'x = """one\nif two\n"""\nif x:'
    lines = list(colour_lines(source, "python"))
    assert lines[1] == (Span(0, 6, CodeRole.STRING),)
    assert lines[3] == (Span(0, 2, CodeRole.KEYWORD),)
    assert colour_line("if two", "python") == (Span(0, 2, CodeRole.KEYWORD),)


@pytest.mark.parametrize("alias", known_aliases())
def test_language_is_known_and_loses_no_line(alias: str) -> None:
    find_lexer_class_by_name(alias)
    source = "\n\nif (x == 1) { return \"a\"; } // c\n# d\n<a href='b'>1.5</a>\n\n"
    lines = list(colour_lines(source, alias))
    assert len(lines) == len(source.split("\n"))
    for text, spans in zip(source.split("\n"), lines, strict=True):
        assert all(span.start >= 0 and span.start + span.length <= len(text) for span in spans)


def test_more_than_forty_languages_have_names() -> None:
    assert len(known_aliases()) > 40
    assert [display_name(info) for info in ("py", "C++", "sh", "Rust", "ts", "c#")] == [
        "Python",
        "C++",
        "Bash",
        "Rust",
        "TypeScript",
        "C#",
    ]
    assert display_name("Brainfog 3") == "Brainfog 3"
    assert [display_name(info) for info in ("", "text", "plaintext")] == ["", "", ""]
    assert lexer_alias("brainfog") is None
    assert [file_extension(info) for info in ("py", "C++", "json", "", "brainfog")] == [
        "py",
        "cpp",
        "json",
        "txt",
        "txt",
    ]


@pytest.mark.parametrize(
    ("info", "alias"),
    [
        ("Python", "python"),
        ('python title="a"', "python"),
        ("{.python}", "python"),
        ("rust,ignore", "rust"),
        ("python{1,3}", "python"),
        (" ", ""),
    ],
)
def test_info_string_names_the_language(info: str, alias: str) -> None:
    assert alias_of(info) == alias


def test_huge_lines_and_blocks_stay_plain() -> None:
    long_line = "if " + "x" * code.MAX_LINE_CHARS
    lines = list(colour_lines(f"if x:\n{long_line}\nif y:", "python"))
    assert [bool(spans) for spans in lines] == [True, False, True]
    block = "if x:\n" * code.MAX_LINES
    assert not is_colourable(block, "python")
    assert not any(colour_lines(block, "python"))


def test_colouring_can_stop_early() -> None:
    """Two thousand lines cost as much as the lines that were asked for."""
    source = "def go(n=1): return 'text'\n" * (code.MAX_LINES - 1)
    code.load("python")
    started = time.thread_time()
    lines = colour_lines(source, "python")
    for _ in range(10):
        next(lines)
    assert time.thread_time() - started < 0.02


def test_language_is_loaded_once() -> None:
    code.load("lua")
    assert code.is_loaded("lua")
    assert code.is_loaded("brainfog")
    assert code.load("brainfog") is None


def test_spans_count_as_qt_counts() -> None:
    line = "x = '😀' # ß😀"
    assert to_utf16(line, colour_line(line, "python")) == (
        Span(4, 4, CodeRole.STRING),
        Span(9, 5, CodeRole.COMMENT),
    )
    assert to_utf16("if", (Span(0, 2, CodeRole.KEYWORD),)) == (Span(0, 2, CodeRole.KEYWORD),)


@given(st.text(alphabet="ab \"'`#/*<>\n\r\t{}()\\1😀", max_size=80), st.sampled_from(known_aliases()))
@settings(max_examples=300, deadline=None)
def test_any_text_keeps_its_lines_and_bounds(source: str, alias: str) -> None:
    lines = source.split("\n")
    coloured = list(colour_lines(source, alias))
    assert len(coloured) == len(lines)
    for text, spans in zip(lines, coloured, strict=True):
        end = 0
        for span in spans:
            assert span.start >= end
            assert span.length > 0
            end = span.start + span.length
        assert end <= len(text)
