"""What a release says of itself: its part of the changelog, and how to check a download. Prints Markdown."""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from dev_tools import release
from dev_tools.places import ROOT

_CHECK = f"""
## Is this download the one that was built?

`sha256sum --check SHA256SUMS --ignore-missing` compares what you have with the list of sums.
`gh attestation verify FILE --repo {release.HOMEPAGE.removeprefix("https://github.com/")}` shows what it was built from.
What your system says about a program that is not signed, and what to do then, is in the
[README]({release.HOMEPAGE}#install).
"""


def notes(changelog: str, version: str) -> str:
    """The part of the changelog about this version, or about what is unreleased; then how to check."""
    for name in (re.escape(version), "Unreleased"):
        if found := re.search(rf"^## \[{name}\][^\n]*\n(.*?)(?=^## \[|\Z)", changelog, re.MULTILINE | re.DOTALL):
            return found[1].strip() + "\n" + _CHECK
    raise ValueError(f"the changelog says nothing about {version}")


if __name__ == "__main__":
    sys.stdout.write(notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), release.version()))
