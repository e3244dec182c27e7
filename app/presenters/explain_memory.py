"""A model that needs more memory than there is, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain import errors as e
from app.domain.models import display_name
from app.presenters.fullness_words import words_text
from app.presenters.remedy import Remedy, Words
from app.presenters.sizes import memory_text, size_text

translate = QCoreApplication.translate


def wont_fit_words(error: e.WontFit, name: str) -> Words:
    """Up to three ways: remember less, a smaller model, load anyway."""
    needed, available = memory_text(error.needed_bytes), memory_text(error.available_bytes)
    remedies = [Remedy.LOAD_ANYWAY]
    if error.fitting_context_tokens:
        title = translate("explain", "{name} can't remember so much on this computer.")
        cause = translate(
            "explain", "That would take about {needed} of memory, and this computer has {available}. {count} words fit."
        ).format(needed=needed, available=available, count=words_text(error.fitting_context_tokens))
    else:
        title = translate("explain", "{name} is too big for this computer.")
        cause = translate("explain", "It needs about {needed} of memory. This computer has {available} for it.").format(
            needed=needed, available=available
        )
    if error.smaller:
        cause += " " + translate("explain", "{model} ({size}) fits.").format(
            model=display_name(error.smaller), size=size_text(error.smaller_bytes)
        )
        remedies.insert(0, Remedy.USE_SMALLER)
    elif error.to_get:
        cause += " " + translate("explain", "{model} would fit: a download of {size}.").format(
            model=display_name(error.to_get), size=size_text(error.to_get_bytes)
        )
        remedies.insert(0, Remedy.SEE_MODELS)
    elif not error.fitting_context_tokens:
        remedies.insert(0, Remedy.SEE_MODELS)
    if error.fitting_context_tokens:
        remedies.insert(0, Remedy.REMEMBER_LESS)
    return title.format(name=name), cause, *remedies
