"""A model that needs more memory than there is, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain import errors as e
from app.domain.models import display_name
from app.presenters.remedy import Remedy, Words
from app.presenters.sizes import memory_text

translate = QCoreApplication.translate


def wont_fit_words(error: e.WontFit, name: str) -> Words:
    """Up to three ways: remember less, a smaller model, load anyway."""
    cause = translate("explain", "It needs about {needed} of memory. This computer has {available} for it.").format(
        needed=memory_text(error.needed_bytes), available=memory_text(error.available_bytes)
    )
    remedies = [Remedy.LOAD_ANYWAY]
    if error.smaller:
        cause += " " + translate("explain", "{model} fits.").format(model=display_name(error.smaller))
        remedies.insert(0, Remedy.USE_SMALLER)
    if error.fitting_context_tokens:
        remedies.insert(0, Remedy.REMEMBER_LESS)
    elif not error.smaller:
        remedies.insert(0, Remedy.CHOOSE_MODEL)
    return translate("explain", "{name} is too big for this computer.").format(name=name), cause, *remedies
