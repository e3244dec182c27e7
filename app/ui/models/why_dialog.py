"""What a model is, how it would run here and why, what would fit instead, and the way to have it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.domain.catalogue import CatalogueModel
from app.domain.fit import Verdict
from app.domain.models import display_name
from app.presenters.catalogue_words import badge, good_at, licence, origin, server_note, thinking_note, why
from app.ui.ask import QuestionDialog

translate = QCoreApplication.translate


def why_question(
    parent: QWidget | None, model: CatalogueModel, verdict: Verdict, fitting: tuple[CatalogueModel, ...]
) -> QuestionDialog:
    """A question whose yes downloads it, whether it fits or not."""
    parts = [why(verdict), origin(model.origin)]
    if model.thinks:
        parts.append(thinking_note())
    parts.append(licence(model.licence, model.licence_note))
    if model.needs_server:
        parts.append(server_note())
    if fitting and not verdict.runs:
        names = translate("WhyDialog", ", ").join(display_name(other.tag) for other in fitting[:3])
        parts.append(translate("WhyDialog", "These fit: {models}.").format(models=names))
    return QuestionDialog(
        parent,
        translate("WhyDialog", "{model}: {badge}").format(model=display_name(model.tag), badge=badge(verdict)),
        "\n\n".join((good_at(model.good_at), *parts)),
        translate("WhyDialog", "Download") if verdict.runs else translate("WhyDialog", "Download anyway"),
        is_danger=model.needs_server or not verdict.runs,  # Enter must not fetch what cannot run
    )
