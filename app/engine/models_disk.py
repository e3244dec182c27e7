"""The disk that holds the models of a server on this computer."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from app.domain.errors import StoreError


def models_path(own: Path | None = None, environment: Mapping[str, str] = os.environ) -> Path:
    """Where the server keeps models: `OLLAMA_MODELS`, else `own` if it has one, else Ollama's usual folder."""
    chosen = environment.get("OLLAMA_MODELS", "").strip().strip("\"'")
    return Path(chosen) if chosen else own or Path.home() / ".ollama" / "models"


def free_bytes(folder: Path) -> int:
    """Free space for this user on the disk of a folder, which need not exist yet. Raises: `StoreError`."""
    for place in (folder, *folder.parents):
        try:
            return shutil.disk_usage(place).free
        except FileNotFoundError:
            continue
        except OSError as error:
            raise StoreError(str(error)) from error
    raise StoreError(f"no disk for {folder}")
