"""What the program and its maths helper say to each other: JSON, one object a line, ASCII only.

Sizes are in em (1 em = the font size of the text around the formula) and the SVG is drawn in `INK`, so one answer
serves every text size and every theme.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

MAX_TEX_CHARS = 4_000
"""Longer formulas are refused: no textbook has one, a model in a loop does."""

MAX_LINE_BYTES = 64 * 1024
"""A request of `MAX_TEX_CHARS` characters, each escaped, fits with room to spare."""

INK = "#010203"
"""Stands for "the text's colour" in an SVG: replace it to recolour. Colours that a formula names itself stay."""


class Fault(StrEnum):
    """Why there is no drawing."""

    BAD_REQUEST = "bad_request"
    TOO_LONG = "too_long"
    TOO_SLOW = "too_slow"
    SYNTAX = "syntax"
    """The TeX is broken or uses something in a way that cannot be laid out."""
    UNSUPPORTED = "unsupported"
    """A command or environment that would be drawn wrongly."""
    GLYPH = "glyph"
    """A character that no font here has."""


@dataclass(frozen=True, slots=True)
class FormulaRequest:
    """Draw one formula. `id` comes back in the answer."""

    id: int
    tex: str
    display: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn formula; lengths in em. The baseline lies `depth_em` above the lower edge."""

    id: int
    svg: str
    width_em: float
    height_em: float
    depth_em: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """No drawing. `id` is None if the request itself could not be read. `detail` is for logs."""

    id: int | None
    fault: Fault
    detail: str = ""


Answer = Drawing | Refusal


class ProtocolError(ValueError):
    """The line is not what the protocol says."""


def encode(message: FormulaRequest | Answer) -> bytes:
    """One line, line feed included."""
    return json.dumps(asdict(message), ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def decode_request(line: bytes) -> FormulaRequest:
    """Raises `ProtocolError`, and nothing else, for whatever is not a request."""
    fields = _fields(line)
    match fields:
        case {"id": int(id_), "tex": str(tex), "display": bool(display)} if not isinstance(id_, bool):
            return FormulaRequest(id_, tex, display)
    raise ProtocolError("not a request")


def decode_answer(line: bytes) -> Answer:
    """Raises `ProtocolError`, and nothing else, for whatever is not an answer."""
    fields = _fields(line)
    match fields:
        case {
            "id": int(id_),
            "svg": str(svg),
            "width_em": int() | float() as width,
            "height_em": int() | float() as height,
            "depth_em": int() | float() as depth,
        }:
            return Drawing(id_, svg, float(width), float(height), float(depth))
        case {"id": int() | None as id_, "fault": str(fault), "detail": str(detail)} if fault in set(Fault):
            return Refusal(id_, Fault(fault), detail)
    raise ProtocolError("not an answer")


def _fields(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("not JSON") from error
    if not isinstance(value, dict):
        raise ProtocolError("not an object")
    return value
