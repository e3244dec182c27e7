"""What went wrong with the folder of the models, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain import errors as e
from app.presenters.remedy import Remedy, Words

translate = QCoreApplication.translate


def folder_words(error: e.AppError) -> Words | None:
    """Title, cause and ways out; None for anything else."""
    match error:
        case e.ModelsFolderMissing():
            return (
                translate("explain", "The folder with your models isn't there."),
                translate("explain", "Connect the drive with {folder}, then look again. Nothing was deleted.").format(
                    folder=error.path
                ),
                Remedy.SEARCH_ENGINE,
                Remedy.USUAL_FOLDER,
            )
        case e.ModelsFolderInUse():
            return (
                translate("explain", "Another Ollama uses the folder with your models."),
                translate(
                    "explain",
                    "Two engines in one folder spoil each other's downloads. End that Ollama, or use it: "
                    "Settings, Server, Automatic.",
                ),
                Remedy.CHANGE_ADDRESS,
                Remedy.SEARCH_ENGINE,
            )
        case e.FolderMoveFailed():
            return translate("explain", "The models were not moved."), _reason(error), Remedy.SEE_MODELS
        case _:
            return None


def _reason(error: e.FolderMoveFailed) -> str:
    match error.reason:
        case "same":
            return translate("explain", "They are in that folder already.")
        case "inside":
            return translate("explain", "One folder lies inside the other. Choose one somewhere else.")
        case "has_models":
            return translate("explain", "There are models in that folder already. Choose an empty one.")
        case "copy_differs":
            return translate("explain", "A copy was not the same as its original. That drive may be faulty.")
        case "not_ours":
            return translate("explain", "They belong to an Ollama that Baleen did not start. Change the folder there.")
        case _:
            return translate("explain", "They are where they were.")
