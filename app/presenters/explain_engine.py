"""Why the engine does not run, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain import errors as e
from app.presenters.explain_install import install_words
from app.presenters.remedy import Remedy, Words

translate = QCoreApplication.translate

_MOST_CHARS = 200
"""Of a last line: a notice is two or three lines high."""


def engine_words(error: e.EngineError) -> Words:
    """Title, cause and ways out."""
    match error:
        case e.EngineMissing(can_install=False):
            return (
                translate("explain", "The engine that runs models isn't installed."),
                translate(
                    "explain", "Baleen uses Ollama, which is free, but can't install it on this kind of computer."
                ),
                Remedy.GET_ENGINE,
                Remedy.SEARCH_ENGINE,
            )
        case e.EngineMissing():
            return (
                translate("explain", "The engine that runs models isn't installed."),
                translate("explain", "Baleen uses Ollama, which is free. No administrator is needed."),
                Remedy.INSTALL_ENGINE,
                Remedy.GET_ENGINE,
                Remedy.SEARCH_ENGINE,
            )
        case e.EngineNotRunnable():
            return (
                translate("explain", "The engine can't be started."),
                translate("explain", "“{path}” is not a program that runs on this computer.").format(path=error.path),
                # Another engine would not be used as long as this one is chosen.
                Remedy.ENGINE_SETTINGS if error.is_chosen else Remedy.SEARCH_ENGINE,
                Remedy.SEARCH_ENGINE if error.is_chosen else Remedy.INSTALL_ENGINE,
            )
        case e.EngineStartFailed():
            return (
                translate("explain", "The engine could not be started."),
                _why_it_ended(error.detail),
                Remedy.RESTART_ENGINE,
                Remedy.INSTALL_ENGINE,
            )
        case e.EngineStopped():
            return (
                translate("explain", "The engine stopped."),
                translate("explain", "It closed unexpectedly several times. Your messages are saved."),
                Remedy.RESTART_ENGINE,
            )
        case e.EngineInstallError():
            return install_words(error)
        case e.ServerAway():
            return (
                translate("explain", "Nothing answers at {address}.").format(
                    address=error.address.removeprefix("http://")
                ),
                translate("explain", "Start Ollama there, or change the address. Your messages are saved."),
                Remedy.SEARCH_ENGINE,
                Remedy.CHANGE_ADDRESS,
            )
        case e.BadAddress():
            return (
                translate("explain", "“{address}” is not an address.").format(address=error.address),
                translate("explain", "Write it like 127.0.0.1:11434 or https://example.com."),
                Remedy.CHANGE_ADDRESS,
            )
        case _:
            return (
                translate("explain", "The engine has a problem."),
                translate("explain", "Your messages are saved."),
                Remedy.RESTART_ENGINE,
            )


def _why_it_ended(last_lines: str) -> str:
    """The last thing that a server said before it ended; the log, under Settings → Server, has all of it."""
    lines = ["".join(char for char in line if char.isprintable()).strip() for line in last_lines.splitlines()]
    if not (said := next((line for line in reversed(lines) if line), "")):
        return translate("explain", "It ended before it was ready, and did not say why.")
    said = said if len(said) <= _MOST_CHARS else said[:_MOST_CHARS] + "…"
    return translate("explain", "It ended before it was ready. Its last words: “{said}”").format(said=said)
