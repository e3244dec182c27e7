"""What stands between this computer and its downloads, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain import errors as e
from app.presenters.remedy import Remedy, Words

translate = QCoreApplication.translate


def blocked_words(error: e.NetworkBlocks) -> Words:
    """Title, cause and ways out. A certificate that is not trusted is never a reason to look away."""
    match error.reason:
        case "certificate":
            return (
                translate("explain", "Something opens your secure connections."),
                _certificate(error.issuer),
                Remedy.RESUME_DOWNLOAD,
                Remedy.PROXY_SETTINGS,
            )
        case "password":
            return (
                translate("explain", "The proxy wants a name and a password."),
                translate(
                    "explain", "Write them in Settings, below the proxy's address, or check those that are there."
                ),
                Remedy.PROXY_SETTINGS,
                Remedy.RESUME_DOWNLOAD,
            )
        case "proxy":
            return (
                translate("explain", "The proxy doesn't answer."),
                translate("explain", "Its address may be wrong, or you are on another network now."),
                Remedy.PROXY_SETTINGS,
                Remedy.RESUME_DOWNLOAD,
            )
        case _:
            return (
                translate("explain", "Your network blocks the download."),
                translate("explain", "A proxy, a sign-in page or a security program is in between."),
                Remedy.RESUME_DOWNLOAD,
                Remedy.PROXY_SETTINGS,
            )


def bad_proxy_words(error: e.BadProxy) -> Words:
    """Title and cause."""
    return translate("explain", "That address can't be used."), _bad(error.reason)


def _certificate(issuer: str) -> str:
    if issuer:
        words = translate(
            "explain",
            "“{issuer}” signed in place of the download's owner, and this computer doesn't trust it. If it belongs to "
            "your company or your security program, have its certificate installed on this computer.",
        )
        return words.format(issuer=issuer)
    return translate(
        "explain",
        "A network or a security program signs in place of the download's owner, and this computer doesn't trust it. "
        "Have its certificate installed on this computer, or use another network.",
    )


def _bad(reason: str) -> str:
    match reason:
        case "scheme":
            return translate("explain", "Baleen can use proxies whose address begins with http:// or https://.")
        case "port":
            return translate("explain", "Write the number at its end, too, as in http://proxy.example:3128.")
        case _:
            return translate("explain", "Write it like http://proxy.example:3128.")
