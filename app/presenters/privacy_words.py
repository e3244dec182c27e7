"""What leaves this computer, in words. Only what is so: each sentence names who asks whom, and when."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.computers import computer_name
from app.domain.engine import EngineState, is_here
from app.domain.settings import Settings

translate = QCoreApplication.translate


def leaves_words(state: EngineState) -> tuple[str, str]:
    """One sentence on what is written in chats, and what it means; `state` is of the server in use or looked for."""
    if is_here(state):
        if state.shared_url:
            return (
                translate("Privacy", "Nothing you write leaves this computer."),
                translate("Privacy", "Other devices may use your models, but they see nothing of your chats."),
            )
        return (
            translate("Privacy", "Nothing you write leaves this computer."),
            translate("Privacy", "The models run here, and your chats are kept here alone."),
        )
    name = computer_name(state.url)
    return (
        translate("Privacy", "What you write is sent to {name}.").format(name=name),
        translate(
            "Privacy",
            "The models run there: it gets each message and what was said before in the chat. What it does with them "
            "is up to those who run it. Your chats are kept on this computer alone.",
        ),
    )


def network_words(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Each occasion on which Baleen uses the internet, and what is told then."""
    updates = (
        translate("Privacy", "Once a day the download page is asked for the newest version.")
        if settings.check_for_updates
        else translate("Privacy", "Off: nobody is asked.")
    )
    return (
        (
            translate("Privacy", "Downloading models and the engine"),
            translate(
                "Privacy",
                "Their makers' servers see this computer's address and what is downloaded, as with any download. "
                "It begins only when you ask for it.",
            ),
        ),
        (translate("Privacy", "Looking for new versions of Baleen"), updates),
        (
            translate("Privacy", "Looking for new versions of your models"),
            translate(
                "Privacy",
                "Once a day at most, while Settings, Models is open: where a model came from is asked what is new.",
            ),
        ),
        (
            translate("Privacy", "Reports, counting and advertising"),
            translate("Privacy", "There are none. Baleen has no account, and nobody learns that you use it."),
        ),
        (
            translate("Privacy", "Ollama's own offers on the internet"),
            translate("Privacy", "Switched off in every engine that Baleen starts."),
        ),
    )
