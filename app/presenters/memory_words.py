"""Who uses the memory, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.memory_use import Memory, MemoryUse
from app.presenters.sizes import memory_text

translate = QCoreApplication.translate


def memory_title(use: MemoryUse) -> str:
    """Which memory it is."""
    if use.memory is Memory.CARD:
        return translate("Memory", "Graphics memory")
    return translate("Memory", "Memory of this computer")


def memory_total(use: MemoryUse) -> str:
    """How much of it is used."""
    return translate("Memory", "{used} of {total}").format(
        used=memory_text(use.used_bytes), total=memory_text(use.total_bytes, is_installed=True)
    )


def memory_parts(use: MemoryUse) -> tuple[str, str, str]:
    """The model's part, that of other programs, what is free."""
    return (
        translate("Memory", "Model and memory of the chat {size}").format(size=memory_text(use.model_bytes)),
        translate("Memory", "Other programs {size}").format(size=memory_text(use.other_bytes)),
        translate("Memory", "Free {size}").format(size=memory_text(use.free_bytes)),
    )
