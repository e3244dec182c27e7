"""What the server said or failed to say, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain import errors as e
from app.presenters.explain_downloads import download_words
from app.presenters.explain_memory import wont_fit_words
from app.presenters.remedy import Remedy, Words
from app.presenters.sizes import size_text

translate = QCoreApplication.translate


def server_words(error: e.BackendError, name: str) -> Words:
    """Title, cause and ways out; `name` is the model that was asked."""
    match error:
        case e.Unreachable():
            return (
                translate("explain", "The engine doesn't answer."),
                translate("explain", "It closed, or it is still starting. Your message is saved."),
                Remedy.AGAIN,
                Remedy.RESTART_ENGINE,
            )
        case e.NotOllama():
            return (
                translate("explain", "That isn't Ollama."),
                translate("explain", "The address answers, but not like Ollama."),
                Remedy.CHANGE_ADDRESS,
            )
        case e.TooOld():
            return (
                translate("explain", "Ollama needs an update."),
                translate(
                    "explain", "Version {version} is missing security fixes; {minimum} or newer is needed."
                ).format(version=error.version, minimum=error.minimum),
                Remedy.GET_ENGINE,
                Remedy.SEARCH_ENGINE,
            )
        case e.DownloadError():
            return download_words(error)
        case e.WontFit():
            return wont_fit_words(error, name)
        case e.Busy():
            return (
                translate("explain", "The engine is busy."),
                translate("explain", "Too many requests are waiting."),
                Remedy.AGAIN,
            )
        case e.ModelMissing():
            return (
                translate("explain", "{name} can't be found.").format(name=name),  # on whichever computer
                translate("explain", "It may have been deleted or renamed."),
                Remedy.CHOOSE_MODEL,
            )
        case e.ModelBroken():
            return (
                translate("explain", "{name} can't be loaded.").format(name=name),
                translate("explain", "Its file is damaged, or it needs a newer engine."),
                Remedy.CHOOSE_MODEL,
                Remedy.AGAIN,
            )
        case e.OutOfMemory():
            return (
                translate("explain", "This model needs more memory than is free."),
                _memory_cause(error, name),
                Remedy.CHOOSE_MODEL,
                Remedy.SAFE_SETTINGS,
                Remedy.AGAIN,
            )
        case e.RunnerGone():
            return (
                translate("explain", "{name} stopped in the middle of its work.").format(name=name),
                translate("explain", "Usually too little memory is free. What it wrote is saved."),
                Remedy.AGAIN,
                Remedy.SAFE_SETTINGS,
            )
        case e.EngineDamaged():
            return (
                translate("explain", "The engine is damaged."),
                translate("explain", "Parts of Ollama are missing or can't be started. Install it again."),
                Remedy.INSTALL_ENGINE,
                Remedy.GET_ENGINE,
                Remedy.AGAIN,
            )
        case e.LoadTimeout():
            return (
                translate("explain", "{name} took too long to start.").format(name=name),
                translate("explain", "The disk may be slow, or too little memory is free."),
                Remedy.AGAIN,
            )
        case e.Repeating():
            return (
                translate("explain", "{name} repeated itself and was stopped.").format(name=name),
                translate("explain", "What it wrote is saved. Asking in other words often helps."),
                Remedy.AGAIN,
            )
        case e.ContextTooLong():
            return (
                translate("explain", "This message is too long for the model's memory."),
                translate("explain", "Shorten it, or let the model remember more in Settings."),
                Remedy.REMEMBER_MORE,
                Remedy.AGAIN,
            )
        case e.Unsupported(capability="thinking"):
            return (
                translate("explain", "{name} can't show its thinking.").format(name=name),
                translate("explain", "It can answer without."),
                Remedy.ANSWER_WITHOUT_THINKING,
            )
        case e.Unsupported():
            return (
                translate("explain", "{name} can't do that.").format(name=name),
                translate("explain", "Another model can."),
                Remedy.CHOOSE_MODEL,
            )
        case e.AccessDenied():
            return (
                translate("explain", "The engine refused the connection."),
                translate("explain", "It asks for an access key, or the key is wrong."),
                Remedy.CHANGE_ADDRESS,
                Remedy.AGAIN,
            )
        case e.MiscalculatingEngine():
            return (
                translate("explain", "The engine runs, but computes wrongly."),
                translate("explain", "A model whose answer is known said something else. Its driver may be at fault."),
                Remedy.SAFE_SETTINGS,
            )
        case e.BadAnswer():
            return (
                translate("explain", "The engine's answer could not be read."),
                translate("explain", "What could be read is saved."),
                Remedy.AGAIN,
                Remedy.RESTART_ENGINE,
            )
        case e.Stalled():
            return (
                translate("explain", "{name} has stopped answering.").format(name=name),
                translate("explain", "It may be stuck. What it wrote is saved."),
                Remedy.AGAIN,
                Remedy.RESTART_ENGINE,
            )
        case _:
            return (
                translate("explain", "The engine reported a problem."),
                translate("explain", "Your message is saved."),
                Remedy.AGAIN,
            )


def _memory_cause(error: e.OutOfMemory, name: str) -> str:
    if error.needed_bytes and error.free_bytes:
        return translate(
            "explain", "{name} needs about {needed} and {free} is free. Close other programs, or use a smaller model."
        ).format(name=name, needed=size_text(error.needed_bytes), free=size_text(error.free_bytes))
    return translate("explain", "Close other programs, or use a smaller model than {name}.").format(name=name)
