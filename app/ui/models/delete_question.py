"""Asks before a model is deleted, and says what that gives back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.domain.model_space import FreedSpace
from app.domain.models import TOUR_TAG, InstalledModel, display_name
from app.presenters.deletion_words import freed_line
from app.ui.ask import QuestionDialog

translate = QCoreApplication.translate


def delete_question(
    parent: QWidget, model: InstalledModel, freed: FreedSpace | None, *, is_last: bool
) -> QuestionDialog:
    """The dialog, not yet open. `freed` None: its size as the server tells it is the best that is known."""
    sentences = [freed_line(freed or FreedSpace(model.size_bytes))]
    if model.tag == TOUR_TAG:
        sentences.append(
            translate("DeleteQuestion", "Your chats are kept. The tour comes back when you take it again.")
        )
    else:
        sentences.append(translate("DeleteQuestion", "Your chats are kept, and you can download it again."))
    if is_last:
        sentences.append(translate("DeleteQuestion", "You will have no model left."))
    return QuestionDialog(
        parent,
        translate("DeleteQuestion", "Delete {model}?").replace("{model}", display_name(model.tag)),
        " ".join(sentences),
        translate("DeleteQuestion", "Delete model"),
        is_danger=True,
    )
