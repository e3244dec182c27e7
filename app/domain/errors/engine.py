"""Finding, installing, starting and keeping the engine."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors.base import AppError


class EngineError(AppError):
    """The server's program could not be found or started."""


@dataclass(eq=False)
class EngineMissing(EngineError):
    """No server answers and no program was found."""

    can_install: bool = True
    """Baleen knows an archive for this system."""


@dataclass(eq=False)
class EngineNotRunnable(EngineError):
    """A program is there but the system will not run it."""

    path: str = ""
    is_chosen: bool = False
    """The person named it in the settings; else it was found."""


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


class SecretInAddress(BadAddress):
    """An address with a name, a password or a key in it. `address` is its host alone: errors are kept and shown."""


class InsecureAddress(BadAddress):
    """Plain http to somebody else's network: what is written, and the key, could be read on the way."""


@dataclass(eq=False)
class ModelsFolderUnusable(EngineError):
    """Our server cannot have the folder of its models at the moment; that may change by itself."""

    path: str = ""


class ModelsFolderMissing(ModelsFolderUnusable):
    """The folder that was chosen for the models is not there: its drive may be unplugged."""


class ModelsFolderInUse(ModelsFolderUnusable):
    """Another Ollama that runs keeps its models there: two that write one folder spoil each other's downloads."""


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
