"""What Windows starts when the person logs in: a value of the Run key, which needs no administrator."""

from __future__ import annotations

import sys
from contextlib import suppress

RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
NAME = "Baleen"

if sys.platform == "win32":
    import winreg

    def registered() -> str:
        """The command line that is started; empty for none."""
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
            return str(winreg.QueryValueEx(key, NAME)[0])
        return ""

    def register(line: str) -> None:
        """Start this from now on; empty for nothing. Raises: `OSError`."""
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
            if line:
                winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, line)
            else:
                with suppress(FileNotFoundError):
                    winreg.DeleteValue(key, NAME)

else:

    def registered() -> str:
        """There is no registry here."""
        return ""

    def register(line: str) -> None:
        """Raises: `OSError`."""
        raise OSError("no registry")
