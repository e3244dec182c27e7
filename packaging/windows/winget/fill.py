"""The manifests with which winget offers a release: `python fill.py FOLDER_WITH_INSTALLERS OUTPUT`.

Three files, as winget's repository takes them; their sums are those of the installers in the folder.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from dev_tools import release

IDENTIFIER = "BaleenChat.Baleen"
FORM = "1.10.0"
"""Of the manifests."""
_SCHEMA = "https://aka.ms/winget-manifest.{kind}.{form}.schema.json"


def manifests(installers: dict[str, Path]) -> dict[str, str]:
    """The text of each file by its name; `installers` are by processor, "x64" or "arm64"."""
    same: dict[str, object] = {"PackageIdentifier": IDENTIFIER, "PackageVersion": release.version()}
    page = f"{release.HOMEPAGE}/releases/download/v{release.version()}"
    offers = [
        {
            "Architecture": machine,
            "InstallerUrl": f"{page}/{file.name}",
            "InstallerSha256": hashlib.sha256(file.read_bytes()).hexdigest().upper(),
        }
        for machine, file in sorted(installers.items())
    ]
    parts: dict[str, dict[str, object]] = {
        "": {**same, "DefaultLocale": "en-US"},
        ".installer": {
            **same,
            "InstallerType": "nullsoft",
            "Scope": "user",
            "MinimumOSVersion": "10.0.17763.0",
            "UpgradeBehavior": "install",
            "ReleaseDate": release.date().isoformat(),
            "Installers": offers,
        },
        ".locale.en-US": {
            **same,
            "PackageLocale": "en-US",
            "Publisher": release.DEVELOPER,
            "PublisherUrl": release.HOMEPAGE,
            "PublisherSupportUrl": f"{release.HOMEPAGE}/issues",
            "PackageName": release.NAME,
            "PackageUrl": release.HOMEPAGE,
            "License": "MIT",
            "LicenseUrl": f"{release.HOMEPAGE}/blob/main/LICENSE",
            "ShortDescription": release.SUMMARY,
            "Moniker": release.COMMAND,
            "Tags": ["ai", "chat", "deepseek", "ollama"],
        },
    }
    kinds = {"": "version", ".installer": "installer", ".locale.en-US": "defaultLocale"}
    return {f"{IDENTIFIER}{part}.yaml": _text(kinds[part], values) for part, values in parts.items()}


def _text(kind: str, values: dict[str, object]) -> str:
    values = {**values, "ManifestType": kind, "ManifestVersion": FORM}
    head = f"# yaml-language-server: $schema={_SCHEMA.format(kind=kind, form=FORM)}\n"
    # JSON of one value is YAML of it.
    return head + "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())


if __name__ == "__main__":
    source, output = Path(sys.argv[1]), Path(sys.argv[2])
    found = {file.stem.rpartition("-")[2]: file for file in source.glob("*-windows-*.exe")}
    if not found:
        sys.exit(f"no Windows installer in {source}")
    output.mkdir(parents=True, exist_ok=True)
    for file_name, text in manifests(found).items():
        (output / file_name).write_text(text, encoding="utf-8")
