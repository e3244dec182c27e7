"""What deleting a model gives back: models share files, and a shared file stays while another model needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.downloads import Manifest
from app.domain.models import normal_tag


@dataclass(frozen=True, slots=True)
class FreedSpace:
    """Of one model."""

    freed_bytes: int
    kept_bytes: int = 0
    """Of files that other models use too."""
    kept_for: tuple[str, ...] = ()
    """The tags of those, in alphabetical order."""


def freed_by(tag: str, manifests: Mapping[str, Manifest]) -> FreedSpace | None:
    """What goes when the server deletes this model (it keeps every file that another manifest names).

    None when nothing is known of the model. A file that a model names twice counts once.
    """
    own = manifests.get(normal_tag(tag))
    if own is None:
        return None
    sizes = {layer.digest: layer.size_bytes for layer in own.layers}
    kept: set[str] = set()
    kept_for: list[str] = []
    for other, manifest in manifests.items():
        if other != normal_tag(tag) and (shared := sizes.keys() & {layer.digest for layer in manifest.layers}):
            kept |= shared
            kept_for.append(other)
    kept_bytes = sum(sizes[digest] for digest in kept)
    return FreedSpace(sum(sizes.values()) - kept_bytes, kept_bytes, tuple(sorted(kept_for)))


def used_bytes(manifests: Mapping[str, Manifest]) -> int:
    """What all models take together: shared files count once."""
    return sum({layer.digest: layer.size_bytes for m in manifests.values() for layer in m.layers}.values())
