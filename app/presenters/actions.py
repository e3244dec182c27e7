"""What a person can ask of one message."""

from __future__ import annotations

from enum import Enum, auto


class MessageAction(Enum):
    """Buttons and menu entries at a message; the transcript emits them, the chat presenter does them."""

    COPY = auto()
    """The answer without its thinking."""
    COPY_MARKDOWN = auto()
    AGAIN = auto()
    AGAIN_OTHER_MODEL = auto()
    AGAIN_WITHOUT_THINKING = auto()
    AGAIN_SHORTER = auto()
    AGAIN_LONGER = auto()
    AGAIN_ANYWAY = auto()
    """Although the model does not fit into memory."""
    ANSWER_NOW = auto()
    """Stop thinking and answer with what was thought."""
    STOP = auto()
    CONTINUE = auto()
    EDIT = auto()
    BRANCH = auto()
    DELETE_FROM = auto()
    DETAILS = auto()
    PREVIOUS_VERSION = auto()
    NEXT_VERSION = auto()
