"""The list of parts of a frozen program, as CycloneDX 1.6: `python sbom.py OUTPUT SITE_PACKAGES`.

Run with a Python that has `cyclonedx` and is the one that was frozen; SITE_PACKAGES is the environment of the build.
"""

from __future__ import annotations

import platform
import sqlite3
import ssl
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from dev_tools import licences, release


def main(output: Path, site_packages: Path) -> None:
    bom = make(distributions(path=[str(site_packages)]))
    text = JsonV1Dot6(bom).output_as_string(indent=2) + "\n"
    if problem := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        sys.exit(f"the list of parts is not as CycloneDX wants it: {problem}")
    output.write_text(text, encoding="utf-8")


def make(installed: Iterable[Distribution]) -> Bom:
    """The bill of materials: our program, what it is made of, and the native works inside."""
    licence = LicenseFactory()
    ours = Component(
        name=release.NAME,
        version=release.version(),
        type=ComponentType.APPLICATION,
        bom_ref=release.COMMAND,
        licenses=[licence.make_from_string("MIT")],
    )
    bom = Bom()
    bom.metadata.component = ours
    shipped = {licences.name(each): each for each in installed if licences.name(each) not in licences.TOOLS}
    parts = []
    for name, distribution in sorted(shipped.items()):
        version, facts = distribution.version, distribution.metadata
        purl = PackageURL("pypi", name=name, version=version)
        words = facts["License-Expression"] or licences.short_name(distribution)
        parts.append(
            Component(
                name=name,
                version=version,
                type=ComponentType.LIBRARY,
                bom_ref=str(purl),
                purl=purl,
                description=facts["Summary"],
                licenses=[licence.make_from_string(words)] if words else [],
            )
        )
    for name, version, words in _native(shipped):
        parts.append(
            Component(
                name=name,
                version=version,
                type=ComponentType.LIBRARY,
                bom_ref=f"native:{name}",
                licenses=[licence.make_from_string(words)],
            )
        )
    for part in parts:
        bom.components.add(part)
    bom.register_dependency(ours, parts)
    return bom


def _native(shipped: dict[str, Distribution]) -> list[tuple[str, str, str]]:
    """Works without a package of their own, with version and licence."""
    return [
        ("qt", shipped["pyside6-essentials"].version, "LGPL-3.0-only"),
        ("cpython", platform.python_version(), "PSF-2.0"),
        ("openssl", ssl.OPENSSL_VERSION.split()[1], "Apache-2.0"),
        ("sqlite", sqlite3.sqlite_version, "blessing"),
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
