"""Everything that can go wrong and that Baleen knows how to explain.

    AppError
    ├── BackendError    the server that runs the models
    ├── EngineError     finding, starting and keeping that server
    ├── StoreError      chats on disk
    └── SettingsError   the settings file

Leaf classes carry facts as fields. Text for people is made only in `presenters.explain`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(eq=False)
class AppError(Exception):
    """An expected failure. `detail` is the raw text, for the Details button only."""

    detail: str = ""


class BackendError(AppError):
    """The server that runs the models did not do what was asked."""


class Unreachable(BackendError):
    """Nothing answers at the address, or the connection broke before the first byte."""


class NotOllama(BackendError):
    """The address answers, but not like Ollama."""


@dataclass(eq=False)
class TooOld(BackendError):
    """The server's version is below the minimum."""

    version: str = ""
    minimum: str = ""


class Busy(BackendError):
    """The server's queue is full."""


@dataclass(eq=False)
class ModelMissing(BackendError):
    """The model is not on this computer (any more)."""

    tag: str = ""


class ModelBroken(BackendError):
    """The model's file is damaged or of a kind this server cannot load."""


@dataclass(eq=False)
class OutOfMemory(BackendError):
    """Loading the model needed more memory than there is; 0 where the server gave no number."""

    needed_bytes: int = 0
    free_bytes: int = 0


@dataclass(eq=False)
class WontFit(BackendError):
    """The model with this context needs more memory than this computer has: said before it is loaded.

    Servers since 0.30 load it all the same, until the computer stands still (design: ollama-034 §1).
    """

    needed_bytes: int = 0
    available_bytes: int = 0
    fitting_context_tokens: int = 0
    """The longest context with which it would fit; 0 for none."""
    smaller: str = ""
    """The tag of a model that is here and fits; empty for none."""


class RunnerGone(BackendError):
    """The process that computes ended in the middle of the work."""


class EngineDamaged(BackendError):
    """Parts of the server's installation are missing or do not start."""


class LoadTimeout(BackendError):
    """The model took longer to load than the server waits."""


class Repeating(BackendError):
    """The model wrote the same over and over and was cut off."""


@dataclass(eq=False)
class ContextTooLong(BackendError):
    """The conversation does not fit; exact numbers where the server gave them, else 0."""

    prompt_tokens: int = 0
    context_tokens: int = 0


@dataclass(eq=False)
class Unsupported(BackendError):
    """The model cannot do what was asked (`thinking`, `tools`, `vision`)."""

    capability: str = ""


@dataclass(eq=False)
class AccessDenied(BackendError):
    """The server wants a key, or the one given is wrong. The address is given where it was asked who it is."""

    address: str = ""


@dataclass(eq=False)
class Untrusted(BackendError):
    """A server at a secure address cannot prove that it is the one meant: its certificate is nobody's we trust."""

    address: str = ""


class BadAnswer(BackendError):
    """The server's bytes make no sense."""


class MiscalculatingEngine(BackendError):
    """A model whose answer is known said something else: a faulty driver or card computes like that."""


@dataclass(eq=False)
class Stalled(BackendError):
    """No byte for too long although the model was loaded."""

    silent_s: float = 0.0


@dataclass(eq=False)
class ServerFault(BackendError):
    """The server reported an error that Baleen does not know."""

    status: int = 0


class DownloadError(BackendError):
    """A model could not be downloaded, or the registry could not be asked."""


class NoInternet(DownloadError):
    """The registry cannot be reached from here."""


class ConnectionDrops(DownloadError):
    """The connection broke again and again. What arrived is kept."""


@dataclass(eq=False)
class NoSpace(DownloadError):
    """The disk of the models is full, or will be; 0 where not known."""

    needed_bytes: int = 0
    free_bytes: int = 0


class DamagedOnTheWay(DownloadError):
    """The sums were wrong: the server has thrown the file away."""


@dataclass(eq=False)
class NoSuchModel(DownloadError):
    """The registry has no model of this name."""

    tag: str = ""


@dataclass(eq=False)
class PrivateModel(DownloadError):
    """The registry wants an account for this model."""

    tag: str = ""


@dataclass(eq=False)
class NetworkBlocks(DownloadError):
    """A proxy, a portal or a security program is in between (407, another certificate, a page instead of data).

    `reason` is certificate (`issuer` signed it, where that is known), password, proxy (it does not answer) or empty.
    """

    reason: str = ""
    issuer: str = ""


class RegistryBusy(DownloadError):
    """Too many requests, or a fault at the registry: later may work."""


@dataclass(eq=False)
class NeedsNewerEngine(DownloadError):
    """The registry gives this model only to a newer server."""

    tag: str = ""


@dataclass(eq=False)
class FolderUnusable(DownloadError):
    """The folder of the models cannot be written, or its drive is away."""

    path: str = ""


