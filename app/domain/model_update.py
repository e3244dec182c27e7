"""Whether a registry has another version of a model than this computer, and what that would cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.downloads import Manifest


@dataclass(frozen=True, slots=True)
class ModelUpdate:
    """Another version of a model can be had."""

    tag: str
    installed_digest: str
    """Of the version that was compared: with another one installed this says nothing any more."""
    download_bytes: int
    """Of files that are not here yet."""
    changes_weights: bool
    """False: only words around the model are others (its template, its settings, its licence)."""


@dataclass(frozen=True, slots=True)
class KnownUpdates:
    """What the last look at the registries found."""

    looked_at: datetime | None = None
    """With its time zone; None before the first look that came to its end."""
    updates: tuple[ModelUpdate, ...] = ()


def update_of(tag: str, installed_digest: str, here: Manifest, there: Manifest) -> ModelUpdate | None:
    """None when both versions are made of the same files.

    Compared by files, not by the digest of the list: servers write the list down in their own way.
    """
    if here.digests == there.digests:
        return None
    sizes = {layer.digest: layer.size_bytes for layer in there.layers if layer.digest not in here.digests}
    weights_here = {layer.digest for layer in here.layers if layer.is_weights}
    weights_there = {layer.digest for layer in there.layers if layer.is_weights}
    return ModelUpdate(tag, installed_digest, sum(sizes.values()), weights_here != weights_there)
