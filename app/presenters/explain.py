"""From an `AppError` to words: what happened, why, and what helps. The only place that writes them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication, QLocale

from app.domain import errors as e
from app.domain.models import display_name


class Remedy(Enum):
    """What the button at an error does."""

    AGAIN = auto()
    CONTINUE = auto()
    CHOOSE_MODEL = auto()
    RESTART_ENGINE = auto()
    SEARCH_ENGINE = auto()
    CHANGE_ADDRESS = auto()
    ANSWER_WITHOUT_THINKING = auto()
    NEW_CHAT = auto()
    OPEN_DATA_FOLDER = auto()
    GET_ENGINE = auto()


@dataclass(frozen=True, slots=True)
class Explanation:
    """One sentence, one line of cause, the ways out (the first is the primary button) and the raw text."""

    title: str
    cause: str
    remedies: tuple[tuple[Remedy, str], ...]
    detail: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("explain", text)


def size_text(size_bytes: int) -> str:
    """A size as the file manager shows it: decimal units, one decimal under 100."""
    units = ("B", "kB", "MB", "GB", "TB")
    value, unit = float(size_bytes), 0
    while value >= 1000 and unit < len(units) - 1:
        value, unit = value / 1000, unit + 1
    return f"{QLocale().toString(value, 'f', 0 if unit == 0 or value >= 100 else 1)} {units[unit]}"


def explain(error: e.AppError, model: str = "") -> Explanation:
    """The words for an error; `model` is the tag that was asked, for its name."""
    title, cause, *remedies = _words(error, display_name(model) if model else _tr("The model"))
    return Explanation(title, cause, tuple((remedy, _label(remedy)) for remedy in remedies), error.detail)


def _label(remedy: Remedy) -> str:
    match remedy:
        case Remedy.AGAIN:
            return _tr("Try again")
        case Remedy.CONTINUE:
            return _tr("Continue")
        case Remedy.CHOOSE_MODEL:
            return _tr("Choose another model")
        case Remedy.RESTART_ENGINE:
            return _tr("Start it again")
        case Remedy.SEARCH_ENGINE:
            return _tr("Look again")
        case Remedy.CHANGE_ADDRESS:
            return _tr("Change address")
        case Remedy.ANSWER_WITHOUT_THINKING:
            return _tr("Answer without thinking")
        case Remedy.NEW_CHAT:
            return _tr("Start a new chat")
        case Remedy.OPEN_DATA_FOLDER:
            return _tr("Open the folder")
        case Remedy.GET_ENGINE:
            return _tr("Get Ollama")


_Words = tuple[str, str, *tuple[Remedy, ...]]
"""Title, cause and the ways out."""


def _words(error: e.AppError, name: str) -> _Words:
    match error:
        case e.BackendError():
            return _backend(error, name)
        case e.EngineError():
            return _engine(error)
        case e.StoreError():
            return _store(error)
        case e.InvalidSetting():
            return (
                _tr("That value can't be used."),
                _tr("“{key}” can't be “{value}”. Nothing was changed.").format(key=error.key, value=error.value),
            )
        case e.SettingsDamaged():
            return (
                _tr("Your settings could not be read."),
                _tr("The damaged file was kept as {name}. Your chats are safe.").format(name=error.set_aside),
            )
        case _:
            return _tr("Something went wrong."), _tr("Your chats are safe."), Remedy.AGAIN


def _backend(error: e.BackendError, name: str) -> _Words:
    match error:
        case e.Unreachable():
            return (
                _tr("The engine doesn't answer."),
                _tr("It closed, or it is still starting. Your message is saved."),
                Remedy.AGAIN,
                Remedy.RESTART_ENGINE,
            )
        case e.NotOllama():
            return (
                _tr("That isn't Ollama."),
                _tr("The address answers, but not like Ollama."),
                Remedy.CHANGE_ADDRESS,
            )
        case e.TooOld():
            return (
                _tr("Ollama needs an update."),
                _tr("Version {version} is missing security fixes; {minimum} or newer is needed.").format(
                    version=error.version, minimum=error.minimum
                ),
                Remedy.GET_ENGINE,
                Remedy.SEARCH_ENGINE,
            )
        case e.Busy():
            return _tr("The engine is busy."), _tr("Too many requests are waiting."), Remedy.AGAIN
        case e.ModelMissing():
            return (
                _tr("That model isn't on this computer."),
                _tr("{name} may have been deleted.").format(name=name),
                Remedy.CHOOSE_MODEL,
            )
        case e.ModelBroken():
            return (
                _tr("{name} can't be loaded.").format(name=name),
                _tr("Its file is damaged, or it needs a newer engine."),
                Remedy.CHOOSE_MODEL,
                Remedy.AGAIN,
            )
        case e.OutOfMemory():
            return (
                _tr("This model needs more memory than is free."),
                _memory_cause(error, name),
                Remedy.CHOOSE_MODEL,
                Remedy.AGAIN,
            )
        case e.RunnerGone():
            return (
                _tr("{name} stopped in the middle of its work.").format(name=name),
                _tr("Usually too little memory is free. What it wrote is saved."),
                Remedy.AGAIN,
            )
        case e.EngineDamaged():
            return (
                _tr("The engine is damaged."),
                _tr("Parts of Ollama are missing or can't be started. Install it again."),
                Remedy.GET_ENGINE,
                Remedy.AGAIN,
            )
        case e.LoadTimeout():
            return (
                _tr("{name} took too long to start.").format(name=name),
                _tr("The disk may be slow, or too little memory is free."),
                Remedy.AGAIN,
            )
        case e.Repeating():
            return (
                _tr("{name} repeated itself and was stopped.").format(name=name),
                _tr("What it wrote is saved. Asking in other words often helps."),
                Remedy.AGAIN,
            )
        case e.ContextTooLong():
            return (
                _tr("This message is too long for the model's memory."),
                _tr("Shorten it, or let the model remember more in Settings."),
                Remedy.NEW_CHAT,
            )
        case e.Unsupported(capability="thinking"):
            return (
                _tr("{name} can't show its thinking.").format(name=name),
                _tr("It can answer without."),
                Remedy.ANSWER_WITHOUT_THINKING,
            )
        case e.Unsupported():
            return _tr("{name} can't do that.").format(name=name), _tr("Another model can."), Remedy.CHOOSE_MODEL
        case e.AccessDenied():
            return (
                _tr("The engine refused the connection."),
                _tr("It asks for an access key, or the key is wrong."),
                Remedy.CHANGE_ADDRESS,
                Remedy.AGAIN,
            )
        case e.BadAnswer():
            return (
                _tr("The engine's answer could not be read."),
                _tr("What could be read is saved."),
                Remedy.AGAIN,
                Remedy.RESTART_ENGINE,
            )
        case e.Stalled():
            return (
                _tr("{name} has stopped answering.").format(name=name),
                _tr("It may be stuck. What it wrote is saved."),
                Remedy.AGAIN,
                Remedy.RESTART_ENGINE,
            )
        case _:
            return _tr("The engine reported a problem."), _tr("Your message is saved."), Remedy.AGAIN


def _memory_cause(error: e.OutOfMemory, name: str) -> str:
    if error.needed_bytes and error.free_bytes:
        return _tr(
            "{name} needs about {needed} and {free} is free. Close other programs, or use a smaller model."
        ).format(name=name, needed=size_text(error.needed_bytes), free=size_text(error.free_bytes))
    return _tr("Close other programs, or use a smaller model than {name}.").format(name=name)


def _engine(error: e.EngineError) -> _Words:
    match error:
        case e.EngineMissing():
            return (
                _tr("The engine that runs models isn't installed."),
                _tr("Baleen uses Ollama, which is free. Install it, then look again."),
                Remedy.GET_ENGINE,
                Remedy.SEARCH_ENGINE,
            )
        case e.EngineNotRunnable():
            return (
                _tr("The engine can't be started."),
                _tr("“{path}” is not a program that runs on this computer.").format(path=error.path),
                Remedy.SEARCH_ENGINE,
                Remedy.CHANGE_ADDRESS,
            )
        case e.EngineStartFailed():
            return (
                _tr("The engine could not be started."),
                _tr("It ended before it was ready. Details show its last words."),
                Remedy.RESTART_ENGINE,
            )
        case e.EngineStopped():
            return (
                _tr("The engine stopped."),
                _tr("It closed unexpectedly several times. Your messages are saved."),
                Remedy.RESTART_ENGINE,
            )
        case e.BadAddress():
            return (
                _tr("“{address}” is not an address.").format(address=error.address),
                _tr("Write it like 127.0.0.1:11434 or https://example.com."),
                Remedy.CHANGE_ADDRESS,
            )
        case _:
            return _tr("The engine has a problem."), _tr("Your messages are saved."), Remedy.RESTART_ENGINE


def _store(error: e.StoreError) -> _Words:
    match error:
        case e.DiskFull():
            return (
                _tr("Your chats can't be saved."),
                _tr("The disk is full. What you see is kept until you close Baleen."),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.ReadOnly():
            return (
                _tr("Chats can't be saved here."),
                _tr("The folder can't be written to. You can read and copy."),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.Damaged(restored=True):
            return (
                _tr("Your chats were repaired."),
                _tr("They were restored from a copy. The damaged file was kept as {name}.").format(
                    name=error.set_aside
                ),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.Damaged():
            return (
                _tr("Your chats could not be read."),
                _tr("The damaged file was kept as {name}. New chats are saved in a new file.").format(
                    name=error.set_aside
                ),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.NewerSchema():
            return (
                _tr("Your chats were written by a newer Baleen."),
                _tr("They are untouched. Update Baleen to read them; until then nothing is saved."),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.Locked():
            return (
                _tr("Another program holds your chats."),
                _tr("Close it and start Baleen again. Nothing is lost."),
                Remedy.OPEN_DATA_FOLDER,
            )
        case _:
            return _tr("Your chats could not be saved."), _tr("This is a fault of Baleen."), Remedy.OPEN_DATA_FOLDER
