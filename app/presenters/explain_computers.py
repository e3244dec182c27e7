"""Words for trouble with another computer."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain import errors as e
from app.domain.computers import computer_name
from app.domain.engine import is_own_computer
from app.presenters.remedy import Remedy, Words

translate = QCoreApplication.translate


def computer_words(error: e.AppError) -> Words | None:
    """What to say where the server is another computer's; None for all other errors."""
    match error:
        case e.AccessDenied() if error.address:
            return (
                translate("explain", "{name} refused the access key.").format(name=computer_name(error.address)),
                translate("explain", "It asks for a key, or for another one than it was given."),
                Remedy.ENTER_KEY,
                Remedy.AGAIN,
            )
        case e.ServerAway() if not is_own_computer(error.address):
            return (
                translate("explain", "Can't reach {name}.").format(name=computer_name(error.address)),
                translate("explain", "The computer is off or the network changed. Your messages are saved."),
                Remedy.SEARCH_ENGINE,
                Remedy.USE_THIS_COMPUTER,
            )
        case e.ListUnreadable() if error.address and not is_own_computer(error.address):
            return (
                translate("explain", "{name} doesn't tell its models.").format(name=computer_name(error.address)),
                translate("explain", "It answers, but not as a server of models does. Baleen keeps asking."),
                Remedy.CHANGE_ADDRESS,
                Remedy.USE_THIS_COMPUTER,
            )
        case e.ListUnreadable():
            return (
                translate("explain", "The engine doesn't tell its models."),
                translate("explain", "Something in its models folder may be damaged. Baleen keeps asking."),
                Remedy.RESTART_ENGINE,
                Remedy.INSTALL_ENGINE,
            )
        case e.Untrusted():
            return (
                translate("explain", "{name} can't prove who it is.").format(name=computer_name(error.address)),
                translate("explain", "Its certificate is not from anybody whom Baleen trusts, so nothing was sent."),
                Remedy.CHANGE_ADDRESS,
                Remedy.AGAIN,
            )
        case e.BadKey():
            return (
                translate("explain", "That is not an access key."),
                translate("explain", "Copy it again: it has no blanks and no line breaks in it."),
                Remedy.ENTER_KEY,
            )
        case e.SecretInAddress():
            return (
                translate("explain", "No name or key can stand in the address of {name}.").format(name=error.address),
                translate("explain", "Write the address alone, and an access key into its own field."),
                Remedy.CHANGE_ADDRESS,
            )
        case e.InsecureAddress():
            return (
                translate("explain", "“{address}” is not safe.").format(address=error.address),
                translate("explain", "Others could read what you write on its way. Write it with https://."),
                Remedy.CHANGE_ADDRESS,
            )
        case _:
            return None
