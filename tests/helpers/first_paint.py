"""The real program up to its first paint, as a process of its own: `python -m tests.helpers.first_paint PROFILE`.

Prints what it cost and what was loaded by then, as JSON, and ends there.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

from app import main as program


def run(profile: str) -> None:
    """Start as a person does; the hook is the place where the program itself goes on after the first paint."""
    from app import desktop

    paint = desktop.paint_first

    def paint_and_tell(*arguments: Any) -> None:
        paint(*arguments)
        cpu_s = time.process_time()
        print(json.dumps({"cpu_s": cpu_s, "modules": sorted(sys.modules)}), flush=True)  # noqa: T201
        os._exit(0)

    desktop.paint_first = paint_and_tell
    program.main(["--profile", profile])


if __name__ == "__main__":
    run(sys.argv[1])
