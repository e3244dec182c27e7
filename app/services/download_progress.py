"""The progress of a whole model, out of what the server says of one file after the other."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.downloads import Layer, Manifest, PullProgress


class WholeProgress:
    """Counts the files of a model together.

    The server is silent about small files, repeats itself about those that are here, and goes back when a part is
    fetched again (design: ollama §1.5): `done_bytes` may fall, and it is for the row not to.
    """

    def __init__(self, manifest: Manifest | None, here: Mapping[str, int], expected_bytes: int = 0) -> None:
        """`here` is what is on the disk, by digest. Without a manifest a size may be expected all the same."""
        self._is_whole = manifest is not None and bool(manifest.digest)
        self._sizes = {layer.digest: layer.size_bytes for layer in manifest.layers} if manifest else {}
        self._done = dict(here)
        self._heard: set[str] = set()
        self._last = ""
        self._expected_bytes = expected_bytes

    def take(self, event: PullProgress) -> int:
        """Returns the bytes that came since the last event of the same file: what makes the speed."""
        before = self._done.get(event.digest, 0)
        is_first = event.digest not in self._heard
        self._heard.add(event.digest)
        self._last = event.digest
        if not self._is_whole:
            self._sizes[event.digest] = max(event.total_bytes, event.done_bytes, self._sizes.get(event.digest, 0))
        self._done[event.digest] = event.done_bytes
        return 0 if is_first else max(0, event.done_bytes - before)

    @property
    def done_bytes(self) -> int:
        """What is here now, of files that belong to the model."""
        return sum(min(self._done.get(digest, 0), size) for digest, size in self._sizes.items())

    @property
    def total_bytes(self) -> int:
        """0 while nobody has told."""
        known = sum(self._sizes.values())
        return known if self._is_whole else max(known, self._expected_bytes)

    @property
    def unfinished(self) -> str:
        """The digest of a file that is not complete, the one that the server spoke of last if it is; else empty."""
        missing = [digest for digest, size in self._sizes.items() if self._done.get(digest, 0) < size]
        return self._last if self._last in missing else next(iter(missing), "")

    @property
    def heard(self) -> Manifest | None:
        """What the server has spoken of, where no registry told what belongs to the model."""
        layers = tuple(Layer(digest, size) for digest, size in self._sizes.items())
        return None if self._is_whole or not layers else Manifest("", layers)
