"""The ways out of an error, and the shape of words about one."""

from __future__ import annotations

from enum import Enum, auto


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
    ENTER_KEY = auto()
    USE_THIS_COMPUTER = auto()
    USUAL_FOLDER = auto()
    PROXY_SETTINGS = auto()
    RESUME_DOWNLOAD = auto()
    FREE_SPACE = auto()
    SEE_MODELS = auto()


Words = tuple[str, str, *tuple[Remedy, ...]]
"""Title, cause, ways out; the first is the primary button."""
