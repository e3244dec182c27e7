"""The server in use, in a sentence and a line behind it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.engine import EngineState, Origin, Phase, is_here
from app.presenters.explain import explain

translate = QCoreApplication.translate


def server_words(state: EngineState) -> tuple[str, str]:
    """How it is doing; and which one it is, or why it is not there."""
    match state.phase:
        case Phase.READY:
            return translate("Server", "The engine is running"), _which(state)
        case Phase.FAILED if state.error is not None:
            told = explain(state.error)
            return told.title, told.cause
        case Phase.MISSING:
            return translate("Server", "The engine isn't installed"), ""
        case Phase.SEARCHING:
            return translate("Server", "Looking for the engine…"), ""
        case Phase.STARTING:
            return translate("Server", "Starting the engine…"), ""
        case Phase.RESTARTING:
            return translate("Server", "The engine is restarting…"), ""
        case _:
            return translate("Server", "The engine is stopped"), ""


def _which(state: EngineState) -> str:
    if state.origin is Origin.MANAGED:
        whose = translate("Server", "Started by Baleen.")
    elif is_here(state):
        whose = translate("Server", "It was running already; Baleen doesn't stop it.")
    else:
        whose = translate("Server", "On another computer.")
    if not state.version:
        return f"{state.url} · {whose}"
    version = translate("Server", "Version {version}").format(version=state.version)
    return f"{version} · {state.url} · {whose}"


def sharing_words(state: EngineState) -> str:
    """What is true of other devices now."""
    if state.shared_url:
        return translate(
            "Server", "Other devices reach it at {address}. Anyone there can use and delete your models."
        ).format(address=state.shared_url)
    if state.is_ready and state.origin is not Origin.MANAGED:
        return translate("Server", "Only for the engine that Baleen starts itself; another one is in use now.")
    return translate("Server", "Only this computer reaches the engine. A change starts it again.")
