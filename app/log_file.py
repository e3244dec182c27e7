"""The log on disk: ids, sizes and codes, never a word of a chat."""

from __future__ import annotations

import logging
import logging.handlers
import os
from io import TextIOWrapper
from pathlib import Path

_BYTES = 1_000_000


def open_log(folder: Path) -> logging.Handler:
    """A rotating file in a folder that is there."""
    handler = _PrivateLog(folder / "baleen.log", maxBytes=_BYTES, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    return handler


class _PrivateLog(logging.handlers.RotatingFileHandler):
    """Readable by its owner alone."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return TextIOWrapper(os.fdopen(descriptor, "ab"), encoding=self.encoding, write_through=True)
