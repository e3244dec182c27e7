"""What one run was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.domain.program_update import NEWEST_RELEASE
from app.store.places import Places
from app.ui.assets import resources_dir


@dataclass(frozen=True, slots=True)
class Config:
    """What one run was asked for."""

    places: Places
    ollama_url: str | None = None
    """A server for this run only; None does what the settings say."""
    model_file: Path | None = None
    """A file to import, once the person has been asked."""
    engine_release: Path = resources_dir() / "engine" / "release.toml"
    """Which engine is installed on request."""
    release_page: str = NEWEST_RELEASE
    """Where a newer Baleen is looked for."""
