"""Where a server on this computer keeps its models."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def models_path(own: Path | None = None, environment: Mapping[str, str] = os.environ) -> Path:
    """Where the server keeps models: `OLLAMA_MODELS`, else `own` if it has one, else Ollama's usual folder."""
    chosen = environment.get("OLLAMA_MODELS", "").strip().strip("\"'")
    return Path(chosen) if chosen else own or Path.home() / ".ollama" / "models"
