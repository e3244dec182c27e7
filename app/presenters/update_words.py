"""A newer version of a model, and the look for one, in words."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from app.domain.errors import AppError, NoInternet
from app.domain.model_update import ModelUpdate
from app.presenters.explain import explain
from app.presenters.sizes import size_text

translate = QCoreApplication.translate


def update_line(update: ModelUpdate) -> str:
    """What is new, and what it costs, in one sentence."""
    if update.changes_weights:
        words = translate(
            "Updates", "A newer version: {size} to download. The one you have works until it is complete."
        )
    else:
        words = translate("Updates", "A small change of {size}: how it is spoken to. The model itself stays the same.")
    return words.format(size=size_text(update.download_bytes))


def look_line(
    looked_at: datetime | None, count: int, problem: AppError | None, *, is_looking: bool, has_source: bool = True
) -> str:
    """What came of the look for updates; empty before the first one. `has_source`: some model can have one."""
    if not has_source:
        return translate("Updates", "Models from your own files have no updates.")
    if is_looking:
        return translate("Updates", "Looking for updates…")
    if isinstance(problem, NoInternet):
        return translate("Updates", "You're offline. Models you have still work.")
    if problem is not None:
        return " ".join((translate("Updates", "Could not look for all updates."), explain(problem).title))
    if count:
        return translate("Updates", "Updates found: {count}.").format(count=QLocale().toString(count))
    if looked_at is None:
        return ""
    at = looked_at.astimezone()
    day = QLocale().toString(QDate(at.year, at.month, at.day), QLocale.FormatType.LongFormat)
    return translate("Updates", "All models are up to date. Looked on {day}.").format(day=day)
