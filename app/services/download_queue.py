"""The rows of the downloads, in their order, in memory and on disk."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from app.domain.downloads import Download, DownloadState, Layer, Manifest, StoredDownloads
from app.domain.errors import BadModelName, CloudModel, StoreError
from app.domain.model_name import parse_model_name
from app.domain.models import normal_tag
from app.domain.ports import DownloadStore
from app.services.listeners import Listeners
from app.services.tasks import TaskOwner

_SAVE = "downloads:save"
_log = logging.getLogger(__name__)


class DownloadQueue:
    """Keeps one row a model, and what belongs to it. Every change is told at once and saved a moment later."""

    def __init__(self, store: DownloadStore, tasks: TaskOwner) -> None:
        self.changes: Listeners[tuple[Download, ...]] = Listeners()
        self._store = store
        self._tasks = tasks
        self._rows: tuple[Download, ...] = ()
        self._manifests: dict[str, Manifest] = {}
        self._former: dict[str, Manifest] = {}
        """Of cancelled downloads whose files may still be there: wanted again, they are a beginning."""
        self._leftovers: dict[str, int] = {}
        """Digests, and when each was noted last, as a number that grows."""
        self._note_count = 0
        self._change_count = 0
        self._saved_count = 0

    @property
    def rows(self) -> tuple[Download, ...]:
        return self._rows

    @property
    def leftovers(self) -> frozenset[str]:
        """Digests of cancelled downloads whose files have still to go."""
        return frozenset(self._leftovers)

    @property
    def noted_leftovers(self) -> Mapping[str, int]:
        """The same, with a number that is another one when a digest is noted again."""
        return dict(self._leftovers)

    @property
    def leftovers_together(self) -> list[frozenset[str]]:
        """The leftovers of each model; those of which that is not known any more count as one's."""
        known = [manifest.digests & self.leftovers for manifest in self._former.values()]
        return [*known, self.leftovers.difference(*known)]

    def find(self, tag: str) -> Download | None:
        """The row of a model, under any of its names."""
        wanted = listed_tag(tag)
        return next((row for row in self._rows if row.tag == wanted), None)

    def manifest(self, tag: str) -> Manifest | None:
        return self._manifests.get(tag)

    @property
    def wanted_digests(self) -> frozenset[str]:
        """The files of all that is not complete yet. May be asked on any thread."""
        return frozenset(layer.digest for layer in self.wanted_layers)

    @property
    def wanted_layers(self) -> tuple[Layer, ...]:
        """The same with their sizes."""
        unfinished = [row.tag for row in self._rows if row.state is not DownloadState.DONE]
        manifests = [manifest for tag in unfinished if (manifest := self._manifests.get(tag))]
        return tuple({layer.digest: layer for manifest in manifests for layer in manifest.layers}.values())

    def change(self, tag: str, change: Callable[[Download], Download]) -> None:
        """Replace the row of a model; one that was cancelled meanwhile stays away. Told, not saved."""
        changed = tuple(change(row) if row.tag == tag else row for row in self._rows)
        if changed != self._rows:
            self._rows = changed
            self.changes.tell(changed)

    def arrange(self, rows: list[Download]) -> None:
        """Another order, other rows. What belonged only to rows that are gone becomes leftovers."""
        before = self._rows
        self._rows = tuple(rows)
        kept = {row.tag for row in rows}
        for row in before:
            manifest = None if row.tag in kept else self._manifests.pop(row.tag, None)
            if manifest and row.state is not DownloadState.DONE:
                self._former[row.tag] = manifest
                self._note_leftovers(manifest.digests)
        for tag in kept & self._former.keys():
            self._manifests.setdefault(tag, self._former.pop(tag))
        self.changes.tell(self._rows)
        self.save()

    def learn(self, tag: str, manifest: Manifest) -> None:
        """What belongs to a model now. Files of an older version that nobody needs any more become leftovers."""
        before = self._manifests.get(tag)
        if before is not None and not manifest.digest:  # told in pieces
            layers = {layer.digest: layer for layer in (*before.layers, *manifest.layers)}
            manifest = Manifest("", tuple(layers.values()))
        if before == manifest or self.find(tag) is None:
            return
        self._manifests[tag] = manifest
        if before is not None:
            self._note_leftovers(before.digests - manifest.digests)
        self.save()

    def _note_leftovers(self, digests: frozenset[str]) -> None:
        self._note_count += 1
        self._leftovers |= dict.fromkeys(digests, self._note_count)

    def forget_leftovers(self, noted: Mapping[str, int]) -> None:
        """They are gone, or wanted again. What was noted once more since `noted` was read stays."""
        gone = {digest for digest, number in noted.items() if self._leftovers.get(digest) == number}
        if gone:
            self._leftovers = {digest: one for digest, one in self._leftovers.items() if digest not in gone}
            self._former = {tag: one for tag, one in self._former.items() if one.digests & self._leftovers.keys()}
            self.save()

    async def load(self) -> None:
        """Read the queue of the last run, behind what was added meanwhile. Raises: `StoreError`."""
        stored = await self._store.downloads()
        rows = list(self._rows)
        for row, manifest in stored.rows:
            if row.state is not DownloadState.DONE and self.find(row.tag) is None:
                rows.append(row)
                if manifest:
                    self._manifests[row.tag] = manifest
        self._rows = tuple(rows)
        self._note_leftovers(stored.leftovers)
        self.changes.tell(self._rows)

    def save(self) -> None:
        """Have it written soon; several changes in a row become one file."""
        self._change_count += 1
        if not self._tasks.is_running(_SAVE):
            self._tasks.start(_SAVE, self.flush())

    async def flush(self) -> None:
        """Write what is not on disk yet. Never raises: without it nothing is lost but the order."""
        while (count := self._change_count) != self._saved_count:
            rows = tuple((row, self._manifests.get(row.tag)) for row in self._rows)
            try:
                await self._store.save_downloads(StoredDownloads(rows, self.leftovers))
            except StoreError as error:
                _log.warning("the downloads could not be saved: %s", error.detail)
            self._saved_count = count


def resting(row: Download, state: DownloadState) -> Download:
    """The row while nothing arrives."""
    return replace(row, state=state, bytes_per_second=None, seconds_left=None, error=None)


def listed_tag(tag: str) -> str:
    """The one name that the server will list the model by."""
    try:
        return parse_model_name(tag).short
    except (BadModelName, CloudModel):
        return normal_tag(tag)
