"""What whoever helps needs to know of this computer. Nothing in it says who the person is or what was written."""

from __future__ import annotations

import platform

from PySide6.QtCore import QLocale, QSysInfo, qVersion

from app.domain.engine import EngineState, Origin
from app.domain.hardware import GraphicsCard, Hardware
from app.presenters.sizes import memory_text

_ORIGINS = {Origin.MANAGED: "started by Baleen", Origin.EXTERNAL: "not started by Baleen"}


def support_text(version: str, engine: EngineState, hardware: Hardware | None, who: str) -> str:
    """Lines to paste into a report, in English, which those who read it know. `who` is the sentence on who computes.

    No address, no path and no name of a computer: a server's address may be a secret of where the person works.
    """
    lines = [
        f"Baleen {version}",
        f"System: {QSysInfo.prettyProductName()}, {QSysInfo.kernelType()} {QSysInfo.kernelVersion()},"
        f" {QSysInfo.currentCpuArchitecture()}",
        f"Python {platform.python_version()}, Qt {qVersion()}, language {QLocale().name()}",
        f"Engine: {engine.kind.value} {engine.version or 'of unknown version'}, {engine.phase.name.lower()},"
        f" {_ORIGINS[engine.origin] if engine.origin else 'none found'}",
    ]
    if engine.error is not None:
        lines.append(f"Engine's fault: {type(engine.error).__name__}")
    if hardware is not None:
        lines.append(f"Processor: {hardware.processor}, {hardware.cores} cores")
        lines.append(f"Memory: {memory_text(hardware.ram_bytes, is_installed=True)}")
        lines += [f"Graphics card: {_card(card)}" for card in hardware.cards]
    lines.append(f"At work: {who}")
    return "\n".join(lines) + "\n"


def _card(card: GraphicsCard) -> str:
    memory = memory_text(card.memory_bytes, is_installed=True) if card.memory_bytes else "memory unknown"
    return f"{card.name}, {memory}, driver {card.driver or 'unknown'}"
