"""A model file of the person's own: what it is, and how it becomes a model of the server."""

from __future__ import annotations

import re
from pathlib import Path

from app.domain.errors import ModelBroken, NotAModelFile
from app.domain.models import ModelFile
from app.files.gguf_header import read_gguf_header

_SPLIT = re.compile(r"-(\d{5})-of-(\d{5})\.gguf$", re.IGNORECASE)
_NOT_CHATTING = frozenset({"bert", "nomic-bert", "t5encoder", "clip", "mmproj", "whisper"})
_THINKS = re.compile(r"\br1\b|distill|reason|think", re.IGNORECASE)
_R1_MARK = "<｜Assistant｜>"


def look_at_model_file(path: Path) -> ModelFile:
    """Read the head of the file. Blocking, milliseconds.

    Raises: `NotAModelFile` for anything that no server could chat with, the reason in `reason`.
    """
    name = path.name
    if (found := _SPLIT.search(name)) and found[2] != "00001":
        raise NotAModelFile(name=name, reason="split")
    try:
        header = read_gguf_header(path)
    except ModelBroken as error:
        raise NotAModelFile(error.detail, name=name, reason="broken") from error
    except OSError as error:
        raise NotAModelFile(str(error), name=name, reason="unreadable") from error
    if not header.architecture or header.architecture in _NOT_CHATTING:
        raise NotAModelFile(header.architecture, name=name, reason="no_chat")
    speaks_r1 = _R1_MARK in header.chat_template or (
        not header.chat_template and bool(_THINKS.search(f"{header.name} {path.stem}"))
    )
    return ModelFile(
        path=path,
        architecture=header.architecture,
        suggested_tag=_tag(header.name or path.stem) or "my-model",
        has_own_template=bool(header.chat_template),
        speaks_r1=speaks_r1,
        size_bytes=path.stat().st_size,
    )


def _tag(name: str) -> str:
    """A name in the letters that tags may have."""
    return re.sub(r"[^a-z0-9._]+", "-", name.lower()).strip("-._")[:60]
