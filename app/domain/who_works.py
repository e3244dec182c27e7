"""Who does the work, the processor or a graphics card, and why not the card: a pure function of what is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.found_hardware import FoundHardware
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.domain.models import LoadedModel


class Worker(StrEnum):
    """Who works, or will when a model is loaded."""

    CARD = "card"
    BOTH = "both"
    PROCESSOR = "processor"
    UNKNOWN = "unknown"
    """No model is loaded, and the server does not tell what it found (one that is not ours)."""


class WhyNot(StrEnum):
    """Why not all of the work is done by a card."""

    CHOSEN = "chosen"
    """The person wants it so."""
    HIDDEN = "hidden"
    """A variable of the environment takes the card away: `variable`."""
    CARD_AWAY = "card_away"
    """The only card that models may use, by the person's choice, is not there."""
    DRIVER_TOO_OLD = "driver_too_old"
    """`installed` and `needed` are versions, if they are known."""
    NO_DRIVER = "no_driver"
    UNSUPPORTED = "unsupported"
    """The server is not built for this card."""
    INTEGRATED = "integrated"
    """There are only graphics in the processor, which gain nothing."""
    NEEDS_NEWER_ENGINE = "needs_newer_engine"
    SEARCH_FAILED = "search_failed"
    """The server's search for cards broke off: `detail`."""
    NOT_FOUND = "not_found"
    """There is a card, and the server does not see it; nobody says why."""
    NO_CARD = "no_card"
    NO_MEMORY = "no_memory"
    """The model does not fit on the card, or not all of it: `needed_bytes`, `free_bytes`."""
    KEPT_FREE = "kept_free"
    """It would fit, but so much of the card is to be left free: `kept_free_bytes`."""


@dataclass(frozen=True, slots=True)
class WhoWorks:
    """The facts of one sentence. What is not known or does not matter is empty."""

    worker: Worker
    why: WhyNot | None = None
    is_measured: bool = False
    """A model is loaded and the server says where it lies; else this is what to expect."""
    card: str = ""
    """The card that works, or that could and does not."""
    vendor: Vendor | None = None
    share: float = 0.0
    """The part of the loaded model that lies on cards, 0 to 1."""
    layers_on_card: int | None = None
    layers: int | None = None
    installed: str = ""
    needed: str = ""
    variable: str = ""
    detail: str = ""
    needed_bytes: int | None = None
    free_bytes: int | None = None
    kept_free_bytes: int | None = None


_WHOLE = 0.995
"""The server rounds when it adds up what lies where."""


def who_works(
    found: FoundHardware | None,
    hardware: Hardware | None,
    loaded: LoadedModel | None = None,
    asked_layers: int | None = None,
) -> WhoWorks:
    """Who works and why.

    `found` is the server's own log, None for a server whose log is not ours to read; `hardware` is what Baleen sees
    itself. `asked_layers` are those that the settings want on the card: 0 is the processor only, None is automatic.
    """
    # Its own log is what to believe: for a moment it may list a model as if it lay on a card that is not there.
    has_seen = found is not None and (found.is_complete or (hardware is not None and not _could_work(hardware)))
    has_none = has_seen and found is not None and not found.cards
    found = found or FoundHardware()
    if loaded is None or not loaded.size_bytes:
        return _expected(found, hardware, asked_layers)
    share = 0.0 if has_none else min(1.0, loaded.vram_bytes / loaded.size_bytes)
    if share >= _WHOLE:
        on_card, layers = _layers(found, share)
        return WhoWorks(
            Worker.CARD,
            is_measured=True,
            card=_card_name(found, hardware),
            share=1.0,
            layers_on_card=on_card,
            layers=layers,
        )
    if share > 0:
        # With no layer on the card the server still keeps some buffers there: that is not work.
        worker = Worker.PROCESSOR if _layers(found, share)[0] == 0 else Worker.BOTH
        return _short_of_memory(worker, found, hardware, loaded, share, asked_layers)
    if asked_layers == 0 or found.cards or (not found.is_complete and _could_work(hardware)):
        return _short_of_memory(Worker.PROCESSOR, found, hardware, loaded, 0.0, asked_layers)
    return without_card(found, hardware, is_measured=True)


