"""Bridges between the TeX that models write and the TeX that the drawing library understands.

Pure text work, no drawing. What would be drawn wrongly without an error is named here, so that the reader sees the
source instead of a wrong formula.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from app.render.chemistry import as_tex

_ENVIRONMENTS = {
    "matrix": "matrix",
    "pmatrix": "pmatrix",
    "bmatrix": "bmatrix",
    "Bmatrix": "Bmatrix",
    "vmatrix": "vmatrix",
    "Vmatrix": "Vmatrix",
    "smallmatrix": "smallmatrix",
    "array": "array",
    "cases": "cases",
    "dcases": "cases",
    "split": "split",
    "align": "align*",
    "align*": "align*",
    "aligned": "align*",
    "alignat": "align*",
    "alignat*": "align*",
    "alignedat": "align*",
    "gather": "matrix",
    "gather*": "matrix",
    "gathered": "matrix",
    "eqnarray": "align*",
    "eqnarray*": "align*",
    "equation": "",
    "equation*": "",
    "displaymath": "",
    "math": "",
}
"""Environments that are drawn right, and what each becomes; an empty string drops the begin and the end."""

_BEGIN_OR_END = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}(\s*\{\d+\})?")
_DEFINITION = re.compile(
    r"\\(?:re)?newcommand|\\newenvironment|\\[egx]?def(?![a-zA-Z])|\\let(?![a-zA-Z])|\\DeclareMathOperator"
)
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
_ARG_OPERATOR = re.compile(r"\\mathop\s*\{\s*\\arg\s*\\(max|min)\s*\}(\\limits(?![a-zA-Z]))?")
_OPERATOR_NAME = re.compile(r"(\\operatorname\*?\s*\{)([^{}]*)(?=\})")
_SPACING = re.compile(r"\\[,;:! ]|~")
_ARRAY_COLUMNS = re.compile(r"\\begin\s*\{array\}\s*(?:\[\w\]\s*)?(\{[^{}]*\})?")
_INNER_RULES = re.compile(r"\{\s*[lcr][lcr|\s]*(?<!\|)\s*\}")
_OUTER_ROW_RULE = re.compile(r"\\begin\{array\}\{[^{}]*\}\s*\\h(?:dash)?line|\\h(?:dash)?line\s*\\end\{array\}|\\cline")
_FRAMED = re.compile(
    r"\\begin\{array\}\s*\{\s*\|(?!\|)([^{}]*[^{}|])\|\s*\}((?:(?!\\begin|\\end).)*)\\end\{array\}", re.DOTALL
)
_TOP_RULE = re.compile(r"\s*\\hline(?![a-zA-Z])\s*")
_BOTTOM_RULE = re.compile(r"\\\\\s*\\hline\s*$")
_TEXT = re.compile(r"\\text\s*\{")
_CHEMISTRY = re.compile(r"\\ce\s*\{")
_DOLLAR = re.compile(r"(?<!\\)\$")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_ALIGNMENT = re.compile(r"(?<!\\)&")
_NUMBERING = re.compile(r"\\(?:label\s*\{[^{}]*\}|nonumber(?![a-zA-Z])|notag(?![a-zA-Z]))")
_PLAIN_REPLACEMENTS = {
    r"\not=": r"\neq ",
    r"\not\in": r"\notin",
    r"\hfill": " ",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
}
_PLAIN = re.compile(
    "|".join(re.escape(source) + (r"(?![a-zA-Z])" if source[-1].isalpha() else "") for source in _PLAIN_REPLACEMENTS)
)

_ESCAPED_IN_TEXT = re.compile(r"\\([$%&#_{} ])")
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]+")
_SINGLE_ESCAPES = {r"\{": "{", r"\}": "}", r"\|": "‖"}


class UnsupportedError(ValueError):
    """The formula is fine TeX, perhaps, but would be drawn wrongly."""


def adapt(tex: str) -> str:
    """The same formula in the words of the drawing library. Raises `UnsupportedError`."""
    if found := _DEFINITION.search(tex):
        raise UnsupportedError(found.group())
    tex = _BEGIN_OR_END.sub(_environment, tex)
    tex = _FRAMED.sub(_frame, tex)
    tex = _with_chemistry(_with_maths_out_of_text(tex))
    _check_rules(tex)
    tex = _NUMBERING.sub("", tex)
    tex = _TAG.sub(r"\\qquad\\text{(\1)}", tex)
    tex = _ARG_OPERATOR.sub(r"\\operatorname*{arg\1}", tex)
    tex = _OPERATOR_NAME.sub(lambda found: found[1] + _SPACING.sub("", found[2]), tex)
    if "\\begin" not in tex and _ALIGNMENT.search(tex):
        tex = rf"\begin{{align*}}{tex}\end{{align*}}"
    return _PLAIN.sub(lambda found: _PLAIN_REPLACEMENTS[found.group()], tex)


def _environment(found: re.Match[str]) -> str:
    edge, name, columns = found.groups()
    target = _ENVIRONMENTS.get(name)
    if target is None:
        raise UnsupportedError(name)
    if not target:
        return ""
    # `alignat` says how many columns it has; a digit in braces after any other environment is content.
    rest = "" if name in {"alignat", "alignat*", "alignedat"} else columns or ""
    return rf"\{edge}{{{target}}}{rest}"


def _with_maths_out_of_text(tex: str) -> str:
    """`\\text{if $x > 0$}` as text, formula and text: the library knows no formulas inside text."""
    pieces = []
    done = 0
    for found in _TEXT.finditer(tex):
        if found.start() < done or (end := _closing_brace(tex, found.end())) < 0:
            continue
        parts = _DOLLAR.split(tex[found.end() : end])
        if len(parts) % 2 == 0 or len(parts) == 1 or any("{" in part for part in parts[::2]):
            continue
        words = [part if index % 2 else rf"\text{{{part}}}" if part else "" for index, part in enumerate(parts)]
        pieces += [tex[done : found.start()], "{", *words, "}"]
        done = end + 1
    return "".join([*pieces, tex[done:]])


def _with_chemistry(tex: str) -> str:
    pieces = []
    done = 0
    for found in _CHEMISTRY.finditer(tex):
        end = _closing_brace(tex, found.end())
        body = as_tex(tex[found.end() : end]) if end >= 0 else None
        if body is None:
            raise UnsupportedError("chemistry")
        pieces += [tex[done : found.start()], "{", body, "}"]
        done = end + 1
    return "".join([*pieces, tex[done:]])


def _closing_brace(tex: str, start: int) -> int:
    depth = 1
    for found in _BRACE.finditer(tex, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            return found.start()
    return -1


def _frame(found: re.Match[str]) -> str:
    """An array with lines at both sides: in a box where it has them above and below, too."""
    columns, body = found.groups()
    top, bottom = _TOP_RULE.match(body), _BOTTOM_RULE.search(body)
    if top is None or bottom is None:
        return found[0]
    return rf"\boxed{{\begin{{array}}{{{columns}}}{body[top.end() : bottom.start()]}\end{{array}}}}"


def _check_rules(tex: str) -> None:
    """Rules between columns and rows are drawn; frames, and kinds of columns other than l c r, are not."""
    for array in _ARRAY_COLUMNS.finditer(tex):
        columns = array[1] or ""
        if not _INNER_RULES.fullmatch(columns) or "||" in columns.replace(" ", ""):
            raise UnsupportedError(f"array {columns}")
    if found := _OUTER_ROW_RULE.search(tex):
        raise UnsupportedError(found.group())


def check_and_mend(root: ET.Element) -> None:
    """Walk the MathML of a formula: mend what is known to be read wrongly, in place.

    Raises `UnsupportedError` where the picture would lie: unknown commands come out of the converter as letters,
    line breaks and links vanish.
    """
    for element in root.iter():
        text = element.text or ""
        match element.tag:
            case "mtext":
                _mend_text(element, text)
            case "mi" | "mo" | "mn":
                _mend_token(element, text)
            case "mspace" if element.get("linebreak"):
                raise UnsupportedError("line break")
        if element.get("href") is not None:
            raise UnsupportedError("link")
        for name in ("mathcolor", "mathbackground"):
            value = element.get(name)
            if value is not None and not _COLOUR.fullmatch(value):
                raise UnsupportedError("colour")
        element.attrib.pop("style", None)


def _mend_text(element: ET.Element, text: str) -> None:
    plain = _ESCAPED_IN_TEXT.sub(r"\1", text)
    if "\\" in plain or "$" in re.sub(r"\\\$", "", text):
        raise UnsupportedError("maths or commands inside text")
    if plain:
        element.text = plain
    else:
        element.tag = "mspace"  # an empty text has no extent and raises in the layout
        element.set("width", "0em")


def _mend_token(element: ET.Element, text: str) -> None:
    if len(element):
        raise UnsupportedError("operator made of parts")
    if text in _SINGLE_ESCAPES:
        element.text = _SINGLE_ESCAPES[text]
    elif "\\" in text and text != "\\":
        raise UnsupportedError(text)
