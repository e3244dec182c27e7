"""NVIDIA cards, asked through the library of their driver (NVML). The only reader of these that sees free memory."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from app.domain.hardware import GraphicsCard, Vendor

_MEMORY_CLOCK = 2
_TRANSFERS_PER_CLOCK = 2
"""Of all memories that NVML tells the clock of: RTX 3060 7501 MHz × 2 × 24 bytes are its 360 GB/s."""


class _Memory(ctypes.Structure):
    _fields_ = (("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong))


def load_nvml() -> Any:
    """The library, or None where there is no driver of NVIDIA. Only from places that need rights to write to."""
    if sys.platform == "win32":
        root = Path(Path.home().anchor or "C:/")
        names = [
            str(root / "Windows/System32/nvml.dll"),
            str(root / "Program Files/NVIDIA Corporation/NVSMI/nvml.dll"),
        ]
    else:
        # The second is where Windows puts it for the Linux inside it.
        names = ["libnvidia-ml.so.1", "/usr/lib/wsl/lib/libnvidia-ml.so.1"]
    for name in names:
        with suppress(OSError):
            return ctypes.CDLL(name)
    return None


def nvidia_cards(load: Callable[[], Any] = load_nvml) -> tuple[GraphicsCard, ...]:
    """Every card that the driver tells; none without a driver. Raises: `OSError` when the driver answers nonsense."""
    library = load()
    if library is None or library.nvmlInit_v2() != 0:
        return ()
    try:
        return tuple(_cards(library))
    finally:
        library.nvmlShutdown()


def _cards(library: Any) -> Iterator[GraphicsCard]:
    driver = _text(library.nvmlSystemGetDriverVersion)
    count = ctypes.c_uint()
    if library.nvmlDeviceGetCount_v2(ctypes.byref(count)) != 0:
        return
    for index in range(count.value):
        device = ctypes.c_void_p()
        if library.nvmlDeviceGetHandleByIndex_v2(ctypes.c_uint(index), ctypes.byref(device)) != 0:
            continue
        memory = _Memory()
        has_memory = library.nvmlDeviceGetMemoryInfo(device, ctypes.byref(memory)) == 0
        yield GraphicsCard(
            name=_text(library.nvmlDeviceGetName, device) or "NVIDIA",
            vendor=Vendor.NVIDIA,
            memory_bytes=int(memory.total) if has_memory else None,
            free_bytes=int(memory.free) if has_memory else None,
            driver=driver,
            identifier=_text(library.nvmlDeviceGetUUID, device),
            bandwidth_bytes_s=_bandwidth(library, device),
        )


def _bandwidth(library: Any, device: ctypes.c_void_p) -> float | None:
    width, clock = ctypes.c_uint(), ctypes.c_uint()
    try:
        if library.nvmlDeviceGetMemoryBusWidth(device, ctypes.byref(width)) != 0:
            return None
        if library.nvmlDeviceGetMaxClockInfo(device, ctypes.c_uint(_MEMORY_CLOCK), ctypes.byref(clock)) != 0:
            return None
    except AttributeError:  # a driver from before 2021
        return None
    return width.value / 8 * clock.value * 1e6 * _TRANSFERS_PER_CLOCK or None


def _text(function: Any, *arguments: object) -> str:
    buffer = ctypes.create_string_buffer(96)
    found = cast("int", function(*arguments, buffer, ctypes.c_uint(len(buffer))))
    return buffer.value.decode("utf-8", "replace") if found == 0 else ""
