"""Where things are: in the checkout, and in the cache outside it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
DIST = ROOT / "dist"
APP_ICONS = BUILD / "app-icons"
"""Our mark in the formats of each system; `packaging/app_icons.py` makes them."""
REQUIREMENTS = ROOT / "packaging" / "requirements"

ON_LINUX = sys.platform.startswith("linux")
ON_WINDOWS = sys.platform == "win32"


def cache() -> Path:
    """The folder for things that are dear to make and shared by all checkouts; it may not exist yet."""
    if ON_WINDOWS:
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        return base / "baleen" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "baleen"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "baleen"
