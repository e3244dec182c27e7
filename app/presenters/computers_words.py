"""Other computers, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject

from app.domain.computers import Greeting, KeyPlace, computer_name
from app.domain.engine import ServerKind, is_own_computer, server_url
from app.domain.errors import BadAddress

translate = QCoreApplication.translate


class GreetingWords(QObject):
    """What a server said that was tried. A class, for Qt counts only in `tr`."""

    def sentence(self, greeting: Greeting) -> str:
        """That it works, and what it has."""
        name, count = computer_name(greeting.url), greeting.models
        if not count:
            text = self.tr("{name} answers, but it has no models yet.")
        elif greeting.kind is ServerKind.OLLAMA:
            text = self.tr("It works: {name} runs Ollama {version} and has %n model(s).", "", count)
        else:
            text = self.tr("It works: {name} has %n model(s), which are looked after there.", "", count)
        return text.format(name=name, version=greeting.version)


def key_words(place: KeyPlace, url: str) -> str:
    """Which computer is asked from now on, and what became of the key. Whether it answers is told elsewhere."""
    name = computer_name(url)
    match place:
        case KeyPlace.KEYRING:
            return translate("Computers", "From now on {name} is asked. The key is kept with your passwords.").format(
                name=name
            )
        case KeyPlace.MEMORY:
            return translate(
                "Computers",
                "From now on {name} is asked. This system has no place for passwords: "
                "the key is forgotten when Baleen ends.",
            ).format(name=name)
        case KeyPlace.NOWHERE:
            return translate("Computers", "From now on {name} is asked.").format(name=name)


def leaves_words(address: str) -> str:
    """What leaves this computer while models run at this address; empty is here."""
    try:
        url = server_url(address)
    except BadAddress:
        url = ""
    if not url or is_own_computer(url):
        return translate(
            "Computers", "Nothing you write leaves this computer. With another computer, your messages go there."
        )
    name = computer_name(url)
    words = translate(
        "Computers",
        "What you write in a chat, and what was said before in it, is sent to {name} when you send a message. "
        "Your chats are kept on this computer alone.",
    )
    return words.format(name=name)
