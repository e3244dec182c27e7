"""Looks at this computer: processor, memory, graphics cards."""

from __future__ import annotations

import logging
import platform
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.engine.apple_chip import apple_cards, sysctl, text_of
from app.engine.memory_speed import known_bandwidth
from app.engine.nvidia_cards import nvidia_cards
from app.engine.pci_cards import pci_cards

_log = logging.getLogger(__name__)


class LocalHardware:
    """Implements `domain.ports.HardwareProbe`.

    The speed of memory is measured at a few of the looks, a quarter of a second long; the others take milliseconds.
    """

    def __init__(
        self,
        readers: Iterable[Callable[[], Iterable[GraphicsCard]]] | None = None,
        *,
        is_busy: Callable[[], bool] = lambda: False,
    ) -> None:
        """`readers` find cards, those that know more first. While something `is_busy` memory is not measured."""
        self._readers = tuple(readers) if readers is not None else system_readers()
        self._is_busy = is_busy

    def __call__(self) -> Hardware:
        memory = psutil.virtual_memory()
        cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
        return Hardware(
            processor=processor_name(),
            cores=cores,
            ram_bytes=memory.total,
            free_ram_bytes=memory.available,
            cards=ordered(merged(map(_read, self._readers))),
            ram_bandwidth_bytes_s=known_bandwidth(cores, memory.available, may_try=not self._is_busy()),
        )


def system_readers() -> tuple[Callable[[], Iterable[GraphicsCard]], ...]:
    """Those of this system."""
    if sys.platform == "darwin":
        return (lambda: apple_cards(sysctl, psutil.virtual_memory().total),)
    if sys.platform == "win32":
        from app.engine.windows_adapters import adapters, driver_versions
        from app.engine.windows_cards import windows_cards

        return nvidia_cards, lambda: windows_cards(adapters(), driver_versions())
    return nvidia_cards, pci_cards


def merged(groups: Iterable[Iterable[GraphicsCard]]) -> list[GraphicsCard]:
    """All cards, each once: what an earlier reader told of a maker's cards counts, if it saw their memory."""
    found: list[GraphicsCard] = []
    for group in groups:
        told = {card.vendor for card in found if card.memory_bytes is not None and card.vendor is Vendor.NVIDIA}
        found += [card for card in group if card.vendor not in told]
    return found


def ordered(cards: Iterable[GraphicsCard]) -> tuple[GraphicsCard, ...]:
    """Cards of their own memory first, the one with the most before the others."""
    return tuple(sorted(cards, key=lambda card: (card.shares_memory, -(card.memory_bytes or 0))))


def processor_name(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """As its maker calls it, without the marks; empty when the system does not tell."""
    try:
        if sys.platform == "darwin":
            name = text_of(sysctl("machdep.cpu.brand_string"))
        elif sys.platform == "win32":
            from app.engine.windows_adapters import processor

            name = processor()
        else:
            name = _from_cpuinfo(cpuinfo.read_text("utf-8", errors="replace"))
    except OSError as error:
        _log.debug("the processor has no name: %s", error)
        name = ""
    name = name or platform.processor()
    return re.sub(r"\s+", " ", re.sub(r"\((R|TM|C)\)|\bCPU\b|@.*$", " ", name, flags=re.IGNORECASE)).strip()


def _from_cpuinfo(text: str) -> str:
    for key in ("model name", "Model", "Hardware", "cpu model"):
        if found := re.search(rf"^{key}\s*:\s*(.+)$", text, flags=re.MULTILINE):
            return found[1]
    return ""


def _read(reader: Callable[[], Iterable[GraphicsCard]]) -> tuple[GraphicsCard, ...]:
    try:
        return tuple(reader())
    except Exception:  # noqa: BLE001 - libraries of drivers: whatever they do, the program goes on without that card
        _log.warning("graphics cards could not be read", exc_info=True)
        return ()
