"""The common part of mhchem's `\\ce{2H2 + O2 -> 2H2O}` as plain TeX: formulas, charges, states, arrows."""

from __future__ import annotations

import re

_ARROWS = {
    "->": r"\rightarrow ",
    "<-": r"\leftarrow ",
    "<->": r"\leftrightarrow ",
    "<=>": r"\rightleftharpoons ",
    "=": "=",
}
_TOKEN = re.compile(
    r"""(?P<arrow><=>|<->|->|<-(?!-)|(?<=\s)=(?=\s))(?:\[(?P<over>[^\[\]{}\\$]*)\])?
    | (?P<state>\((?:aq|s|l|g)\))
    | (?<!\S)(?P<alone>v|\^|\+)(?!\S)
    | (?P<charge>\^(?:\{[0-9]*[+-]?\}|[0-9]*[+-]|[0-9]+)|(?<=[A-Za-z0-9)\]])[+-](?=\s|$|[)\]]))
    | (?<=[A-Za-z)\]}+-])(?P<count>_?(?:[0-9]+|\{[0-9a-z]+\}))
    | (?P<mass>_\{?[0-9]+\}?)
    | (?P<times>[0-9]+(?:[/.][0-9]+)?)
    | (?P<element>[A-Z][a-z]?|e(?=[-^]))
    | (?P<bracket>[()\[\]])
    | (?P<dot>[*.]|\\cdot(?![a-z]))
    | (?P<space>[\s~]+)""",
    re.VERBOSE,
)
_ALONE = {"v": r"\downarrow ", "^": r"\uparrow ", "+": "+"}


def as_tex(body: str) -> str | None:
    """The TeX of what stands in the braces of `\\ce`; None where it is more than this knows."""
    pieces: list[str] = []
    position = 0
    has_base = False
    while position < len(body):
        found = _TOKEN.match(body, position)
        if found is None or found.end() == position:
            return None
        position = found.end()
        kind = found.lastgroup if found.lastgroup != "over" else "arrow"
        text = found[0]
        if kind in ("charge", "mass") and not has_base:
            pieces.append("{}")
        pieces.append(_piece(str(kind), text, found))
        has_base = kind in ("element", "bracket", "count", "charge", "mass")
    return "".join(pieces)


def _piece(kind: str, text: str, found: re.Match[str]) -> str:
    match kind:
        case "arrow":
            arrow, over = _ARROWS[found["arrow"]], (found["over"] or "").strip()
            if not over:
                return arrow
            words = as_tex(over) or rf"\text{{{over}}}"
            return rf"\xrightarrow{{{words}}}" if found["arrow"] == "->" else rf"\overset{{{words}}}{{{arrow}}}"
        case "state":
            return rf"\text{{{text}}}"
        case "alone":
            return _ALONE[text]
        case "charge":
            return f"^{{{text.strip('^{}')}}}"
        case "count" | "mass":
            return f"_{{{text.strip('_{}')}}}"
        case "times":
            return rf"{text}\,"
        case "element":
            return rf"\mathrm{{{text}}}"
        case "dot":
            return r"\cdot "
        case "space":
            return " "
        case _:
            return text
