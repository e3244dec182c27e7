"""The best speed of this computer's memory that was ever measured, as a small file."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import replace
from pathlib import Path

from app.domain.errors import StoreError
from app.domain.hardware import Hardware
from app.domain.ports import HardwareProbe
from app.store.faults import translated
from app.store.private_files import write_atomically

_GIB = 2**30
_log = logging.getLogger(__name__)


class BestMemorySpeed:
    """Implements `domain.ports.HardwareProbe`: the computer as `probe` finds it, with the best speed ever seen.

    A busy computer measures less than it can, so a worse figure never counts, and a verdict does not change from
    start to start. Another processor or other memory begins anew. A file that is damaged or cannot be written costs
    only the memory of earlier starts.
    """

    def __init__(self, probe: HardwareProbe, file: Path) -> None:
        self._probe = probe
        self._file = file
        self._turn = threading.Lock()

    def __call__(self) -> Hardware:
        hardware = self._probe()
        with self._turn:  # two looks at once would overtake each other
            known = self._read(hardware)
            seen = hardware.ram_bandwidth_bytes_s
            if seen is not None and (known is None or seen > known):
                self._write(hardware, seen)
                known = seen
        return replace(hardware, ram_bandwidth_bytes_s=known)

    def _read(self, hardware: Hardware) -> float | None:
        try:
            record = json.loads(self._file.read_bytes())
            speed = float(record["bytes_per_s"])
            return speed if record["computer"] == _identity(hardware) and 0 < speed < float("inf") else None
        except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return None

    def _write(self, hardware: Hardware, speed: float) -> None:
        record = {"computer": _identity(hardware), "bytes_per_s": round(speed)}
        try:
            with translated():
                self._file.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(self._file, json.dumps(record).encode())
        except StoreError as error:
            _log.debug("the speed of the memory is not kept: %s", error.detail)


def _identity(hardware: Hardware) -> str:
    """What a measurement belongs to; systems tell a few megabytes of memory more or less from start to start."""
    return f"{hardware.processor} / {hardware.cores} / {round(hardware.ram_bytes / _GIB)}"
