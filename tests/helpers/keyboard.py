"""The keyboard of the virtual screen: keys go where the X server's focus is, as a person's would."""

from __future__ import annotations

import subprocess


def type_text(text: str) -> None:
    """Type it, a key after the other."""
    subprocess.run(["xdotool", "type", "--delay", "20", text], check=True)


def press_keys(*keys: str) -> None:
    """Press keys one after the other, with names as in `ctrl+n`, `F6`, `Return`."""
    subprocess.run(["xdotool", "key", "--delay", "40", *keys], check=True)
