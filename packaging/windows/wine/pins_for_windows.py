"""Print those pins of a requirements file that hold on Windows: `python pins_for_windows.py FILE VERSION`.

pip reads the markers of a file for the system that it runs on, whatever `--platform` says. Needs `packaging`.
"""

import re
import sys
from pathlib import Path

from packaging.requirements import Requirement


def pins(text: str, python_version: str) -> str:
    """The lines that hold for this Python (like "3.12") on Windows, without their markers, with their hashes."""
    windows = {
        "python_version": python_version,
        "python_full_version": f"{python_version}.9",
        "sys_platform": "win32",
        "platform_system": "Windows",
        "os_name": "nt",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "platform_machine": "AMD64",
        "extra": "",
    }
    kept: list[str] = []
    holds = False
    for line in text.splitlines():
        if line.startswith((" ", "#")):
            pin = line
        else:
            requirement = Requirement(line.rstrip(" \\"))
            holds = requirement.marker is None or requirement.marker.evaluate(windows)
            pin = re.sub(r" ;.*?( \\)?$", r"\1", line)
        if holds:
            kept.append(pin)
    return "\n".join(kept) + "\n"


if __name__ == "__main__":
    sys.stdout.write(pins(Path(sys.argv[1]).read_text(encoding="utf-8"), sys.argv[2]))
