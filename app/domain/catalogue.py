"""DeepSeek models that can be had, as the file in `resources/catalogue` describes them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a model is for: the filters of the library."""

    CHAT = "chat"
    CODE = "code"
    VISION = "vision"


@dataclass(frozen=True, slots=True)
class CatalogueModel:
    """One model that can be downloaded. Never one that runs on somebody else's computer.

    Words for people are keys: `presenters.catalogue_words` has the sentences, so that they can be translated.
    """

    tag: str
    size_bytes: int
    size_is_exact: bool
    """The sum of a public manifest; else rounded as its page shows it, and the registry is asked before a download."""
    parameters: str
    """"8.2B"."""
    quantization: str
    context_tokens: int
    """The longest it was trained for."""
    kinds: frozenset[Kind]
    thinks: bool
    good_at: str
    """Key of the line that says what it is good at."""
    origin: str
    """Key of the sentence that says what it really is (distilled from what, or DeepSeek's own)."""
    licence: str
    """Short name; "MIT"."""
    licence_note: str = ""
    """Key of a note on licences that its file does not carry; empty for none."""
    kv_bytes_per_token: int = 0
    """Memory that each token of context takes at 16 bit; 0 when unknown (design: ollama §4)."""
    layers: int = 0
    minimum_engine: str = ""
    needs_server: bool = False
    """Hundreds of gigabytes: made for machines with many cards, never started by accident."""
    digest: str = ""
    """The manifest's, whole or its first 12 digits; empty when unknown."""
    active_share: float = 1.0
    """The part of the weights that is read for each token; below 1 in a mixture of experts."""
    below_engine: str = ""
    """The first engine that it is known or feared not to run on: not offered there. Empty for none."""
    rank: int | None = None
    """Among models that run well on a computer, the one with the lowest is recommended; None never is."""

    @property
    def can_chat(self) -> bool:
        """False for one that does nothing but read pictures."""
        return self.kinds != frozenset({Kind.VISION})
