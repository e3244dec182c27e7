"""What the server that runs the models can say or fail to say."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors.base import AppError


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
    smaller_bytes: int = 0
    to_get: str = ""
    """Where none that is here fits, the tag of the one recommended for this computer; empty for none."""
    to_get_bytes: int = 0


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
class ListUnreadable(BackendError):
    """The server is there, but does not tell its models. The address is given where it is not ours."""

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
