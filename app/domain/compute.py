"""What the settings of the Performance page mean to the server."""

from __future__ import annotations

from app.domain.settings import Attention, GpuMode, Settings

_MIB = 2**20
_MOST_LAYERS = 999
"""More than any model has: all of it."""

RELOADING = frozenset({"gpu_mode", "gpu_share_percent"})
"""Settings that a loaded model takes over only when it is loaded anew: from a fixed number of layers back to
automatic the server does not reload by itself (measured: design ollama-034 §4)."""

RESTARTING = frozenset({"memory_left_free_mib", "attention", "chat_memory", "share_models"})
"""Settings that only a new server reads."""


def gpu_layers(settings: Settings, layers: int | None) -> int | None:
    """How many layers of a model go to the graphics card; None lets the server decide.

    `layers` are the model's blocks; the output counts as one more (design: ollama-034 §10).
    """
    match settings.gpu_mode:
        case GpuMode.AUTOMATIC:
            return None
        case GpuMode.PROCESSOR:
            return 0
        case GpuMode.CUSTOM:
            if settings.gpu_share_percent in (0, 100):
                return 0 if settings.gpu_share_percent == 0 else _MOST_LAYERS
            return None if layers is None else round((layers + 1) * settings.gpu_share_percent / 100)


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
    return variables
