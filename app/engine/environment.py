"""The environment that our own server runs in."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from app.engine.listening import HERE_ALONE

_KEPT = {"GGML_VK_VISIBLE_DEVICES", "OLLAMA_MODELS"}
"""Chosen by the person and harmless: which cards may be used, where the models are."""

_DROPPED = re.compile(
    r"OLLAMA_|LLAMA_|GGML_"  # reach the server and its runner; a LLAMA_API_KEY alone makes every chat fail
    r"|HTTP_PROXY$"  # breaks the server's own calls to its runner; downloads use HTTPS_PROXY
    r"|LD_PRELOAD$|DYLD_INSERT_LIBRARIES$"
    r"|PYTHON|QT_|QML|_PYI_|_MEIPASS2$"  # ours, of no use to the server
)
_LIBRARY_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH")
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")

_MIB = 2**20
_LARGEST_CACHE_MIB = 8192
"""What the runner would take by itself."""


def server_environment(
    base: Mapping[str, str],
    *,
    ram_bytes: int,
    models_dir: Path | None = None,
    home: Path | None = None,
    bundle: Path | None = None,
    exists: Callable[[str], bool] = os.path.exists,
) -> dict[str, str]:
    """The person's environment without what changes the server behind our back, and with what we rely on.

    `models_dir` None leaves the choice to `OLLAMA_MODELS` or the server (`~/.ollama/models`). `home` is where the
    server keeps its key. `bundle` is the folder of our own frozen program: its libraries are for us alone.
    """
    kept = {name: value for name, value in base.items() if name.upper() in _KEPT or not _DROPPED.match(name.upper())}
    _give_back_library_paths(kept, bundle)
    for name in _CERTIFICATES:
        places = kept.get(name, "").split(os.pathsep)
        if not any(place and exists(place) and not _is_inside(place, bundle) for place in places):
            kept.pop(name, None)
    cache_mib = min(ram_bytes // _MIB // 10, _LARGEST_CACHE_MIB)
    kept |= {
        "OLLAMA_HOST": HERE_ALONE,
        "OLLAMA_NO_CLOUD": "1",
        "OLLAMA_NOHISTORY": "1",
        "OLLAMA_NUM_PARALLEL": "1",
        "OLLAMA_GO_TEMPLATE": "1",
        # Old conversations that the runner keeps, on top of the model.
        "LLAMA_ARG_CACHE_RAM": str(cache_mib),
    }
    if models_dir:
        kept["OLLAMA_MODELS"] = str(models_dir)
    if home:
        kept |= {"HOME": str(home), "USERPROFILE": str(home)}
    return kept


def _give_back_library_paths(environment: dict[str, str], bundle: Path | None) -> None:
    """Undo what the starter of a frozen program does to the search paths: it keeps the person's value in `*_ORIG`."""
    for name in _LIBRARY_PATHS:
        if (original := environment.pop(f"{name}_ORIG", None)) is not None:
            environment[name] = original
    for name in (*_LIBRARY_PATHS, "PATH"):
        if name not in environment:
            continue
        entries = environment[name].split(os.pathsep)
        environment[name] = os.pathsep.join(entry for entry in entries if not _is_inside(entry, bundle))
        if not environment[name]:
            del environment[name]


def _is_inside(path: str, folder: Path | None) -> bool:
    return folder is not None and Path(path).is_relative_to(folder)
