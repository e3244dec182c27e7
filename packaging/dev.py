#!/usr/bin/env python3
"""The one entry for people who work on Baleen: run, test, check, bench, package.

Standard library only. Sets everything up on the first call; later calls cost nothing.
This file alone stays readable for old Pythons, so that they can be told what is missing.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Baleen needs Python 3.11 or newer; this is Python " + sys.version.split()[0] + ". "
        "Start dev.py with a newer one, for example: python3.13 packaging/dev.py run"
    )

from dev_tools.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
