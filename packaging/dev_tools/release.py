"""Facts of a release that every package needs, each from the one place that has it."""

from __future__ import annotations

import datetime
import os
import re
import subprocess

from dev_tools.places import ROOT

NAME = "Baleen"
COMMAND = "baleen"
APP_ID = "io.github.baleen_chat.Baleen"
DEVELOPER = "The Baleen contributors"
COPYRIGHT = "Copyright The Baleen contributors. MIT licence"
SUMMARY = "Chat with DeepSeek models on your own computer"
HOMEPAGE = "https://github.com/baleen-chat/baleen"
CONTACT = "Baleen <baleen-chat@users.noreply.github.com>"

OPENS_GGUF = True
"""Whether `baleen FILE` takes a model file: only then do packages offer "Open with Baleen" for it."""
GGUF_TYPE = "application/x-gguf"


def version() -> str:
    """The version of the program, like "0.1.0". Raises: ValueError."""
    text = (ROOT / "app" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    if not found:
        raise ValueError("app/__init__.py names no version")
    return found[1]


def version_numbers() -> tuple[int, int, int, int]:
    """The version as the four numbers that Windows wants; what follows the numbers is left out."""
    numbers = [int(part) for part in re.findall(r"\d+", version().partition("-")[0])][:3]
    major, minor, patch = [*numbers, 0, 0][:3]
    return major, minor, patch, 0


def date() -> datetime.date:
    """The day of this version, from the changelog; that of the last commit where it is not released yet."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if found := re.search(rf"^## \[{re.escape(version())}\] [-–] (\d{{4}}-\d\d-\d\d)", text, re.MULTILINE):
        return datetime.date.fromisoformat(found[1])
    return datetime.datetime.fromtimestamp(epoch(), datetime.UTC).date()


def epoch() -> int:
    """Seconds for every time stamp in a package, so that two builds of one commit agree."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    return int(said.stdout) if said.returncode == 0 and said.stdout.strip() else 1_735_689_600  # 2025-01-01
