"""The maths helper draws what models write, says so when it cannot, and outlives every input."""

import io
import json
import os
import subprocess
import sys
from itertools import count
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.render import maths_helper
from app.render.maths_drawing import draw
from app.render.maths_protocol import (
    INK,
    MAX_LINE_BYTES,
    MAX_TEX_CHARS,
    Drawing,
    Fault,
    FormulaRequest,
    ProtocolError,
    Refusal,
    decode_answer,
    decode_request,
    encode,
)
from tests.render.formulas import BROKEN, DRAWN, NO_GLYPH, UNSUPPORTED

SVG_TAGS = {"svg", "path", "rect", "text", "g"}


def fault_of(tex: str) -> Fault:
    answer = draw(FormulaRequest(1, tex, True))
    assert isinstance(answer, Refusal)
    return answer.fault


def drawn(tex: str) -> Drawing:
    answer = draw(FormulaRequest(1, tex, True))
    assert isinstance(answer, Drawing), answer
    return answer


@pytest.mark.parametrize("tex", DRAWN)
def test_formula_is_drawn_inline_and_displayed(tex: str) -> None:
    """Its picture is made of plain shapes, and the baseline lies inside it."""
    for display in (False, True):
        answer = draw(FormulaRequest(7, tex, display))
        assert isinstance(answer, Drawing), answer
        assert answer.id == 7
        assert {element.tag.rpartition("}")[2] for element in ET.fromstring(answer.svg).iter()} <= SVG_TAGS
        assert 0 < answer.depth_em < answer.height_em
        assert answer.width_em > 0


@pytest.mark.parametrize("tex", UNSUPPORTED)
def test_what_would_be_drawn_wrongly_is_refused(tex: str) -> None:
    assert fault_of(tex) is Fault.UNSUPPORTED


@pytest.mark.parametrize("tex", BROKEN)
def test_broken_tex_is_refused(tex: str) -> None:
    assert fault_of(tex) in {Fault.SYNTAX, Fault.UNSUPPORTED}


@pytest.mark.parametrize("tex", NO_GLYPH)
def test_missing_character_is_no_empty_box(tex: str) -> None:
    assert fault_of(tex) is Fault.GLYPH


@pytest.mark.parametrize(
    ("signed", "bare"),
    [
        ("x=-2", "x=2"),
        ("(-3)", "(3)"),
        ("(+3)", "(3)"),
        (r"\left(-3\right)", r"\left(3\right)"),
        (r"|-3|", "|3|"),
        (r"a\cdot -3", r"a\cdot 3"),
        (r"x\to -1", r"x\to 1"),
        ("a,-b", "a,b"),
        (r"\begin{aligned} x&=-2 \end{aligned}", r"\begin{aligned} x&=2 \end{aligned}"),
        (r"x=\,-2", r"x=\,2"),
    ],
)
def test_a_sign_stands_close_to_its_number(signed: str, bare: str) -> None:
    """It takes no more room than at the beginning of a formula."""
    sign = drawn("-3").width_em - drawn("3").width_em
    assert drawn(signed).width_em - drawn(bare).width_em == pytest.approx(sign, abs=0.12)


@pytest.mark.parametrize("tex", ["a-b", "|x|-3", r"\infty-1", "(a)-b", "x^2-1", r"\frac12-1", "n!-1"])
def test_a_minus_between_two_terms_has_room_on_both_sides(tex: str) -> None:
    sign = drawn("-3").width_em - drawn("3").width_em
    assert drawn(tex).width_em - drawn(tex.replace("-", "")).width_em > sign + 0.3


def test_the_name_of_a_function_stands_apart() -> None:
    """As `\\sin x` does; not from its bracket."""
    names, joined = (drawn(rf"{name} A").width_em for name in (r"\det", r"\mathrm{det}"))
    assert names - joined > 0.1
    names, joined = (drawn(rf"{name}(A)").width_em for name in (r"\det", r"\mathrm{det}"))
    assert names - joined == pytest.approx(0, abs=0.05)


def test_every_truncation_of_real_formulas_gets_an_answer() -> None:
    """A stream may stop anywhere."""
    for tex in DRAWN[:12]:
        for end in range(0, len(tex), 5):
            assert draw(FormulaRequest(1, tex[:end], True)) is not None


