"""The model that tells the tour, made from the texts that Baleen carries."""

from __future__ import annotations

import errno
from pathlib import Path

from app.domain.errors import DiskFull, ReadOnly
from app.files.deepseek_body import deepseek_body
from app.files.script import Script
from app.files.scripted_model import build_scripted_model

_NAME = "Baleen tour: a scripted demonstration, always the same answer"
_FULL = {errno.ENOSPC, errno.EDQUOT}


class TourModel:
    """Builds the tour's model. Fulfils `TourBuilder`."""

    def __init__(self, texts: Path, folder: Path) -> None:
        """`texts` holds `thinking.md` and `answer.md`; the model goes to `folder`, which is made if need be."""
        self._texts = texts
        self._folder = folder

    def __call__(self) -> Path:
        path = self._folder / "tour.gguf"
        script = self._script()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            build_scripted_model(path, script, deepseek_body(), _NAME)
        except OSError as error:
            raise (DiskFull if error.errno in _FULL else ReadOnly)(detail=str(error)) from error
        return path

    def _script(self) -> Script:
        thinking, answer = ((self._texts / f"{name}.md").read_text("utf-8") for name in ("thinking", "answer"))
        return Script.of_texts(thinking, answer)
