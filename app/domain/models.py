"""Models on this computer, and what to call them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.stream import Usage

TOUR_TAG = "baleen-tour:latest"
"""The scripted demonstration that Baleen carries. Never recommended as a model."""

TOUR_NAME = "Tour (scripted demonstration)"
"""A name like those of other models, so it is not translated."""

_TELLING_TOKENS = 16
_TELLING_ANSWERS = 5
"""So few that another setting, or another card, shows in the badge soon."""
_TELLING_LOAD_S = 1.0
"""What takes less was in memory already: the server reports up to half a second for such a model."""


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """One entry of the server's list."""

    tag: str
    size_bytes: int
    digest: str
    modified_at: datetime | None = None
    family: str = ""
    parameter_size: str = ""
    quantization: str = ""
    is_cloud: bool = False
    """Runs on somebody else's computer: never shown."""


@dataclass(frozen=True, slots=True)
class ModelDetails:
    """What the server says about one model when asked."""

    capabilities: frozenset[str] = frozenset()
    context_tokens: int | None = None
    """The longest context the model was trained for."""
    uses_jinja: bool = False
    """The chat is rendered by the file's own template, not by the library's (design: ollama-034 §5)."""
    has_own_context: bool = False
    """The server was started with `context_tokens`: nothing else can be asked for."""
    has_stop: bool = False
    layers: int | None = None
    """How many blocks it is made of; what a graphics card takes is counted in these, and one more for the output."""

    @property
    def can_think(self) -> bool:
        return "thinking" in self.capabilities


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that is in memory now."""

    tag: str
    size_bytes: int
    vram_bytes: int
    context_tokens: int
    digest: str = ""
    """Of its manifest; empty if the server tells none."""

    def is_of(self, tag: str, digest: str = "") -> bool:
        """Whether it is what `tag` names, whose manifest has this digest.

        Of two names of one model the server lists that which was asked first, on both generations.
        """
        return normal_tag(self.tag) == normal_tag(tag) or bool(digest and digest == self.digest)


@dataclass(frozen=True, slots=True)
class ModelUsage:
    """What the stored chats say of a model."""

    last_used: datetime | None = None
    answers: int = 0
    recent: tuple[Usage, ...] = ()
    """What its last ten measured answers cost, the newest first."""

    @property
    def tokens_per_s(self) -> float | None:
        """The speed that this computer has shown: the median of the last answers long enough to tell.

        None until there are two: the first one may have met a busy computer.
        """
        telling = [usage.tokens_per_s or 0.0 for usage in self.recent if usage.answer_tokens >= _TELLING_TOKENS]
        speeds = sorted(telling[:_TELLING_ANSWERS])
        middle = len(speeds) // 2
        return (speeds[middle] + speeds[~middle]) / 2 if len(speeds) >= 2 else None

    @property
    def load_s(self) -> float | None:
        """How long the model took to get into memory last time; None if that is not known."""
        return next((usage.load_s for usage in self.recent if usage.load_s >= _TELLING_LOAD_S), None)


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model file on disk that can become a model of the server."""

    path: Path
    architecture: str
    suggested_tag: str
    has_own_template: bool
    """It brings its own way to write a chat down."""
    speaks_r1: bool
    """Chats are written down for it as for DeepSeek R1."""
    size_bytes: int


_FAMILIES = {
    "deepseek": "DeepSeek",
    "r1": "R1",
    "v2": "V2",
    "v2.5": "V2.5",
    "v3": "V3",
    "v3.1": "V3.1",
    "v4": "V4",
    "llm": "LLM",
    "ocr": "OCR",
    "gpt": "GPT",
    "oss": "OSS",
    "qwq": "QwQ",
}
_PRECISION = re.compile(r"^(iq|q)\d\w*$|^(bf|fp|f)(16|32)$", re.IGNORECASE)
"""How the numbers are rounded, as files of models are named: `Q4_K_M`."""
_NUMBERED = re.compile(r"^([a-z]{3,})(\d[\d.]*)$", re.IGNORECASE)
_SIZE = re.compile(r"^\d+(\.\d+)?[bm]$", re.IGNORECASE)


def normal_tag(tag: str) -> str:
    """The tag as the server lists it: with `:latest` where none is given."""
    return tag if ":" in tag.rsplit("/", 1)[-1] else f"{tag}:latest"


def display_name(tag: str) -> str:
    """A tag in words: `deepseek-r1:8b` is "DeepSeek R1 8B"; unknown words are kept, with a capital."""
    if normal_tag(tag) == TOUR_TAG:
        return TOUR_NAME
    path, _, version = normal_tag(tag).rpartition(":")
    words = re.split(r"[-\s]+", path.rsplit("/", 1)[-1].removesuffix(".gguf"))
    if version != "latest":
        words += re.split(r"-+", version)
    return " ".join(_word(word) for word in words if word and word.lower() != "gguf")


def _word(word: str) -> str:
    if known := _FAMILIES.get(word.lower()):
        return known
    if _SIZE.match(word) or _PRECISION.match(word):
        return word.upper()
    if numbered := _NUMBERED.match(word):
        return " ".join(_word(part) for part in numbered.groups())
    return " ".join(part[:1].upper() + part[1:] for part in word.split("_") if part)
