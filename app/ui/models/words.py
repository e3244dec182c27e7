"""Sentences about models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from app.domain.models import InstalledModel


def describe(model: InstalledModel, is_current: bool) -> str:
    """What a screen reader says of a model in a list."""
    from app.domain.models import display_name  # with the first rows, after the window
    from app.presenters.sizes import size_text

    parts = [display_name(model.tag), size_text(model.size_bytes)]
    if is_current:
        parts.append(QCoreApplication.translate("Models", "chosen"))
    return ", ".join(parts)
