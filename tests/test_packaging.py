"""What packages say of the program is well-formed."""

from __future__ import annotations

import configparser
import plistlib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from dev_tools import mac_plist, release

PACKAGING = Path(__file__).parents[1] / "packaging"


def test_what_macos_is_told() -> None:
    plist = plistlib.loads(plistlib.dumps(mac_plist.info_plist()))
    assert plist["CFBundleShortVersionString"] == release.version()
    (kind,) = plist["CFBundleDocumentTypes"]
    assert kind["LSHandlerRank"] == "Alternate"
    (declared,) = plist["UTImportedTypeDeclarations"]
    assert kind["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    rights = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert rights
    assert all(right.startswith("com.apple.security.cs.") for right in rights)


def test_what_desktops_are_told() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(PACKAGING / "linux" / f"{release.APP_ID}.desktop", "utf-8")
    desktop = entry["Desktop Entry"]
    assert desktop["Name"] == release.NAME
    assert desktop["Exec"].split()[0].removesuffix("@FILE@") == release.COMMAND
    info = ElementTree.parse(PACKAGING / "linux" / f"{release.APP_ID}.metainfo.xml").getroot()
    assert info.findtext("id") == release.APP_ID
    assert info.findtext("launchable") == f"{release.APP_ID}.desktop"
