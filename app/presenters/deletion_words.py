"""What deleting a model frees, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.model_space import FreedSpace
from app.domain.models import display_name
from app.presenters.sizes import size_text

translate = QCoreApplication.translate
_TELLING_BYTES = 1_000_000
"""Licences and templates are shared by nearly all models; what stays because of those is not worth a word."""


def freed_line(freed: FreedSpace) -> str:
    """One sentence: "Frees 1.1 GB; 0.3 GB stay, because … uses them too."."""
    if freed.kept_bytes < _TELLING_BYTES:
        return translate("Deletion", "Frees {size}.").format(size=size_text(freed.freed_bytes))
    first, *others = (display_name(tag) for tag in freed.kept_for)
    if not others:
        words = translate("Deletion", "Frees {size}; {kept} stay, because {model} uses them too.")
    elif len(others) == 1:
        words = translate("Deletion", "Frees {size}; {kept} stay, because {model} and {other} use them too.")
    else:
        words = translate("Deletion", "Frees {size}; {kept} stay, because other models use them too.")
    return words.format(
        size=size_text(freed.freed_bytes),
        kept=size_text(freed.kept_bytes),
        model=first,
        other=others[0] if others else "",
    )
