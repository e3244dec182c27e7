"""The table of settings and its frozen snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.options import CONTEXT_STEP, DEFAULT_CONTEXT_TOKENS, KeepAlive

if TYPE_CHECKING:
    from app.domain.errors import InvalidSetting


class Theme(StrEnum):
    """Which colours the window has."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class ShowThinking(StrEnum):
    """How the thinking of an answer is shown before the person touches it."""

    FOLDED = "folded"
    OPEN = "open"
    HIDDEN = "hidden"


class ReadAnswers(StrEnum):
    """When a screen reader is given an answer to read out."""

    WHEN_FINISHED = "when_finished"
    SENTENCES = "sentences"
    """While it is written, some sentences at a time."""
    NEVER = "never"
    """Only that it is finished."""


class GpuMode(StrEnum):
    """Who computes."""

    AUTOMATIC = "automatic"
    PROCESSOR = "processor"
    CUSTOM = "custom"
    """`gpu_share_percent` of each model on the graphics card."""


class Attention(StrEnum):
    """The server's faster way to compute attention."""

    AUTOMATIC = "automatic"
    ON = "on"
    OFF = "off"


class ChatMemory(StrEnum):
    """How exactly a conversation is kept in memory."""

    FULL = "f16"
    HALF = "q8_0"


class ProxyMode(StrEnum):
    """By which way downloads go."""

    SYSTEM = "system"
    NONE = "none"
    ADDRESS = "address"
    """`proxy_address`."""


class EnginePlace(StrEnum):
    """Which server of this computer runs the models, where `engine_url` names none."""

    AUTOMATIC = "automatic"
    """An Ollama that runs already, else one of our own."""
    OWN = "own"
    """One of our own, whatever else runs."""


class ModelOrder(StrEnum):
    """What comes first in a list of models."""

    LAST_USED = "last_used"
    NAME = "name"
    SIZE = "size"
    SPEED = "speed"


@dataclass(frozen=True, slots=True)
class Settings:
    """A snapshot: readers keep theirs, so a running answer is not changed under its feet.

    The field names are the keys of the settings file. Values outside the bounds below are refused by `checked`.
    """

    theme: Theme = Theme.SYSTEM
    text_scale_percent: int = 100
    show_thinking: ShowThinking = ShowThinking.FOLDED
    read_answers: ReadAnswers = ReadAnswers.WHEN_FINISHED
    enter_sends: bool = True
    notify: bool = True
    """Say through the system that a download is done, while the window is not in front."""
    model: str = ""
    """The tag chosen last; empty before the first choice."""
    think_off: tuple[str, ...] = field(default=())
    """Tags for which the person switched thinking off."""
    context_tokens: int = DEFAULT_CONTEXT_TOKENS
    keep_alive: KeepAlive = KeepAlive.FIVE_MINUTES
    gpu_mode: GpuMode = GpuMode.AUTOMATIC
    gpu_share_percent: int = 50
    """The part of each model's layers on the graphics card, when `gpu_mode` is CUSTOM."""
    model_settings: tuple[str, ...] = field(default=())
    """What differs for one model, as `domain.model_settings` writes it."""
    card: str = ""
    """The only graphics card that models may use, as `compute.CardChoice.key`; empty for all of them."""
    memory_left_free_mib: int = 1024
    """Graphics memory that models leave to other programs."""
    attention: Attention = Attention.AUTOMATIC
    chat_memory: ChatMemory = ChatMemory.FULL
    threads: int = 0
    """Threads of the processor that compute; 0 lets the engine decide."""
    engine_place: EnginePlace = EnginePlace.AUTOMATIC
    engine_path: str = ""
    """Path of an `ollama` program to prefer; empty searches the usual places."""
    engine_mirror: str = ""
    """Address of a folder with the engine's official archives, for networks that do not reach its makers."""
    models_folder: str = ""
    """Where our own server keeps the models; empty is the usual folder."""
    proxy: ProxyMode = ProxyMode.SYSTEM
    proxy_address: str = ""
    """The proxy of `ProxyMode.ADDRESS`, as `domain.proxy` has checked it."""
    proxy_has_password: bool = False
    """That proxy wants a name and a password; they lie in the system's keyring, never here."""
    engine_url: str = ""
    """Address of a server to use instead of one of our own; empty looks on this computer."""
    engine_has_key: bool = False
    """An access key for that address was given; it lies in the system's keyring, never here."""
    check_for_updates: bool = False
    """Ask the download page once a day whether there is a newer Baleen."""
    models_order: ModelOrder = ModelOrder.LAST_USED
    """In which order the models on this computer are listed."""
    keep_chats_days: int = 0
    """Chats without a new message for so many days are deleted by themselves; 0 keeps all."""
    share_models: bool = False
    """Other devices of the network may use our own server, which asks nobody who they are."""
    shared_network: str = ""
    """This computer's address in the network for which that was allowed; it counts in no other."""


BOUNDS: dict[str, tuple[int, int]] = {
    "text_scale_percent": (80, 200),
    "context_tokens": (CONTEXT_STEP, 1_048_576),
    "gpu_share_percent": (0, 100),
    "memory_left_free_mib": (0, 262_144),
    "threads": (0, 1024),
    "keep_chats_days": (0, 36_500),
}


DEFAULTS: dict[str, object] = {f.name: getattr(Settings(), f.name) for f in fields(Settings)}


def changed_from_defaults(settings: Settings, keys: Iterable[str]) -> dict[str, object]:
    """Those of these settings that are not as they were at first, with their values."""
    return {key: value for key in keys if (value := getattr(settings, key)) != DEFAULTS[key]}


def checked(key: str, value: object) -> object:
    """The value of a setting in its own type.

    Raises: `InvalidSetting` when the key is unknown, the type is wrong or the value is out of bounds.
    """
    if key not in DEFAULTS:
        raise _refused(key, value)
    default = DEFAULTS[key]
    try:
        match default:
            case StrEnum() if isinstance(value, str):
                return type(default)(value)
            case bool() if isinstance(value, bool):
                return value
            case int() if type(default) is type(value) is int:
                low, high = BOUNDS[key]
                if low <= value <= high:
                    return value
            case str() if isinstance(value, str) and _can_be_written(value):
                return value
            case tuple() if isinstance(value, list | tuple) and all(
                isinstance(item, str) and _can_be_written(item) for item in value
            ):
                return tuple(value)
    except ValueError as error:
        raise _refused(key, value, str(error)) from error
    raise _refused(key, value)


def _refused(key: str, value: object, detail: str = "") -> InvalidSetting:
    from app.domain.errors import InvalidSetting  # rare, and the window waits for its settings

    return InvalidSetting(detail, key=key, value=str(value))


def _can_be_written(text: str) -> bool:
    """False with half a character in it (a path that is not UTF-8 has such), which no settings file can hold, and with
    a NUL, which no path and no address can.
    """
    return not any("\ud800" <= char <= "\udfff" or char == "\0" for char in text)
