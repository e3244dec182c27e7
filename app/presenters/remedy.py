"""The ways out of an error, and the shape of words about one."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


class Remedy(Enum):
    """What the button at an error does."""

    AGAIN = auto()
    CONTINUE = auto()
    CHOOSE_MODEL = auto()
    RESTART_ENGINE = auto()
    SEARCH_ENGINE = auto()
    CHANGE_ADDRESS = auto()
    ANSWER_WITHOUT_THINKING = auto()
    REMEMBER_MORE = auto()
    REMEMBER_LESS = auto()
    USE_SMALLER = auto()
    LOAD_ANYWAY = auto()
    SAFE_SETTINGS = auto()
    OPEN_DATA_FOLDER = auto()
    GET_ENGINE = auto()
    INSTALL_ENGINE = auto()
    ENGINE_SETTINGS = auto()
    ENTER_KEY = auto()
    USE_THIS_COMPUTER = auto()
    USUAL_FOLDER = auto()
    PROXY_SETTINGS = auto()
    RESUME_DOWNLOAD = auto()
    FREE_SPACE = auto()
    SEE_MODELS = auto()


Words = tuple[str, str, *tuple[Remedy, ...]]
"""Title, cause, ways out; the first is the primary button."""


def remedy_label(remedy: Remedy) -> str:
    """The word on the button."""
    match remedy:
        case Remedy.AGAIN:
            return translate("explain", "Try again")
        case Remedy.CONTINUE:
            return translate("explain", "Continue")
        case Remedy.CHOOSE_MODEL:
            return translate("explain", "Choose another model")
        case Remedy.RESTART_ENGINE:
            return translate("explain", "Start it again")
        case Remedy.SEARCH_ENGINE:
            return translate("explain", "Look again")
        case Remedy.CHANGE_ADDRESS:
            return translate("explain", "Change address")
        case Remedy.ANSWER_WITHOUT_THINKING:
            return translate("explain", "Answer without thinking")
        case Remedy.REMEMBER_MORE:
            return translate("explain", "Let it remember more")
        case Remedy.OPEN_DATA_FOLDER:
            return translate("explain", "Open the folder")
        case Remedy.GET_ENGINE:
            return translate("explain", "Get Ollama")
        case Remedy.REMEMBER_LESS:
            return translate("explain", "Remember less")
        case Remedy.USE_SMALLER:
            return translate("explain", "Use the smaller one")
        case Remedy.LOAD_ANYWAY:
            return translate("explain", "Load it anyway")
        case Remedy.SAFE_SETTINGS:
            return translate("explain", "Try with safe settings")
        case Remedy.RESUME_DOWNLOAD:
            return translate("explain", "Try again")
        case Remedy.FREE_SPACE:
            return translate("explain", "Free up space")
        case Remedy.SEE_MODELS:
            return translate("explain", "See models")
        case Remedy.INSTALL_ENGINE:
            return translate("explain", "Install the engine")
        case Remedy.ENGINE_SETTINGS:
            return translate("explain", "Open Settings")
        case Remedy.ENTER_KEY:
            return translate("explain", "Enter key")
        case Remedy.USE_THIS_COMPUTER:
            return translate("explain", "Use this computer")
        case Remedy.USUAL_FOLDER:
            return translate("explain", "Use the usual folder")
        case Remedy.PROXY_SETTINGS:
            return translate("explain", "Proxy settings")
