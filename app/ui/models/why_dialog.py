"""What a model is, how it would run here and why, what would fit instead, and the way on."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.domain.catalogue import CatalogueModel
from app.presenters.model_about import About, about_model
from app.services.library import LibraryEntry
from app.ui.ask import QuestionDialog

translate = QCoreApplication.translate


def why_question(
    parent: QWidget | None,
    entry: LibraryEntry,
    fitting: tuple[CatalogueModel, ...] = (),
    *,
    engine: str = "",
    is_coming: bool = False,
) -> QuestionDialog:
    """A question whose yes downloads the model, whether it fits or not; or updates the engine, if `lacks_engine`.

    Without a yes where the model is here, on its way, or of no use. `engine` is the version in use.
    """
    model, verdict = entry.model, entry.verdict
    about = about_model(model, verdict, fitting, engine=engine, lacks_engine=entry.lacks_engine)
    runs = verdict is None or verdict.runs
    action = ""
    if entry.installed is not None or is_coming or not entry.is_of_use:
        pass
    elif entry.lacks_engine:
        action = translate("WhyDialog", "Update the engine")
    else:
        action = translate("WhyDialog", "Download") if runs else translate("WhyDialog", "Download anyway")
    # Enter must not fetch what cannot run.
    return QuestionDialog(parent, about.title, about.text, action, is_danger=model.needs_server or not runs)


def about_dialog(parent: QWidget | None, about: About) -> QuestionDialog:
    """Of a model that is here: there is nothing to do but read."""
    return QuestionDialog(parent, about.title, about.text, "")
