"""Why the engine does not run, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain import errors as e
from app.presenters.explain_install import install_words
from app.presenters.remedy import Remedy, Words

translate = QCoreApplication.translate


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
                Remedy.SEARCH_ENGINE,
                Remedy.CHANGE_ADDRESS,
            )
        case e.EngineStartFailed():
            return (
                translate("explain", "The engine could not be started."),
                translate("explain", "It ended before it was ready. Details show its last words."),
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
