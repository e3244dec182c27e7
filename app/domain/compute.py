"""What the settings of the Performance page mean to the server."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from app.domain.found_hardware import FoundHardware
from app.domain.hardware import Hardware, Vendor
from app.domain.settings import Attention, GpuMode, Settings

_MIB = 2**20
_MOST_LAYERS = 999
"""More than any model has: all of it."""

RELOADING = frozenset({"gpu_mode", "gpu_share_percent", "model_settings"})
"""Settings that a loaded model takes over only when it is loaded anew: from a fixed number of layers back to
automatic the server does not reload by itself (measured: design ollama-034 §4)."""

RESTARTING = frozenset(
    {"memory_left_free_mib", "attention", "chat_memory", "share_models", "card", "proxy", "proxy_address"}
)
"""Settings that only a new server reads."""


def layers_of(blocks: int, percent: int) -> int:
    """How many layers this part of a model is: its blocks, and one more for the output (design: ollama-034 §10)."""
    return round((blocks + 1) * percent / 100)


def gpu_layers(settings: Settings, layers: int | None) -> int | None:
    """How many layers of a model go to the graphics card; None lets the server decide. `layers` are its blocks."""
    match settings.gpu_mode:
        case GpuMode.AUTOMATIC:
            return None
        case GpuMode.PROCESSOR:
            return 0
        case GpuMode.CUSTOM:
            if settings.gpu_share_percent in (0, 100):
                return 0 if settings.gpu_share_percent == 0 else _MOST_LAYERS
            return None if layers is None else layers_of(layers, settings.gpu_share_percent)


def server_variables(settings: Settings) -> dict[str, str]:
    """Environment of our own server. Two generations read two names for the memory that is left free: up to 0.24
    `OLLAMA_GPU_OVERHEAD` in bytes, from 0.30 on `LLAMA_ARG_FIT_TARGET` in MiB (design: ollama-034 §10).
    """
    variables = {
        "LLAMA_ARG_FIT_TARGET": str(settings.memory_left_free_mib),
        "OLLAMA_GPU_OVERHEAD": str(settings.memory_left_free_mib * _MIB),
        "OLLAMA_KV_CACHE_TYPE": settings.chat_memory.value,
    }
    if settings.attention is not Attention.AUTOMATIC:
        variables["OLLAMA_FLASH_ATTENTION"] = "1" if settings.attention is Attention.ON else "0"
    elif settings.chat_memory is not settings.chat_memory.FULL:
        variables["OLLAMA_FLASH_ATTENTION"] = "1"  # without it the server keeps the conversation at 16 bit
    return variables | card_variables(settings.card)


@dataclass(frozen=True, slots=True)
class CardChoice:
    """A card that a person can choose for our own server."""

    key: str
    """`CUDA:`, `ROCm:` or `Vulkan:`, and what that library calls the card."""
    name: str
    memory_bytes: int | None = None


def card_choices(hardware: Hardware | None, found: FoundHardware | None) -> tuple[CardChoice, ...]:
    """The cards of this computer that the server can be told apart by name.

    NVIDIA's by the name that their driver gives them, which outlives a change of the order; others by the number that
    the server gave them when it saw them.
    """
    nvidia = [
        CardChoice(f"CUDA:{card.identifier}", card.name, card.memory_bytes)
        for card in (hardware.cards if hardware else ())
        if card.vendor is Vendor.NVIDIA and card.identifier
    ]
    others = [
        CardChoice(f"{card.library}:{card.identifier}", card.name, card.total_bytes or None)
        for card in (found.cards if found else ())
        if card.library in ("ROCm", "Vulkan") and card.identifier
    ]
    return (*nvidia, *others)


def card_variables(key: str, system: str = sys.platform) -> dict[str, str]:
    """What shows our server one card alone; nothing for an empty or unknown key.

    On Linux AMD's own variable hides cards below HIP, on Windows there is only HIP's (design: ollama §3).
    """
    library, _, card = key.partition(":")
    amd = "HIP_VISIBLE_DEVICES" if system == "win32" else "ROCR_VISIBLE_DEVICES"
    names = {"CUDA": "CUDA_VISIBLE_DEVICES", "ROCm": amd, "Vulkan": "GGML_VK_VISIBLE_DEVICES"}
    if library not in names or not card:
        return {}
    return {name: card if library == own else "-1" for own, name in names.items()}
