"""What keeps a model from arriving."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors.server import BackendError


class DownloadError(BackendError):
    """A model could not be downloaded, or the registry could not be asked."""


@dataclass(eq=False)
class NoInternet(DownloadError):
    """The registry cannot be reached from here. `has_models`: others are here, and work all the same."""

    has_models: bool = False


class ConnectionDrops(DownloadError):
    """The connection broke again and again. What arrived is kept."""


class StillEnding(DownloadError):
    """The server has not given up the last try yet, which was hung up on: it can wait for half a minute in it."""


@dataclass(eq=False)
class NoSpace(DownloadError):
    """The disk of the models is full, or will be; 0 where not known."""

    needed_bytes: int = 0
    free_bytes: int = 0


@dataclass(eq=False)
class DamagedOnTheWay(DownloadError):
    """The sums were wrong: the server has thrown the file away. `is_again`: and so were they the time before."""

    is_again: bool = False


@dataclass(eq=False)
class NoSuchModel(DownloadError):
    """The registry has no model of this name."""

    tag: str = ""


@dataclass(eq=False)
class NoWeights(DownloadError):
    """The registry has something of this name, but nothing in it that could answer."""

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
