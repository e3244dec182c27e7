"""The licences of everything in the bundle that is not ours, as one text."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import Distribution
from pathlib import Path, PurePosixPath

from dev_tools.places import ROOT

_TEXTS = ROOT / "packaging" / "licences"
TOOLS = {
    "altgraph", "cffi", "cryptography", "macholib", "packaging", "pefile", "pip", "pycparser", "pyinstaller",
    "pyinstaller-hooks-contrib", "secretstorage", "setuptools",
}  # fmt: skip
"""In the environment of the build, not in the bundle."""
_RULE = "\n\n" + "=" * 100 + "\n"


def third_party(distributions: Iterable[Distribution], python_licence: Path | None = None) -> str:
    """The text for `distributions`, Qt, Python and the native libraries. Raises: ValueError for a work without one."""
    parts = [(_TEXTS / "native.txt").read_text(encoding="utf-8")]
    shipped = {name(each): each for each in distributions if name(each) not in TOOLS}
    parts += [_of(shipped[key]) for key in sorted(shipped)]
    if python := python_licence or _of_python():
        parts.append("Python\n\n" + python.read_text(encoding="utf-8"))
    for file in ("LGPL-3.0", "GPL-3.0", "Apache-2.0"):
        parts.append(f"{file}\n\n" + (_TEXTS / f"{file}.txt").read_text(encoding="utf-8"))
    return _RULE.join(part.strip() + "\n" for part in parts)


def name(distribution: Distribution) -> str:
    """The normalised name of a distribution."""
    return str(distribution.metadata["Name"]).lower().replace("_", "-").replace(".", "-")


def short_name(distribution: Distribution) -> str:
    """What a distribution calls its licence, in a line; empty where it says nothing so short."""
    facts = distribution.metadata
    licence = facts["License-Expression"] or facts["License"] or ""
    if not licence or "\n" in licence:
        classifiers = [line for line in facts.get_all("Classifier", []) if line.startswith("License ::")]
        licence = classifiers[0].rpartition(":: ")[2] if classifiers else ""
    return str(licence)


def _of(distribution: Distribution) -> str:
    facts = distribution.metadata
    licence = short_name(distribution)
    texts = [
        Path(str(file.locate())).read_text(encoding="utf-8").strip()
        for file in distribution.files or ()
        if ".dist-info" in str(file) and PurePosixPath(file).name.upper().startswith(("LICEN", "COPYING", "NOTICE"))
    ]
    if not licence and not texts:
        raise ValueError(f"{name(distribution)} says nothing about its licence")
    return "\n\n".join([f"{facts['Name']} {facts['Version']}: {licence or 'see below'}", *texts])


def _of_python() -> Path | None:
    # Debian keeps it elsewhere, Windows beside the program.
    places = (
        Path(sysconfig.get_path("stdlib"), "LICENSE.txt"),
        Path(sys.base_prefix, "LICENSE.txt"),
        Path("/usr/share/doc", f"python{sys.version_info.major}.{sys.version_info.minor}", "copyright"),
    )
    return next((place for place in places if place.is_file()), None)
