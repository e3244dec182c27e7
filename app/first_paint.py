"""`--first-paint`, hidden: what a start costs up to the first paint, and what it has loaded by then.

For the gates of packages and benchmarks: a frozen program takes no `-X importtime`.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.ui.wiring.baleen_window import BaleenWindow


def first_paint(profile: Path) -> int:
    """Start as a person does; at the first paint print JSON (processor time in seconds, modules) and end at once."""
    from app import desktop
    from app.store.places import places

    paint = desktop.paint_first

    def paint_and_tell(application: QApplication, window: BaleenWindow) -> None:
        paint(application, window)
        cpu_s = time.process_time()
        modules = sorted(sys.modules)
        import json

        sys.stdout.write(json.dumps({"cpu_s": cpu_s, "modules": modules}) + "\n")
        sys.stdout.flush()
        os._exit(0)

    desktop.paint_first = paint_and_tell
    return desktop.run_desktop(places(profile), None)
