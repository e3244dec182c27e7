"""What a server found out about this computer's graphics cards, and how it loaded a model: its own words, as values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.domain.hardware import GraphicsCard, Hardware, Vendor


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A card that the server will use."""

    name: str
    library: str
    """What it drives it with: CUDA, ROCm, Metal, Vulkan."""
    total_bytes: int = 0
    available_bytes: int = 0
    is_integrated: bool = False
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class OldDriver:
    """A card that is left aside for its driver. Versions as the server writes them: "535"."""

    card: str
    installed: str
    needed: str


@dataclass(frozen=True, slots=True)
class Load:
    """How a model was loaded, as far as the log tells."""

    layers_on_card: int | None = None
    layers: int | None = None
    """All of them, the output counted."""
    asked_layers: int | None = None
    """How many the request wanted on the card; None for as many as fit."""
    needed_bytes: int | None = None
    """What all of the model would take on the card."""
    free_bytes: int | None = None
    """What was free on the card before it."""
    kept_free_bytes: int | None = None
    """What was to be left free there, where that was in the way."""
    buffers: tuple[tuple[str, str, int], ...] = ()
    """Device ("CUDA0"), what for ("model", "kv", "compute", "output"), bytes."""

    def bytes_on(self, device: str) -> int:
        return sum(size for name, _, size in self.buffers if name == device)


@dataclass(frozen=True, slots=True)
class FoundHardware:
    """Everything that the log has told so far."""

    is_complete: bool = False
    """The server has ended its search: what is not here it will not use."""
    cards: tuple[FoundCard, ...] = ()
    """The one with the most free memory first."""
    hidden_by: tuple[tuple[str, str], ...] = ()
    """Variables of the environment that choose among the cards, with their values."""
    old_driver: OldDriver | None = None
    unsupported: tuple[str, ...] = ()
    """Cards that the server was not built for: too old, or too new."""
    integrated: tuple[str, ...] = ()
    """Graphics in the processor, left aside."""
    needs_newer_engine: bool = False
    """This server uses only NVIDIA's and AMD's own libraries unless told otherwise; newer ones use more cards."""
    failure: str = ""
    """Why the search went wrong, in the server's words; empty when it did not."""
    foreign_library: str = ""
    """Another program's library that lies in the way (Windows)."""
    load: Load = field(default_factory=Load)
    """The last one."""


_MAKERS = {"CUDA": Vendor.NVIDIA, "ROCm": Vendor.AMD, "Metal": Vendor.APPLE}


def with_found(hardware: Hardware, found: FoundHardware | None) -> Hardware:
    """What Baleen sees, and where that is no card at all, the cards that the server has found and will use.

    How much of their memory is free now stays unknown: the server told what was free when it started.
    """
    if hardware.cards or found is None or not found.cards:
        return hardware
    cards = tuple(
        GraphicsCard(
            card.name,
            _MAKERS.get(card.library, Vendor.OTHER),
            card.total_bytes or None,
            identifier=card.identifier,
            shares_memory=card.is_integrated or card.library == "Metal",
        )
        for card in found.cards
    )
    return replace(hardware, cards=cards)
