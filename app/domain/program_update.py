"""A newer version of Baleen itself: what is known of it, and when to look again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

HOMEPAGE = "https://github.com/baleen-chat/baleen"
NEWEST_RELEASE = "https://api.github.com/repos/baleen-chat/baleen/releases/latest"
"""Answers with the newest published release, drafts and previews left out."""
LOOK_EVERY = timedelta(days=1)
_VERSION = re.compile(r"v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the release page said. An empty `version` says: as before."""

    version: str
    etag: str = ""
    """Sent along the next time, so that an unchanged answer costs nothing."""


@dataclass(frozen=True, slots=True)
class KnownRelease:
    """What is kept between two looks."""

    looked_at: datetime | None = None
    """When the page was last asked, whatever came of it; with a time zone."""
    version: str = ""
    """The newest release at that time, without the v."""
    etag: str = ""
    put_away: str = ""
    """The version of which the person wants to hear no more."""


def release_page(version: str) -> str:
    """The page of a release. It is made here: no address that somebody answers is ever opened."""
    return f"{HOMEPAGE}/releases/tag/v{version}"


def version_in(tag: str) -> str:
    """The version that a tag names, like "1.2.3"; empty for anything else, previews ("1.2.3-rc1") among it."""
    found = _VERSION.fullmatch(tag)
    return ".".join(str(int(part)) for part in found.groups()) if found else ""


def is_newer(version: str, than: str) -> bool:
    """Whether a version comes after another; False where one of them is none. "0.2.0" comes after "0.2.0.dev1"."""
    new, old = _VERSION.fullmatch(version), _VERSION.match(than)
    if new is None or old is None:
        return False
    numbers, current = tuple(map(int, new.groups())), tuple(map(int, old.groups()))
    return numbers > current or (numbers == current and old.end() != len(than))


def is_due(looked_at: datetime | None, now: datetime) -> bool:
    """Whether a day has passed. A clock that went back counts as that, too: else it might never come."""
    return looked_at is None or not timedelta() <= now - looked_at < LOOK_EVERY
