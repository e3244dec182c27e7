"""What a chat without messages says: what the person needs next, and where it would run."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from app.domain.downloads import Download

translate = QCoreApplication.translate


class EmptyKind(Enum):
    """Why there is nothing to see, and what helps."""

    OPENING = auto()
    """Not known yet; looks like READY, so that nothing moves when it is, where there was a model the last time."""
    READY = auto()
    NO_MODEL = auto()
    DOWNLOADING = auto()
    """The first model is on its way; one can write already."""
    NO_ENGINE = auto()
    ENGINE_DOWN = auto()
    STARTING = auto()


def empty_words(kind: EmptyKind, place: str, computer: str, coming: Download | None) -> tuple[str, str]:
    """Title and what stands below it.

    `place` is the name of the computer that models run on, empty for this one; `computer` is this one in a line;
    `coming` is the download of the model that is waited for.
    """
    match kind:
        case EmptyKind.OPENING | EmptyKind.READY if place:
            return translate("EmptyState", "What would you like to do?"), translate(
                "EmptyState", "What you write is sent to {name}."
            ).replace("{name}", place)
        case EmptyKind.NO_MODEL if place:
            title = translate("EmptyState", "There is no model on {name} yet.").replace("{name}", place)
            return title, translate("EmptyState", "A model that is put there appears here by itself.")
        case EmptyKind.OPENING | EmptyKind.READY:
            return translate("EmptyState", "What would you like to do?"), translate(
                "EmptyState", "Everything you write stays on this computer."
            )
        case EmptyKind.NO_MODEL:
            text = translate(
                "EmptyState",
                "A model is the “brain” that writes the answers. "
                "It is downloaded once and then works without internet.",
            )
            return translate("EmptyState", "You need a model to start."), text + (f"\n{computer}" if computer else "")
        case EmptyKind.DOWNLOADING:
            return _coming_words(coming)
        case EmptyKind.NO_ENGINE:
            title = translate("EmptyState", "The engine that runs models isn't installed.")
            return title, translate("EmptyState", "Baleen uses Ollama, which is free. No administrator is needed.")
        case EmptyKind.ENGINE_DOWN:
            return translate("EmptyState", "The engine can't be used now."), translate(
                "EmptyState", "The line above says why. Your chats are safe."
            )
        case EmptyKind.STARTING:
            return translate("EmptyState", "What would you like to do?"), translate(
                "EmptyState", "Getting the engine ready…"
            )


def _coming_words(coming: Download | None) -> tuple[str, str]:
    """What is true of the download now; it is not always running."""
    from app.domain.downloads import DownloadState  # with the first download, after the window

    when_ready = translate(
        "EmptyState", "You can already write your first message; it is sent when the model is ready."
    )
    match coming.state if coming else DownloadState.RUNNING:
        case DownloadState.PAUSED:
            title, sub = translate("EmptyState", "{model} is paused."), when_ready
        case DownloadState.WAITING | DownloadState.HELD:
            title, sub = translate("EmptyState", "{model} is waiting."), when_ready
        case DownloadState.FAILED:
            title = translate("EmptyState", "{model} was not downloaded.")
            sub = translate("EmptyState", "The line below says why, and what helps.")
        case DownloadState.CHECKING:
            title, sub = translate("EmptyState", "{model} is almost ready."), when_ready
        case _:
            title, sub = translate("EmptyState", "{model} is downloading."), when_ready
    return title.replace("{model}", model_name(coming.tag if coming else "")), sub


def model_name(tag: str) -> str:
    """A tag in words; empty for none."""
    if not tag:
        return ""
    from app.domain.models import display_name  # with the first model, after the window

    return display_name(tag)
