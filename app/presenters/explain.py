"""From an `AppError` to words: what happened, why, and what helps. The only place that writes them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain import errors as e
from app.domain.models import display_name
from app.presenters.explain_computers import computer_words
from app.presenters.explain_engine import engine_words
from app.presenters.explain_folders import folder_words
from app.presenters.explain_proxy import bad_proxy_words
from app.presenters.explain_server import server_words
from app.presenters.explain_store import store_words
from app.presenters.remedy import Remedy as Remedy
from app.presenters.remedy import Words, remedy_label
from app.presenters.sizes import size_text as size_text

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Explanation:
    """One sentence, one line of cause, the ways out (the first is the primary button) and the raw text."""

    title: str
    cause: str
    remedies: tuple[tuple[Remedy, str], ...]
    detail: str


def explain(error: e.AppError, model: str = "") -> Explanation:
    """The words for an error; `model` is the tag that was asked, for its name."""
    title, cause, *remedies = _words(error, display_name(model) if model else translate("explain", "The model"))
    return Explanation(title, cause, tuple((remedy, remedy_label(remedy)) for remedy in remedies), error.detail)


def _words(error: e.AppError, name: str) -> Words:
    if words := computer_words(error) or folder_words(error):
        return words
    match error:
        case e.BackendError():
            return server_words(error, name)
        case e.EngineError():
            return engine_words(error)
        case e.StoreError():
            return store_words(error)
        case e.InvalidSetting():
            return (
                translate("explain", "That value can't be used."),
                translate("explain", "“{key}” can't be “{value}”. Nothing was changed.").format(
                    key=error.key, value=error.value
                ),
            )
        case e.BadProxy():
            return bad_proxy_words(error)
        case e.SettingsDamaged():
            return (
                translate("explain", "Your settings could not be read."),
                translate("explain", "The damaged file was kept as {name}. Your chats are safe.").format(
                    name=error.set_aside
                ),
            )
        case _:
            return (
                translate("explain", "Something went wrong."),
                translate("explain", "Your chats are safe."),
                Remedy.AGAIN,
            )
