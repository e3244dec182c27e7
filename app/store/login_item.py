"""Opening at login, in each system's own way: what the person switches here, the system's own settings show, too."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.domain.errors import ReadOnly
from app.store import windows_run_key
from app.store.private_files import write_atomically

ID = "io.github.baleen_chat.Baleen"


class LoginItem:
    """`domain.ports.LoginItem`. Its state is what lies in the system, for the person may change it there."""

    def __init__(
        self,
        *,
        arguments: Sequence[str] = (),
        system: str = sys.platform,
        environment: Mapping[str, str] = os.environ,
        home: Path | None = None,
    ) -> None:
        """`arguments` are those that this run was started with and the next ones need, too."""
        self._system = system
        self._environment = environment
        self._home = home or Path.home()
        self._command, self._folder = _program(environment)
        self._command = [*self._command, *arguments]

    @property
    def is_possible(self) -> bool:
        """False in a sandbox, whose programs the system starts on its own terms."""
        return "FLATPAK_ID" not in self._environment and "SNAP" not in self._environment

    def is_on(self) -> bool:
        """Blocks for a small file."""
        if self._system == "win32":
            return bool(windows_run_key.registered())
        try:
            text = self._file.read_text("utf-8", "replace")
        except OSError:
            return False
        return "Hidden=true" not in text and "X-GNOME-Autostart-enabled=false" not in text

    def switch(self, is_on: bool) -> None:
        """From the next login on. Raises: `ReadOnly`, where the system does not let us."""
        try:
            if self._system == "win32":
                windows_run_key.register(subprocess.list2cmdline(self._command) if is_on else "")
            elif is_on:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                content = self._agent() if self._system == "darwin" else self._entry()
                write_atomically(self._file, content)
            else:
                self._file.unlink(missing_ok=True)
        except OSError as error:
            raise ReadOnly(str(error)) from error

    @property
    def _file(self) -> Path:
        if self._system == "darwin":
            return self._home / "Library" / "LaunchAgents" / f"{ID}.plist"
        config = self._environment.get("XDG_CONFIG_HOME", "")
        # What is not absolute is to be ignored (XDG Base Directory Specification 0.8).
        base = Path(config) if config and Path(config).is_absolute() else self._home / ".config"
        return base / "autostart" / f"{ID}.desktop"

    def _entry(self) -> bytes:
        """Desktop Application Autostart Specification 0.5."""
        lines = ["[Desktop Entry]", "Type=Application", "Name=Baleen", f"Icon={ID}", "Terminal=false"]
        lines.append("Exec=" + " ".join(map(_quoted, self._command)))
        if self._folder:
            lines.append("Path=" + str(self._folder).replace("\\", "\\\\"))
        return ("\n".join(lines) + "\n").encode()

    def _agent(self) -> bytes:
        """launchd.plist(5)."""
        agent: dict[str, object] = {"Label": ID, "ProgramArguments": self._command, "RunAtLoad": True}
        agent["ProcessType"] = "Interactive"
        if self._folder:
            agent["WorkingDirectory"] = str(self._folder)
        return plistlib.dumps(agent)


def _program(environment: Mapping[str, str]) -> tuple[list[str], Path | None]:
    """The command that starts this program, and the folder that it needs, None for any."""
    if image := environment.get("APPIMAGE"):
        return [image], None  # what we run from is unmounted at our end
    if getattr(sys, "frozen", False):
        return [sys.executable], None
    return [sys.executable, "-m", "app"], Path(__file__).parents[2]


def _quoted(argument: str) -> str:
    """An argument of `Exec` (Desktop Entry Specification 1.5): in quotes, its special characters escaped twice."""
    for special in ("\\", '"', "`", "$"):
        argument = argument.replace(special, "\\" + special)
    argument = argument.replace("\\", "\\\\").replace("%", "%%")
    return f'"{argument}"'
