"""Where everything of one run lives on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and files; nothing is created here."""

    data: Path
    """Chats and their backups."""
    settings_file: Path
    state: Path
    """Window geometry, the lock of the single instance, records of processes: droppable."""
    cache: Path
    logs: Path
    is_profile: bool = False
    """Everything lies under one folder that was named on the command line."""


def places(profile: Path | None = None) -> Places:
    """The folders of a profile, or this system's usual ones (platformdirs)."""
    if profile is not None:
        root = profile.expanduser().resolve()
        return Places(
            data=root / "data",
            settings_file=root / "settings.toml",
            state=root / "state",
            cache=root / "cache",
            logs=root / "logs",
            is_profile=True,
        )
    from platformdirs import PlatformDirs  # a profile needs none of it

    dirs = PlatformDirs("baleen", appauthor=False)
    return Places(
        data=dirs.user_data_path,
        settings_file=dirs.user_config_path / "settings.toml",
        state=dirs.user_state_path,
        cache=dirs.user_cache_path,
        logs=dirs.user_log_path,
    )
