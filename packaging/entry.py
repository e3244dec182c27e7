"""Where the frozen program begins."""

import os
import sys

# A program with windows has no console on Windows; whoever writes there anyway must not fail.
for name in ("stdout", "stderr"):
    if getattr(sys, name) is None:
        setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - open while the program runs

from app.main import main  # noqa: E402 - it may write

sys.exit(main())
