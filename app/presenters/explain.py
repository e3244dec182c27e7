"""From an `AppError` to words: what happened, why, and what helps. The only place that writes them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain import errors as e
from app.domain.models import display_name
from app.presenters.explain_computers import computer_words
from app.presenters.explain_downloads import download_words
from app.presenters.explain_folders import folder_words
from app.presenters.explain_install import install_words
from app.presenters.explain_memory import wont_fit_words
from app.presenters.explain_proxy import bad_proxy_words
from app.presenters.remedy import Remedy as Remedy
from app.presenters.remedy import Words
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
    return Explanation(title, cause, tuple((remedy, _label(remedy)) for remedy in remedies), error.detail)


def _label(remedy: Remedy) -> str:
    match remedy:
        case Remedy.AGAIN:
            return translate("explain", "Try again")
        case Remedy.CONTINUE:
            return translate("explain", "Continue")
        case Remedy.CHOOSE_MODEL:
            return translate("explain", "Choose another model")
        case Remedy.RESTART_ENGINE:
            return translate("explain", "Start it again")
        case Remedy.SEARCH_ENGINE:
            return translate("explain", "Look again")
        case Remedy.CHANGE_ADDRESS:
            return translate("explain", "Change address")
        case Remedy.ANSWER_WITHOUT_THINKING:
            return translate("explain", "Answer without thinking")
        case Remedy.REMEMBER_MORE:
            return translate("explain", "Let it remember more")
        case Remedy.OPEN_DATA_FOLDER:
            return translate("explain", "Open the folder")
        case Remedy.GET_ENGINE:
            return translate("explain", "Get Ollama")
        case Remedy.REMEMBER_LESS:
            return translate("explain", "Remember less")
        case Remedy.USE_SMALLER:
            return translate("explain", "Use the smaller one")
        case Remedy.LOAD_ANYWAY:
            return translate("explain", "Load it anyway")
        case Remedy.SAFE_SETTINGS:
            return translate("explain", "Try with safe settings")
        case Remedy.RESUME_DOWNLOAD:
            return translate("explain", "Try again")
        case Remedy.FREE_SPACE:
            return translate("explain", "Free up space")
        case Remedy.SEE_MODELS:
            return translate("explain", "See models")
        case Remedy.INSTALL_ENGINE:
            return translate("explain", "Install the engine")
        case Remedy.ENTER_KEY:
            return translate("explain", "Enter key")
        case Remedy.USE_THIS_COMPUTER:
            return translate("explain", "Use this computer")
        case Remedy.USUAL_FOLDER:
            return translate("explain", "Use the usual folder")
        case Remedy.PROXY_SETTINGS:
            return translate("explain", "Proxy settings")


def _words(error: e.AppError, name: str) -> Words:
    if words := computer_words(error) or folder_words(error):
        return words
    match error:
        case e.BackendError():
            return _backend(error, name)
        case e.EngineError():
            return _engine(error)
        case e.StoreError():
            return _store(error)
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


def _backend(error: e.BackendError, name: str) -> Words:
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
                translate("explain", "That model isn't on this computer."),
                translate("explain", "{name} may have been deleted.").format(name=name),
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


def _engine(error: e.EngineError) -> Words:
    match error:
        case e.EngineMissing():
            return (
                translate("explain", "The engine that runs models isn't installed."),
                translate("explain", "Baleen uses Ollama, which is free. No administrator is needed."),
                Remedy.INSTALL_ENGINE,
                Remedy.GET_ENGINE,
                Remedy.SEARCH_ENGINE,
            )
        case e.EngineNotRunnable():
            return (
                translate("explain", "The engine can't be started."),
                translate("explain", "“{path}” is not a program that runs on this computer.").format(path=error.path),
                Remedy.SEARCH_ENGINE,
                Remedy.CHANGE_ADDRESS,
            )
        case e.EngineStartFailed():
            return (
                translate("explain", "The engine could not be started."),
                translate("explain", "It ended before it was ready. Details show its last words."),
                Remedy.RESTART_ENGINE,
            )
        case e.EngineStopped():
            return (
                translate("explain", "The engine stopped."),
                translate("explain", "It closed unexpectedly several times. Your messages are saved."),
                Remedy.RESTART_ENGINE,
            )
        case e.EngineInstallError():
            return install_words(error)
        case e.ServerAway():
            return (
                translate("explain", "Nothing answers at {address}.").format(
                    address=error.address.removeprefix("http://")
                ),
                translate("explain", "Start Ollama there, or change the address. Your messages are saved."),
                Remedy.SEARCH_ENGINE,
                Remedy.CHANGE_ADDRESS,
            )
        case e.BadAddress():
            return (
                translate("explain", "“{address}” is not an address.").format(address=error.address),
                translate("explain", "Write it like 127.0.0.1:11434 or https://example.com."),
                Remedy.CHANGE_ADDRESS,
            )
        case _:
            return (
                translate("explain", "The engine has a problem."),
                translate("explain", "Your messages are saved."),
                Remedy.RESTART_ENGINE,
            )


def _store(error: e.StoreError) -> Words:
    match error:
        case e.DiskFull():
            return (
                translate("explain", "Your chats can't be saved."),
                translate("explain", "The disk is full. What you see is kept until you close Baleen."),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.ReadOnly():
            return (
                translate("explain", "Chats can't be saved here."),
                translate("explain", "The folder can't be written to. You can read and copy."),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.Damaged(restored=True):
            return (
                translate("explain", "Your chats were repaired."),
                translate("explain", "They were restored from a copy. The damaged file was kept as {name}.").format(
                    name=error.set_aside
                ),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.Damaged():
            return (
                translate("explain", "Your chats could not be read."),
                translate("explain", "The damaged file was kept as {name}. New chats are saved in a new file.").format(
                    name=error.set_aside
                ),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.NewerSchema():
            return (
                translate("explain", "Your chats were written by a newer Baleen."),
                translate("explain", "They are untouched. Update Baleen to read them; until then nothing is saved."),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.Locked():
            return (
                translate("explain", "Another program holds your chats."),
                translate("explain", "Close it and start Baleen again. Nothing is lost."),
                Remedy.OPEN_DATA_FOLDER,
            )
        case _:
            return (
                translate("explain", "Your chats could not be saved."),
                translate("explain", "This is a fault of Baleen."),
                Remedy.OPEN_DATA_FOLDER,
            )
