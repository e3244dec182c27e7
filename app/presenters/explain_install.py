"""What went wrong with installing the engine, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain import errors as e
from app.presenters.explain_proxy import blocked_words
from app.presenters.remedy import Remedy, Words
from app.presenters.sizes import size_text

translate = QCoreApplication.translate


def install_words(error: e.EngineInstallError) -> Words:
    """Title, cause and ways out."""
    match error:
        case e.EngineArchiveBad():
            return (
                translate("explain", "The engine was damaged on the way."),
                translate("explain", "What arrived is not what its makers published, so nothing was installed."),
                Remedy.INSTALL_ENGINE,
            )
        case e.EngineArchiveUnreachable() if error.reason:
            _, cause, *_ = blocked_words(e.NetworkBlocks(reason=error.reason, issuer=error.issuer))
            return (
                translate("explain", "The engine could not be downloaded."),
                cause,
                Remedy.PROXY_SETTINGS,
                Remedy.INSTALL_ENGINE,
            )
        case e.EngineArchiveUnreachable():
            return (
                translate("explain", "The engine could not be downloaded."),
                translate("explain", "The connection keeps dropping, or something blocks it. What arrived is kept."),
                Remedy.INSTALL_ENGINE,
                Remedy.GET_ENGINE,
            )
        case e.EngineNoSpace():
            return (
                translate("explain", "Not enough disk space for the engine."),
                translate("explain", "It needs {needed}, and {free} is free.").format(
                    needed=size_text(error.needed_bytes), free=size_text(error.free_bytes)
                ),
                Remedy.INSTALL_ENGINE,
            )
        case e.EngineNoArchive():
            return (
                translate("explain", "There is no engine for this kind of computer."),
                translate("explain", "Baleen can use an Ollama on another computer."),
                Remedy.CHANGE_ADDRESS,
            )
        case e.EngineDoesNotStart():
            return (
                translate("explain", "The new engine doesn't start on this computer."),
                translate("explain", "What was there before is in use again. Details show its last words."),
                Remedy.GET_ENGINE,
            )
        case _:
            return (
                translate("explain", "The engine could not be installed."),
                translate("explain", "Its folder can't be written. Your chats are safe."),
                Remedy.INSTALL_ENGINE,
            )
