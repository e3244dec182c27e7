"""Apple's chips: processor, graphics and memory are one."""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Callable

from app.domain.hardware import GraphicsCard, Vendor

_MIB = 2**20
_LARGE_BYTES = 36 * 2**30

# What Apple writes on its pages, in GB/s. Where a name stands for two chips, the slower one.
_BANDWIDTH = {
    "M1": 68, "M1 Pro": 200, "M1 Max": 400, "M1 Ultra": 800,
    "M2": 100, "M2 Pro": 200, "M2 Max": 400, "M2 Ultra": 800,
    "M3": 100, "M3 Pro": 150, "M3 Max": 300, "M3 Ultra": 800,
    "M4": 120, "M4 Pro": 273, "M4 Max": 410,
    "M5": 153,
}  # fmt: skip


def apple_cards(ask: Callable[[str], bytes], ram_bytes: int) -> tuple[GraphicsCard, ...]:
    """The graphics of the chip; none on Macs with a processor of Intel, whose cards servers do not use.

    `ask` gives the raw value of a `sysctl` name, empty where there is none.
    """
    brand = text_of(ask("machdep.cpu.brand_string"))
    if not brand.startswith("Apple"):
        return ()
    chip = re.search(r"M\d+(?: (?:Pro|Max|Ultra))?", brand)
    speed = _BANDWIDTH.get(chip[0]) if chip else None
    wired = int.from_bytes(ask("iogpu.wired_limit_mb"), sys.byteorder) * _MIB
    return (
        GraphicsCard(
            name=brand,
            vendor=Vendor.APPLE,
            memory_bytes=wired or graphics_part(ram_bytes),
            shares_memory=True,
            bandwidth_bytes_s=speed * 1e9 if speed else None,
        ),
    )


def graphics_part(ram_bytes: int) -> int:
    """What Metal recommends as the most that graphics should use.

    Two thirds, from 36 GB on three quarters: it tells 10.7 GiB of 16, 16 of 24, 27 of 36, 48 of 64. Design ux §6
    writes 70 % for all, with which a Mac of 8 GB would get a model too large for it (its own table in §3).
    """
    return ram_bytes * 3 // 4 if ram_bytes >= _LARGE_BYTES else ram_bytes * 2 // 3


def text_of(raw: bytes) -> str:
    return raw.partition(b"\0")[0].decode("utf-8", "replace").strip()


def sysctl(name: str) -> bytes:
    """The raw value, empty where there is none."""
    library = ctypes.CDLL(None)
    size = ctypes.c_size_t(256)
    value = ctypes.create_string_buffer(size.value)
    failed = library.sysctlbyname(name.encode(), value, ctypes.byref(size), None, ctypes.c_size_t(0))
    return b"" if failed else value.raw[: size.value]
