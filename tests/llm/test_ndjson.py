"""Whatever bytes come, in whatever cuts: objects out, never an exception."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.llm.ndjson import NdjsonReader

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=5
)
OBJECTS = st.lists(st.dictionaries(st.text(max_size=5), JSON, max_size=4), max_size=6)


def read(reader: NdjsonReader, *pieces: bytes) -> list[dict[str, Any]]:
    found = [thing for piece in pieces for thing in reader.feed(piece)]
    return found + reader.finish()


@st.composite
def cut_streams(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[bytes]]:
    objects = draw(OBJECTS)
    is_ascii = draw(st.booleans())
    ends = draw(st.sampled_from([b"\n", b"\r\n", b"\n\n"]))
    lines = [json.dumps(thing, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass") for thing in objects]
    body = ends.join(lines) + (ends if draw(st.booleans()) else b"")
    places = sorted(draw(st.lists(st.integers(0, len(body)), max_size=8)))
    return objects, [body[start:end] for start, end in pairwise([0, *places, len(body)])]


@settings(deadline=None, max_examples=60)
@given(cut_streams())
def test_cuts_do_not_matter(stream: tuple[list[dict[str, Any]], list[bytes]]) -> None:
    objects, pieces = stream
    reader = NdjsonReader()
    assert read(reader, *pieces) == objects
    assert (reader.bad_lines, reader.fault) == (0, None)


@settings(deadline=None)
@given(
    st.lists(
        st.binary(max_size=60) | st.sampled_from([b'{"a":1}\n', b"\n", b"{", b"[" * 50, b'"\\ud83d"']), max_size=30
    )
)
def test_junk_never_raises(pieces: list[bytes]) -> None:
    reader = NdjsonReader()
    assert all(isinstance(thing, dict) for thing in read(reader, *pieces))
    assert reader.bad_lines <= 21


def test_lines_end_at_line_feeds_only() -> None:
    body = '{"a":"x\u0085y\u2028z\u2029\x1c"}\n'.replace("\x1c", "\\u001c").encode()
    assert read(NdjsonReader(), body) == [{"a": "x\u0085y\u2028z\u2029\x1c"}]


def test_bad_utf8_costs_a_character_not_the_line() -> None:
    assert read(NdjsonReader(), b'{"a":"\xff\xc3"}\n') == [{"a": "\ufffd\ufffd"}]


@pytest.mark.parametrize(
    "line", [b"[1]", b"null", b"5", b'"text"', b"{", b"<html>", b"\x00", b"1" * 5_000, b"[" * 100_000]
)
def test_what_is_no_object_is_counted_and_left_out(line: bytes) -> None:
    reader = NdjsonReader()
    assert read(reader, b'{"a":1}\n' + line + b'\n{"b":2}\n') == [{"a": 1}, {"b": 2}]
    assert (reader.bad_lines, reader.fault) == (1, None)


def test_too_many_bad_lines_end_the_reading_after_the_good_ones() -> None:
    reader = NdjsonReader(max_bad_lines=2)
    assert reader.feed(b'{"a":1}\nx\nx\nx\n{"b":2}\n') == [{"a": 1}]
    assert reader.fault is not None
    assert reader.feed(b'{"c":3}\n') == []
    assert reader.finish() == []


def test_only_bad_lines_are_a_fault_at_the_end() -> None:
    reader = NdjsonReader()
    assert read(reader, b"<html>\n") == []
    assert reader.fault is not None


def test_an_empty_body_is_no_fault() -> None:
    reader = NdjsonReader()
    assert read(reader, b"", b"\n \n") == []
    assert reader.fault is None


@pytest.mark.parametrize("pieces", [[b"x" * 11], [b"x" * 6] * 2, [b"x" * 11 + b"\n"]])
def test_a_line_has_a_limit(pieces: list[bytes]) -> None:
    reader = NdjsonReader(max_line_bytes=10)
    assert read(reader, *pieces) == []
    assert reader.fault is not None
    assert reader.fault.detail == "line too long"


def test_an_answer_has_a_limit_and_keeps_what_came_before() -> None:
    reader = NdjsonReader(max_bytes=20)
    assert reader.feed(b'{"a":1}\n') == [{"a": 1}]
    assert reader.feed(b'{"b":2}\n{"c":3}\n') == [{"b": 2}, {"c": 3}]
    assert reader.fault is not None
    assert reader.fault.detail == "answer too long"
