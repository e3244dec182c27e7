"""Sentences about models."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.models import InstalledModel, display_name
from app.presenters.explain import size_text


def describe(model: InstalledModel, is_current: bool) -> str:
    """What a screen reader says of a model in a list."""
    parts = [display_name(model.tag), size_text(model.size_bytes)]
    if is_current:
        parts.append(QCoreApplication.translate("Models", "chosen"))
    return ", ".join(parts)
