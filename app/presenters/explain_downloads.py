"""What went wrong with a download, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain import errors as e
from app.domain.models import display_name
from app.presenters.explain_proxy import blocked_words
from app.presenters.remedy import Remedy, Words
from app.presenters.sizes import size_text

translate = QCoreApplication.translate


def download_words(error: e.DownloadError) -> Words:
    """Title, cause and ways out."""
    match error:
        case e.NoInternet():
            return (
                translate("explain", "No internet."),
                translate("explain", "The download continues by itself. Models you have still work.")
                if error.has_models
                else translate("explain", "The download continues by itself when there is internet again."),
                Remedy.RESUME_DOWNLOAD,
            )
        case e.ConnectionDrops():
            return (
                translate("explain", "The connection keeps dropping."),
                translate("explain", "What arrived is kept, and the download continues by itself."),
                Remedy.RESUME_DOWNLOAD,
            )
        case e.StillEnding():
            return (
                translate("explain", "The download goes on in a moment."),
                translate("explain", "The engine is still ending the last try."),
                Remedy.RESUME_DOWNLOAD,
            )
        case e.NoSpace():
            return translate("explain", "The disk is full."), _space(error), Remedy.FREE_SPACE, Remedy.RESUME_DOWNLOAD
        case e.DamagedOnTheWay():
            return _damaged(error)
        case e.NoWeights():
            return (
                translate("explain", "“{name}” is not a model that can answer.").format(name=error.tag),
                translate("explain", "There is something of this name, but no model in it. Choose one from the list."),
                Remedy.SEE_MODELS,
            )
        case e.NoSuchModel():
            return (
                translate("explain", "There is no model called “{name}”.").format(name=error.tag),
                translate("explain", "Check the spelling, or choose one from the list."),
                Remedy.SEE_MODELS,
            )
        case e.PrivateModel():
            return (
                translate("explain", "This model is private."),
                translate("explain", "Its owner doesn't give it to everybody."),
                Remedy.SEE_MODELS,
            )
        case e.NetworkBlocks():
            return blocked_words(error)
        case e.RegistryBusy():
            return (
                translate("explain", "The source of the models is busy."),
                translate("explain", "The download continues by itself in a while."),
                Remedy.RESUME_DOWNLOAD,
            )
        case e.NeedsNewerEngine():
            return (
                translate("explain", "{name} needs a newer engine.").format(name=display_name(error.tag)),
                translate("explain", "Update Ollama, then try again."),
                Remedy.INSTALL_ENGINE,
                Remedy.RESUME_DOWNLOAD,
            )
        case e.FolderUnusable():
            return (
                translate("explain", "The models folder can't be written."),
                translate("explain", "The drive may be unplugged, or the folder belongs to somebody else."),
                Remedy.RESUME_DOWNLOAD,
            )
        case e.BadModelName():
            return (
                translate("explain", "“{name}” is not a model's name.").format(name=error.name),
                translate("explain", "Names look like deepseek-r1:8b or hf.co/somebody/model."),
                Remedy.SEE_MODELS,
            )
        case e.NotAModelFile():
            return (
                translate("explain", "“{name}” can't be imported.").format(name=error.name),
                _not_a_model(error.reason),
                Remedy.SEE_MODELS,
            )
        case e.CloudModel():
            return (
                translate("explain", "That model runs on somebody else's computer."),
                translate("explain", "Baleen offers models that run on yours."),
                Remedy.SEE_MODELS,
            )
        case _:
            return (
                translate("explain", "The download failed."),
                translate("explain", "What arrived is kept."),
                Remedy.RESUME_DOWNLOAD,
            )


def _damaged(error: e.DamagedOnTheWay) -> Words:
    if error.is_again:
        return (
            translate("explain", "The download was damaged twice."),
            translate("explain", "Something on the way changes it: a proxy or a security program, or a failing disk."),
            Remedy.RESUME_DOWNLOAD,
            Remedy.PROXY_SETTINGS,
        )
    return (
        translate("explain", "The download was damaged on the way."),
        translate("explain", "The damaged part is fetched anew."),
        Remedy.RESUME_DOWNLOAD,
    )


def _not_a_model(reason: str) -> str:
    match reason:
        case "split":
            return translate("explain", "It is one part of several. Join the parts first, or choose a whole file.")
        case "unreadable":
            return translate("explain", "It can't be read.")
        case "no_chat":
            return translate("explain", "It is a model, but not one that chats.")
        case _:
            return translate("explain", "It is no model file, or it is damaged.")


def _space(error: e.NoSpace) -> str:
    if error.needed_bytes:
        return translate("explain", "It needs {needed}, and {free} is free.").format(
            needed=size_text(error.needed_bytes), free=size_text(error.free_bytes)
        )
    return translate("explain", "Delete what you don't need, then try again.")
