"""Graphics cards of a Windows computer: DXGI tells which there are and their memory, the registry their drivers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.domain.hardware import GraphicsCard, Vendor

_VENDORS = {0x10DE: Vendor.NVIDIA, 0x1002: Vendor.AMD, 0x8086: Vendor.INTEL}
_INTEL_CARD = re.compile(r"\bArc\b.*\b[AB]\d{3}", re.IGNORECASE)
_AMD_CARD = re.compile(r"\b(RX|Pro|VII|Vega (56|64|Frontier))\b", re.IGNORECASE)
"""Others of their makers are in processors."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """What DXGI says of one."""

    name: str
    vendor_id: int
    dedicated_bytes: int
    is_software: bool = False
    luid: int = 0


def windows_cards(adapters: Iterable[Adapter], drivers: Mapping[str, str]) -> tuple[GraphicsCard, ...]:
    """The cards of the three makers, each once. `drivers` are versions by the card's name, as Windows counts them."""
    return tuple(_cards(adapters, drivers))


def _cards(adapters: Iterable[Adapter], drivers: Mapping[str, str]) -> Iterator[GraphicsCard]:
    seen: set[int] = set()
    for adapter in adapters:
        vendor = _VENDORS.get(adapter.vendor_id)
        if vendor is None or adapter.is_software or (adapter.luid and adapter.luid in seen):
            continue
        seen.add(adapter.luid)
        yield GraphicsCard(
            name=adapter.name,
            vendor=vendor,
            memory_bytes=adapter.dedicated_bytes or None,
            driver=driver_version(vendor, drivers.get(adapter.name, "")),
            shares_memory=_shares(vendor, adapter.name),
        )


def driver_version(vendor: Vendor, windows: str) -> str:
    """NVIDIA writes `560.94` for what Windows calls `32.0.15.6094`; the others use Windows' number."""
    digits = re.sub(r"\D", "", windows)
    if vendor is Vendor.NVIDIA and windows.count(".") == 3 and len(digits) >= 5:
        return f"{digits[-5:-2]}.{digits[-2:]}"
    return windows


def _shares(vendor: Vendor, name: str) -> bool:
    match vendor:
        case Vendor.INTEL:
            return not _INTEL_CARD.search(name)
        case Vendor.AMD:
            return not _AMD_CARD.search(name)
        case _:
            return False