def _expected(found: FoundHardware, hardware: Hardware | None, asked_layers: int | None) -> WhoWorks:
    if asked_layers == 0:
        return WhoWorks(Worker.PROCESSOR, WhyNot.CHOSEN, card=_card_name(found, hardware))
    if found.cards:
        return WhoWorks(Worker.CARD, card=_card_name(found, hardware))
    if not found.is_complete:
        return WhoWorks(Worker.UNKNOWN, card=_card_name(found, hardware))
    return without_card(found, hardware, is_measured=False)


def _short_of_memory(
    worker: Worker,
    found: FoundHardware,
    hardware: Hardware | None,
    loaded: LoadedModel,
    share: float,
    asked_layers: int | None,
) -> WhoWorks:
    load = found.load
    asked = load.asked_layers if asked_layers is None else asked_layers
    on_card, layers = _layers(found, share)
    if asked is not None and (load.layers is None or asked < load.layers):
        why = WhyNot.CHOSEN
    elif not found.is_complete and not found.cards and share == 0:
        why = None  # somebody else's server: it may have a reason that nobody told us
    elif load.kept_free_bytes and load.needed_bytes and load.free_bytes and load.needed_bytes < load.free_bytes:
        why = WhyNot.KEPT_FREE
    else:
        why = WhyNot.NO_MEMORY
    return WhoWorks(
        worker,
        why,
        is_measured=True,
        card=_card_name(found, hardware),
        share=share,
        needed_bytes=load.needed_bytes or loaded.size_bytes,
        free_bytes=load.free_bytes if load.free_bytes is not None else _free(hardware),
        kept_free_bytes=load.kept_free_bytes,
        layers_on_card=on_card,
        layers=layers,
    )


def without_card(found: FoundHardware, hardware: Hardware | None, *, is_measured: bool = False) -> WhoWorks:
    """Why the server, which has looked, uses no card. What it says itself comes first, then what Baleen sees."""
    card = _best(hardware)
    name = card.name if card else ""
    vendor = card.vendor if card else None

    def because(why: WhyNot, **facts: str) -> WhoWorks:
        values = {"card": name} | facts
        return WhoWorks(Worker.PROCESSOR, why, is_measured=is_measured, vendor=vendor, **values)  # type: ignore[arg-type]

    if driver := found.old_driver:
        full = card.driver if card and card.vendor is Vendor.NVIDIA else ""
        is_same = full.split(".")[0] == driver.installed
        return because(
            WhyNot.DRIVER_TOO_OLD,
            card=driver.card or name,
            installed=full if is_same and full else driver.installed,
            needed=driver.needed,
        )
    if found.hidden_by:
        variable, value = found.hidden_by[0]
        return because(WhyNot.HIDDEN, variable=variable, detail=value)
    if found.unsupported:
        return because(WhyNot.UNSUPPORTED, card=found.unsupported[0])
    if found.failure:
        return because(WhyNot.SEARCH_FAILED, detail=found.failure)
    if found.foreign_library:
        return because(WhyNot.SEARCH_FAILED, detail=found.foreign_library)
    if card is None or card.shares_memory:
        if found.integrated or card:
            return because(WhyNot.INTEGRATED, card=name or found.integrated[0])
        return because(WhyNot.NO_CARD)
    if card.vendor is Vendor.NVIDIA and (not card.driver or card.memory_bytes is None):
        return because(WhyNot.NO_DRIVER)
    if found.needs_newer_engine and card.vendor is not Vendor.NVIDIA:
        return because(WhyNot.NEEDS_NEWER_ENGINE)
    return because(WhyNot.NOT_FOUND)


def _best(hardware: Hardware | None) -> GraphicsCard | None:
    return hardware.cards[0] if hardware and hardware.cards else None


def _could_work(hardware: Hardware | None) -> bool:
    card = _best(hardware)
    return card is not None and (not card.shares_memory or card.vendor is Vendor.APPLE)


def _card_name(found: FoundHardware, hardware: Hardware | None) -> str:
    """The name of the card that the server uses; else of the best that is there."""
    if found.cards:
        return found.cards[0].name
    card = _best(hardware)
    return card.name if card else ""


def _free(hardware: Hardware | None) -> int | None:
    card = _best(hardware)
    return card.free_bytes if card else None


def _layers(found: FoundHardware, share: float) -> tuple[int | None, int | None]:
    """Layers on the card and in all, of the last load; neither if that cannot have been the model that is loaded."""
    on_card, layers = found.load.layers_on_card, found.load.layers
    if on_card is None or layers is None or (on_card >= layers) != (share >= _WHOLE):
        return None, None
    return on_card, layers
