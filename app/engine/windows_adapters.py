"""What Windows itself tells of graphics adapters and the processor: DXGI through its C interface, and the registry."""

from __future__ import annotations

import ctypes
import sys
import uuid
from collections.abc import Iterator
from contextlib import suppress

from app.engine.windows_cards import Adapter

DISPLAY_CLASS = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"
_FACTORY1 = uuid.UUID("770aae78-f26f-4dba-a829-253c83d1b387").bytes_le
RELEASE, GET_DESC1, ENUM_ADAPTERS1 = 2, 10, 12
"""Places in the tables of IUnknown, IDXGIAdapter1 and IDXGIFactory1 (dxgi.h)."""
_SOFTWARE = 2
_MOST_ADAPTERS = 64


class Description(ctypes.Structure):
    """DXGI_ADAPTER_DESC1."""

    _fields_ = (
        ("description", ctypes.c_ushort * 128),
        ("vendor_id", ctypes.c_uint),
        ("device_id", ctypes.c_uint),
        ("subsystem_id", ctypes.c_uint),
        ("revision", ctypes.c_uint),
        ("dedicated_video", ctypes.c_size_t),
        ("dedicated_system", ctypes.c_size_t),
        ("shared_system", ctypes.c_size_t),
        ("luid_low", ctypes.c_uint),
        ("luid_high", ctypes.c_int),
        ("flags", ctypes.c_uint),
    )


def described(factory: ctypes.c_void_p) -> Iterator[Adapter]:
    """Every adapter of an IDXGIFactory1."""
    for number in range(_MOST_ADAPTERS):
        adapter = ctypes.c_void_p()
        if _call(factory, ENUM_ADAPTERS1, ctypes.c_uint(number), ctypes.c_void_p(ctypes.addressof(adapter))) != 0:
            return
        found = Description()
        failed = _call(adapter, GET_DESC1, ctypes.c_void_p(ctypes.addressof(found)))
        _call(adapter, RELEASE)
        if not failed:
            name = bytes(found.description).decode("utf-16-le", "replace").partition("\0")[0]
            yield Adapter(
                name=name.strip(),
                vendor_id=found.vendor_id,
                dedicated_bytes=found.dedicated_video,
                is_software=bool(found.flags & _SOFTWARE),
                luid=(found.luid_high << 32) | found.luid_low,
            )


def _call(thing: ctypes.c_void_p, place: int, *arguments: ctypes.c_uint | ctypes.c_void_p) -> int:
    """Call a method of a COM object. On 64 bit systems there is but one way of calling."""
    table = ctypes.cast(thing, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
    prototype = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, *map(type, arguments))
    return int(prototype(table[place] or 0)(thing, *arguments))


if sys.platform == "win32":
    import winreg

    def adapters() -> list[Adapter]:
        """Every adapter that is there now. Raises: `OSError`."""
        factory = ctypes.c_void_p()
        if ctypes.windll.dxgi.CreateDXGIFactory1(_FACTORY1, ctypes.byref(factory)) != 0:
            raise OSError("no DXGI")
        try:
            return list(described(factory))
        finally:
            _call(factory, RELEASE)

    def driver_versions() -> dict[str, str]:
        """Versions of the display drivers by the name of the card."""
        found: dict[str, str] = {}
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, DISPLAY_CLASS) as folder:
            for number in range(winreg.QueryInfoKey(folder)[0]):
                with suppress(OSError), winreg.OpenKey(folder, winreg.EnumKey(folder, number)) as key:
                    name = str(winreg.QueryValueEx(key, "DriverDesc")[0])
                    found[name] = str(winreg.QueryValueEx(key, "DriverVersion")[0])
        return found

    def processor() -> str:
        """The processor's name. Raises: `OSError`."""
        path = r"HARDWARE\DESCRIPTION\System\CentralProcessor\0"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
            return str(winreg.QueryValueEx(key, "ProcessorNameString")[0])
