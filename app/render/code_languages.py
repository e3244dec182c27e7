"""Names of programming languages: what stands behind a fence, and what a person reads above the code."""

from __future__ import annotations

import re

_NAMES: dict[str, tuple[str, ...]] = {
    "Ada": ("ada",),
    "Assembly": ("nasm", "asm", "assembly", "gas", "x86asm"),
    "AWK": ("awk", "gawk"),
    "Bash": ("bash", "sh", "shell", "zsh", "ksh"),
    "Batch": ("bat", "batch", "cmd", "dosbatch"),
    "C": ("c", "h"),
    "C#": ("csharp", "c#", "cs"),
    "C++": ("cpp", "c++", "cc", "cxx", "hpp"),
    "Clojure": ("clojure", "clj"),
    "CMake": ("cmake",),
    "CoffeeScript": ("coffeescript", "coffee"),
    "Console": ("console", "shell-session", "shellsession"),
    "CSS": ("css",),
    "CUDA": ("cuda", "cu"),
    "Dart": ("dart",),
    "Diff": ("diff", "patch", "udiff"),
    "Dockerfile": ("docker", "dockerfile"),
    "Elixir": ("elixir", "ex", "exs"),
    "Elm": ("elm",),
    "Erlang": ("erlang", "erl"),
    "F#": ("fsharp", "f#", "fs"),
    "Fortran": ("fortran", "f90"),
    "Go": ("go", "golang"),
    "GraphQL": ("graphql", "gql"),
    "Groovy": ("groovy", "gradle"),
    "Haskell": ("haskell", "hs"),
    "HCL": ("hcl", "terraform", "tf"),
    "HTML": ("html", "htm", "xhtml"),
    "HTTP": ("http",),
    "INI": ("ini", "cfg", "conf", "dosini", "properties"),
    "Java": ("java",),
    "JavaScript": ("javascript", "js", "node", "mjs"),
    "JSON": ("json", "jsonc", "json5", "jsonl"),
    "JSX": ("jsx",),
    "Julia": ("julia", "jl"),
    "Kotlin": ("kotlin", "kt", "kts"),
    "LaTeX": ("latex", "tex"),
    "Lisp": ("common-lisp", "lisp", "cl"),
    "LLVM": ("llvm",),
    "Lua": ("lua",),
    "Makefile": ("make", "makefile", "mk"),
    "Markdown": ("markdown", "md"),
    "MATLAB": ("matlab", "octave"),
    "Nginx": ("nginx",),
    "Nim": ("nim",),
    "Nix": ("nix",),
    "Objective-C": ("objective-c", "objectivec", "objc", "obj-c"),
    "OCaml": ("ocaml", "ml"),
    "Pascal": ("pascal", "delphi"),
    "Perl": ("perl", "pl"),
    "PHP": ("php",),
    "PowerShell": ("powershell", "ps1", "pwsh", "posh"),
    "Prolog": ("prolog",),
    "Protobuf": ("protobuf", "proto"),
    "Python": ("python", "py", "python3", "py3", "pyi"),
    "Python console": ("pycon",),
    "R": ("r", "rlang", "s"),
    "Ruby": ("ruby", "rb"),
    "Rust": ("rust", "rs"),
    "Sass": ("sass",),
    "Scala": ("scala",),
    "Scheme": ("scheme", "scm"),
    "SCSS": ("scss",),
    "Solidity": ("solidity", "sol"),
    "SQL": ("sql", "mysql", "postgresql", "postgres", "sqlite", "tsql", "plpgsql"),
    "Swift": ("swift",),
    "SystemVerilog": ("systemverilog", "sv"),
    "TOML": ("toml",),
    "TSX": ("tsx",),
    "TypeScript": ("typescript", "ts"),
    "Verilog": ("verilog", "v"),
    "VHDL": ("vhdl",),
    "Vim script": ("vim", "viml"),
    "Visual Basic": ("vb.net", "vb", "vbnet", "visualbasic"),
    "Vue": ("vue",),
    "WebAssembly": ("wast", "wat", "wasm"),
    "XML": ("xml", "xsd", "svg", "plist"),
    "YAML": ("yaml", "yml"),
    "Zig": ("zig",),
}
"""Display name → what people and models write; the first is the one that the colouring library knows."""

_SUBSTITUTES = {"vue": "html"}
"""Languages that the library lacks, and the nearest that it has."""

_EXTENSIONS = {
    "Assembly": "asm",
    "Bash": "sh",
    "Batch": "bat",
    "C#": "cs",
    "C++": "cpp",
    "Clojure": "clj",
    "Dockerfile": "Dockerfile",
    "Erlang": "erl",
    "F#": "fs",
    "Fortran": "f90",
    "Haskell": "hs",
    "HCL": "tf",
    "JavaScript": "js",
    "Julia": "jl",
    "Kotlin": "kt",
    "LaTeX": "tex",
    "Makefile": "mk",
    "Markdown": "md",
    "MATLAB": "m",
    "Objective-C": "m",
    "OCaml": "ml",
    "Pascal": "pas",
    "Perl": "pl",
    "PowerShell": "ps1",
    "Python": "py",
    "Ruby": "rb",
    "Rust": "rs",
    "Solidity": "sol",
    "SystemVerilog": "sv",
    "TypeScript": "ts",
    "Visual Basic": "vb",
    "YAML": "yml",
}

_ALIAS = re.compile(r"[\s{.]*([^\s,:{}]+)")
_BY_ALIAS = {alias: name for name, aliases in _NAMES.items() for alias in aliases}


def alias_of(info: str) -> str:
    """The language in what stands behind a fence: `Python title="x"`, `{.python}` and `python,ignore` say python."""
    found = _ALIAS.match(info)
    return found[1].lower() if found else ""


def display_name(info: str) -> str:
    """What to show above the code. Unknown names are shown as written; nothing is shown for nothing."""
    alias = alias_of(info)
    return _BY_ALIAS.get(alias) or ("" if alias in {"text", "txt", "plain", "plaintext", "none"} else info.strip()[:40])


def lexer_alias(info: str) -> str | None:
    """The name under which the colouring library has the language; None for one that is not ours to colour."""
    name = _BY_ALIAS.get(alias_of(info))
    if name is None:
        return None
    alias = _NAMES[name][0]
    return _SUBSTITUTES.get(alias, alias)


def file_extension(info: str) -> str:
    """A fitting end of a file's name, without the dot, for Save as."""
    name = _BY_ALIAS.get(alias_of(info))
    return _EXTENSIONS.get(name, _NAMES[name][0]) if name else "txt"


def known_aliases() -> tuple[str, ...]:
    """The alias of each known language that the colouring library has to know."""
    return tuple(dict.fromkeys(_SUBSTITUTES.get(aliases[0], aliases[0]) for aliases in _NAMES.values()))