def test_failure_leaves_no_trace_in_the_next_formula() -> None:
    """A text that fails half-way must not leave the shared font in text mode."""
    request = FormulaRequest(1, r"f'(x)^{\text{a}}", True)
    before = draw(request)
    draw(FormulaRequest(2, r"\text{a😀}", True))
    assert draw(request) == before


def test_east_asian_text_is_left_to_the_system_fonts() -> None:
    answer = draw(FormulaRequest(1, r"\text{速度}", True))
    assert isinstance(answer, Drawing)
    texts = [element for element in ET.fromstring(answer.svg).iter() if element.tag.endswith("text")]
    assert [element.text for element in texts] == ["速", "度"]
    assert {element.get("fill") for element in texts} == {INK}


def test_long_and_deep_formulas_are_refused_quickly() -> None:
    assert fault_of("x" * (MAX_TEX_CHARS + 1)) is Fault.TOO_LONG
    assert fault_of("{" * 2_000 + "}" * 2_000) in {Fault.SYNTAX, Fault.UNSUPPORTED}


@given(st.binary(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_line_is_a_message_or_a_protocol_error(line: bytes) -> None:
    for decode in (decode_request, decode_answer):
        try:
            decode(line)
        except ProtocolError:
            continue


@given(st.text(max_size=60), st.booleans())
@settings(max_examples=50)
def test_request_survives_the_wire(tex: str, display: bool) -> None:
    request = FormulaRequest(3, tex.encode("utf-8", "replace").decode(), display)
    assert decode_request(encode(request)) == request


def test_longest_request_fits_a_line() -> None:
    assert len(encode(FormulaRequest(1 << 60, "\N{GRINNING FACE}" * MAX_TEX_CHARS, False))) < MAX_LINE_BYTES


def test_garbage_between_requests_is_answered_and_passed_over() -> None:
    lines = [
        b"\n",
        b"not json\n",
        b"[1]\n",
        b'{"id": "x", "tex": 1, "display": true}\n',
        b'{"id": true, "tex": "x", "display": true}\n',
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b"x" * (3 * MAX_LINE_BYTES) + b"\n",
        encode(FormulaRequest(5, "x", False)),
        b'{"id": 6, "tex": "x", "disp',
    ]
    answers = io.BytesIO()

    maths_helper.serve(io.BytesIO(b"".join(lines)), answers)

    decoded = [decode_answer(line) for line in answers.getvalue().splitlines()]
    assert [answer.id for answer in decoded] == [None] * 8 + [5, None]
    assert isinstance(decoded[8], Drawing)


def test_process_answers_in_order_and_ends_with_its_input() -> None:
    ids = count()
    requests = b"".join(encode(FormulaRequest(next(ids), tex, True)) for tex in ("x^2", "", r"\pu{5 kg}", r"\pi"))

    done = subprocess.run(
        [sys.executable, "-m", "app.render.maths_helper"], input=requests, capture_output=True, timeout=60, check=True
    )

    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [0, 1, 2, 3]
    assert done.stderr == b""


def test_too_slow_formula_is_refused_and_the_process_ends() -> None:
    """Nothing else stops a computation on every system; the service starts the helper again."""
    script = (
        "import time, app.render.maths_helper as helper\n"
        "helper.draw = lambda request: time.sleep(600)\n"
        "helper.serve(open(0, 'rb'), open(1, 'wb'), time_limit_s=0.05)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        input=encode(FormulaRequest(9, "x", True)),
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert done.returncode == maths_helper.EXIT_TOO_SLOW
    assert decode_answer(done.stdout) == Refusal(9, Fault.TOO_SLOW)


def test_a_box_has_room_and_no_gap_above() -> None:
    """What is boxed stands in the middle of its box, and nothing but the box counts as its extent."""
    plain, boxed = drawn("42"), drawn(r"\boxed{42}")
    around = boxed.height_em - plain.height_em
    assert 0.5 < around < 0.95
    assert boxed.width_em - plain.width_em == pytest.approx(around, abs=0.05)
    assert boxed.depth_em - plain.depth_em == pytest.approx(around / 2, abs=0.05)


@pytest.mark.parametrize("environment", ["aligned", "cases", "pmatrix"])
def test_rows_stand_as_far_apart_as_lines_of_text(environment: str) -> None:
    def height(rows: int) -> float:
        body = r" \\ ".join(["1"] * rows)
        return drawn(rf"\begin{{{environment}}}{body}\end{{{environment}}}").height_em

    assert 1.1 < (height(9) - height(1)) / 8 < 1.4
