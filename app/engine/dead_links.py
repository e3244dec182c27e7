"""Notes of models that lead nowhere.

People put models on another drive and leave a link behind. While that drive is away the link is dead, and one dead link
among the notes has every server answer "no such file" when it is asked for its models: all are gone from sight
(measured: 0.24.0 and 0.34.4, `/api/tags` with status 500). So before our server starts, dead links stand aside.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_NOTES = "manifests"
_ASIDE = "manifests-set-aside"
_log = logging.getLogger(__name__)


def set_dead_links_aside(models: Path) -> int:
    """Move dead links out of the notes, and those back that lead somewhere again; gives how many stand aside now.

    A link that cannot be moved stays. Blocking; nothing but links is touched.
    """
    notes, aside = models / _NOTES, models / _ASIDE
    for link in list(_links(aside)):
        if link.exists():
            _move(link, notes / link.relative_to(aside))
    for link in list(_links(notes)):
        if not link.exists():
            _move(link, aside / link.relative_to(notes))
    left = sum(1 for _ in _links(aside))
    if left:
        _log.warning("%d models whose place is away stand aside", left)
    return left


def _links(folder: Path) -> Iterator[Path]:
    """Every link below a folder; none is followed."""
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place, name)
            if path.is_symlink():
                yield path


def _move(link: Path, target: Path) -> None:
    with suppress(OSError):
        if target.is_symlink() or target.exists():
            return
        # A link that says its way from where it lies would lead elsewhere from another folder.
        where = link.parent.resolve() / link.readlink()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(where)
        link.unlink()