@dataclass(eq=False)
class BadModelName(DownloadError):
    """What was typed is not a model's name."""

    name: str = ""


@dataclass(eq=False)
class NotAModelFile(DownloadError):
    """A file that cannot become a model; `reason` is one of split, broken, unreadable, no_chat."""

    name: str = ""
    reason: str = ""


class CloudModel(DownloadError):
    """A model that runs on somebody else's computer: Baleen does not offer those."""


class EngineError(AppError):
    """The server's program could not be found or started."""


class EngineMissing(EngineError):
    """No server answers and no program was found."""


@dataclass(eq=False)
class EngineNotRunnable(EngineError):
    """A program is there but the system will not run it."""

    path: str = ""


@dataclass(eq=False)
class EngineStartFailed(EngineError):
    """The program started and ended again, or never got ready. `detail` holds its last lines."""

    exit_code: int | None = None


class EngineStopped(EngineError):
    """It ended unexpectedly and the automatic restarts are used up."""


@dataclass(eq=False)
class ServerAway(EngineError):
    """Nothing answers at the address of the server that is to be used."""

    address: str = ""


@dataclass(eq=False)
class BadAddress(EngineError):
    """What was given as the server's address is none."""

    address: str = ""


class BadKey(EngineError):
    """An access key with characters that cannot be sent. It is not told here: errors are kept and shown."""


class InsecureAddress(BadAddress):
    """Plain http to somebody else's network: what is written, and the key, could be read on the way."""


@dataclass(eq=False)
class ModelsFolderMissing(EngineError):
    """The folder that was chosen for the models is not there: its drive may be unplugged."""

    path: str = ""


@dataclass(eq=False)
class FolderMoveFailed(EngineError):
    """The models were not moved and are where they were.

    `reason` is one of same, inside, has_models, copy_differs, not_ours, not_saved.
    """

    path: str = ""
    reason: str = ""


class EngineInstallError(EngineError):
    """The engine could not be installed; the one that was there before is still in use."""


class EngineArchiveBad(EngineInstallError):
    """The archive is not the one that was expected, is damaged, or holds what no engine has."""


@dataclass(eq=False)
class EngineArchiveUnreachable(EngineInstallError):
    """The archive could not be fetched. What arrived is kept. `reason` and `issuer` as `NetworkBlocks` has them."""

    address: str = ""
    reason: str = ""
    issuer: str = ""


@dataclass(eq=False)
class EngineNoSpace(EngineInstallError):
    """The disk has not enough room for the engine."""

    needed_bytes: int = 0
    free_bytes: int = 0


class EngineNoArchive(EngineInstallError):
    """There is no engine for this kind of computer."""


class EngineDoesNotStart(EngineInstallError):
    """What was installed does not start here; the former one is back. `detail` holds its last words."""


class StoreError(AppError):
    """Chats could not be read or saved."""


class DiskFull(StoreError):
    """No space left, or a quota is reached."""


class ReadOnly(StoreError):
    """The folder or the file cannot be written."""


@dataclass(eq=False)
class Damaged(StoreError):
    """The file is damaged; `set_aside` is where it was kept, `restored` says if a backup took its place."""

    set_aside: str = ""
    restored: bool = False


@dataclass(eq=False)
class NewerSchema(StoreError):
    """Written by a newer Baleen; never touched."""

    found: int = 0
    known: int = 0


class Locked(StoreError):
    """Another program holds the file."""


class StoreBug(StoreError):
    """An error that is ours: a broken statement or a broken rule."""


class SettingsError(AppError):
    """A setting is not what it should be."""


@dataclass(eq=False)
class InvalidSetting(SettingsError):
    """A value was refused; nothing was changed."""

    key: str = ""
    value: str = ""


@dataclass(eq=False)
class BadProxy(SettingsError):
    """What was given as a proxy's address is none; `reason` is one of empty, scheme, address, port, password."""

    address: str = ""
    reason: str = ""


@dataclass(eq=False)
class SettingsDamaged(SettingsError):
    """The file could not be read; it was set aside and defaults (or the last good copy) are used."""

    set_aside: str = ""


def _leaves(base: type[AppError]) -> dict[str, type[AppError]]:
    found = {base.__name__: base}
    for child in base.__subclasses__():
        found |= _leaves(child)
    return found


def to_record(error: AppError) -> dict[str, object]:
    """The error as plain values, for the database."""
    return {"kind": type(error).__name__} | {f.name: getattr(error, f.name) for f in fields(error)}


def from_record(record: Mapping[str, object]) -> AppError:
    """The error of a record; an unknown kind (from a newer Baleen) becomes `ServerFault` with its detail."""
    kind = _leaves(AppError).get(str(record.get("kind")), ServerFault)
    known = {f.name for f in fields(kind)}
    return kind(**{key: value for key, value in record.items() if key in known})  # type: ignore[arg-type]
