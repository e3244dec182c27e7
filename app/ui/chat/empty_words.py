"""What a chat without messages says: what the person needs next, and where it would run."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


class EmptyKind(Enum):
    """Why there is nothing to see, and what helps."""

    OPENING = auto()
    """Not known yet; looks like READY, so that nothing moves when it is."""
    READY = auto()
    NO_MODEL = auto()
    DOWNLOADING = auto()
    """The first model is on its way; one can write already."""
    NO_ENGINE = auto()
    ENGINE_DOWN = auto()
    STARTING = auto()


def empty_words(kind: EmptyKind, place: str, computer: str, coming: str) -> tuple[str, str]:
    """Title and what stands below it.

    `place` is the name of the computer that models run on, empty for this one; `computer` is this one in a line;
    `coming` is the tag of the model that is being downloaded.
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
            title = translate("EmptyState", "{model} is downloading.").replace("{model}", model_name(coming))
            return title, translate(
                "EmptyState", "You can already write your first message; it is sent when the model is ready."
            )
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


def model_name(tag: str) -> str:
    """A tag in words; empty for none."""
    if not tag:
        return ""
    from app.domain.models import display_name  # with the first model, after the window

    return display_name(tag)
