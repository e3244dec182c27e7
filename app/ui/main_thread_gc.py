"""Python's cyclic garbage collection, on the main thread only.

The collector runs in whatever thread allocates and destroys Qt objects there, which crashes Qt (design:
architecture §0.2). So it is switched off, and a timer collects.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 10_000


class MainThreadGarbageCollector(QObject):
    """Collects every ten seconds what Python's own thresholds say is due."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def _collect(self) -> None:
        thresholds = gc.get_threshold()
        counts = gc.get_count()
        due = [generation for generation in (2, 1, 0) if counts[generation] > thresholds[generation] > 0]
        if due:
            gc.collect(due[0])
