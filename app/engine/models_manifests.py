"""The lists that say which files belong to a model, as a server keeps them on disk.

`manifests/HOST/NAMESPACE/MODEL/TAG`, each some hundred bytes of JSON (design: ollama §8).
"""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path

from app.domain.downloads import Layer, Manifest
from app.domain.model_name import ModelName

_MOST_BYTES = 4 << 20
_log = logging.getLogger(__name__)


def read_manifests(folder: Path) -> dict[str, Manifest]:
    """Every model of a models folder, by its tag as the server lists it. Blocking.

    A list that cannot be read is left out, as the server does. Raises: `OSError` when the folder itself cannot be.
    """
    root = folder / "manifests"
    found: dict[str, Manifest] = {}
    for file in sorted(root.glob("*/*/*/*")) if root.is_dir() else ():
        if not file.is_file() or file.name.startswith("."):
            continue
        host, namespace, model, tag = file.relative_to(root).parts
        try:
            found[ModelName(host, namespace, model, tag).short] = read_manifest(file)
        except (OSError, ValueError) as error:
            _log.info("a model's list of files could not be read: %s", type(error).__name__)
    return found


def read_manifest(file: Path) -> Manifest:
    """Raises: `OSError`; `ValueError` for anything that is no manifest."""
    with file.open("rb") as source:
        body = source.read(_MOST_BYTES)
    try:
        found = json.loads(body)
        rows = [*(found.get("layers") or ()), *([found["config"]] if found.get("config") else ())]
        layers = tuple(Layer(str(row["digest"]), int(row["size"]), str(row.get("mediaType", ""))) for row in rows)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no manifest: {type(error).__name__}") from error
    return Manifest(hashlib.sha256(body).hexdigest(), layers)
