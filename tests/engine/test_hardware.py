"""Readers of hardware: trees like those of `/sys`, libraries that answer as drivers do, and this very computer."""

from __future__ import annotations

import ctypes
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.domain.hardware import GraphicsCard, Vendor
from app.engine import memory_speed
from app.engine.apple_chip import apple_cards, graphics_part
from app.engine.hardware import LocalHardware, merged, ordered, processor_name
from app.engine.memory_speed import memory_bandwidth
from app.engine.nvidia_cards import load_nvml, nvidia_cards
from app.engine.pci_cards import pci_cards
from app.engine.windows_adapters import ENUM_ADAPTERS1, GET_DESC1, RELEASE, Description, described
from app.engine.windows_cards import Adapter, driver_version, windows_cards

GIB = 2**30
NAMES = """# List of names
1002  Advanced Micro Devices, Inc. [AMD/ATI]
\t7480  Navi 33 [Radeon RX 7600/7600 XT]
\t\t1002 0001  A board of somebody
\t1681  Rembrandt [Radeon 680M]
10de  NVIDIA Corporation
\t2504  GA106 [GeForce RTX 3060 Lite Hash Rate]
8086  Intel Corporation
\t56a0  DG2 [Arc A770]
\t7480  Not this one
\t46a6  Alder Lake-P GT2 [Iris Xe Graphics]
"""


class Tree:
    """A `/sys` with the devices that a test puts into it."""

    def __init__(self, root: Path) -> None:
        self.root = root / "sys"
        self.names = root / "pci.ids"
        self.names.write_text(NAMES, "utf-8")

    def add(
        self, address: str, vendor: str, device: str, driver: str = "", kind: str = "0x030000", **files: str
    ) -> None:
        folder = self.root / "bus" / "pci" / "devices" / address
        folder.mkdir(parents=True)
        for name, text in {"vendor": vendor, "device": device, "class": kind, **files}.items():
            (folder / name).write_text(text + "\n", "utf-8")
        if driver:
            module = self.root / "bus" / "pci" / "drivers" / driver
            module.mkdir(parents=True, exist_ok=True)
            (folder / "driver").symlink_to(module)

    def cards(self) -> tuple[GraphicsCard, ...]:
        return pci_cards(self.root, (self.root / "no such list", self.names))


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_a_computer_without_a_card(tree: Tree) -> None:
    assert tree.cards() == ()
    tree.add("0000:00:1f.0", "0x8086", "0x7a04", kind="0x060100")
    tree.add("0000:00:01.0", "0x1234", "0x1111", driver="bochs-drm")
    assert tree.cards() == ()


def test_an_amd_card(tree: Tree) -> None:
    tree.add(
        "0000:03:00.0", "0x1002", "0x7480", "amdgpu", mem_info_vram_total=str(8 * GIB), mem_info_vram_used=str(GIB)
    )
    (card,) = tree.cards()
    assert card == GraphicsCard(
        "Radeon RX 7600/7600 XT", Vendor.AMD, 8 * GIB, free_bytes=7 * GIB, driver="amdgpu", shares_memory=False
    )
    (tree.root / "module" / "amdgpu").mkdir(parents=True)
    (tree.root / "module" / "amdgpu" / "version").write_text("6.10.5\n")
    assert tree.cards()[0].driver == "6.10.5"


def test_graphics_in_an_amd_processor_are_told_from_cards_however_much_memory_they_took(tree: Tree) -> None:
    tree.add("0000:e5:00.0", "0x1002", "0x1681", "amdgpu", mem_info_vram_total=str(16 * GIB))
    tree.add("0000:e6:00.0", "0x1002", "0xffff", "amdgpu", mem_info_vram_total=str(GIB // 2))
    first, second = tree.cards()
    assert (first.name, first.shares_memory, second.name, second.shares_memory) == (
        "Radeon 680M",
        True,
        "AMD Radeon",
        True,
    )


def test_an_intel_card_shows_its_memory_as_a_window_and_graphics_in_the_processor_have_none(tree: Tree) -> None:
    window = "0x0000000081000000 0x0000000081ffffff 0x0000000000140204\n"
    large = "0x0000004000000000 0x00000043ffffffff 0x000000000014220c\n0x0 0x0 0x0\nbroken\n"
    tree.add("0000:00:02.0", "0x8086", "0x46a6", "i915", resource=window + large)
    tree.add("0000:03:00.0", "0x8086", "0x56a0", "xe", resource=window + large)
    tree.add("0000:04:00.0", "0x8086", "0x56a0", "xe", resource=window)
    processor, card, closed = tree.cards()
    assert (processor.name, processor.shares_memory, processor.memory_bytes) == ("Iris Xe Graphics", True, None)
    assert (card.name, card.shares_memory, card.memory_bytes) == ("Arc A770", False, 16 * GIB)
    assert closed.memory_bytes is None


def test_a_card_without_its_driver_is_seen_all_the_same(tree: Tree) -> None:
    tree.add("0000:01:00.0", "0x10de", "0x2504", kind="0x030200")
    (card,) = tree.cards()
    assert (card.name, card.driver, card.memory_bytes) == ("GeForce RTX 3060 Lite Hash Rate", "", None)


# NVIDIA


class FakeNvml:
    """Answers as NVML of a computer with one RTX 3060 does."""

    def __init__(self, count: int = 1, *, initialises: bool = True, has_width: bool = True) -> None:
        self.count, self.initialises, self.open = count, initialises, 0
        if has_width:
            self.nvmlDeviceGetMemoryBusWidth = self._width

    def nvmlInit_v2(self) -> int:
        self.open += self.initialises
        return 0 if self.initialises else 9

    def nvmlShutdown(self) -> int:
        self.open -= 1
        return 0

    def nvmlSystemGetDriverVersion(self, buffer: Any, _size: object) -> int:
        buffer.value = b"550.54.14"
        return 0

    def nvmlDeviceGetCount_v2(self, count: Any) -> int:
        count._obj.value = self.count
        return 0

    def nvmlDeviceGetHandleByIndex_v2(self, index: Any, device: Any) -> int:
        device._obj.value = index.value + 1
        return 15 if index.value == 1 else 0  # the second has fallen off its bus

    def nvmlDeviceGetMemoryInfo(self, _device: object, memory: Any) -> int:
        memory._obj.total, memory._obj.free = 12 * GIB, 11 * GIB
        return 0

    def nvmlDeviceGetName(self, _device: object, buffer: Any, _size: object) -> int:
        buffer.value = b"NVIDIA GeForce RTX 3060"
        return 0

    def nvmlDeviceGetUUID(self, _device: object, buffer: Any, _size: object) -> int:
        buffer.value = b"GPU-1"
        return 0

    def _width(self, _device: object, width: Any) -> int:
        width._obj.value = 192
        return 0

    def nvmlDeviceGetMaxClockInfo(self, _device: object, kind: Any, clock: Any) -> int:
        assert kind.value == 2
        clock._obj.value = 7501
        return 0


def test_an_nvidia_card_with_driver_memory_and_speed() -> None:
    library = FakeNvml(count=2)
    (card,) = nvidia_cards(lambda: library)
    assert (card.name, card.driver, card.identifier) == ("NVIDIA GeForce RTX 3060", "550.54.14", "GPU-1")
    assert (card.memory_bytes, card.free_bytes) == (12 * GIB, 11 * GIB)
    assert card.bandwidth_bytes_s == pytest.approx(360e9, rel=0.001)
    assert library.open == 0


def test_an_old_driver_and_one_that_does_not_start() -> None:
    assert nvidia_cards(lambda: FakeNvml(has_width=False))[0].bandwidth_bytes_s is None
    broken = FakeNvml(initialises=False)
    assert nvidia_cards(lambda: broken) == ()
    assert broken.open == 0
    assert nvidia_cards(lambda: None) == ()


@pytest.mark.skipif(load_nvml() is None, reason="needs a driver of NVIDIA")
def test_the_real_library() -> None:
    cards = nvidia_cards()
    assert cards
    assert all(card.memory_bytes and card.free_bytes is not None and card.driver for card in cards)


# Apple


@pytest.mark.parametrize(
    ("brand", "gib", "expected_gib", "speed"),
    [
        ("Apple M1", 8, 5.33, 68e9),
        ("Apple M2 Pro", 16, 10.67, 200e9),
        ("Apple M4 Max", 64, 48, 410e9),
        ("Apple M9 Giga", 36, 27, None),
    ],
)
def test_an_apple_chip(brand: str, gib: int, expected_gib: float, speed: float | None) -> None:
    (card,) = apple_cards(lambda name: brand.encode() + b"\0" if name.startswith("machdep") else b"", gib * GIB)
    assert (card.name, card.vendor, card.shares_memory, card.bandwidth_bytes_s) == (brand, Vendor.APPLE, True, speed)
    assert card.memory_bytes == pytest.approx(expected_gib * GIB, rel=0.001)


def test_a_mac_with_another_limit_and_one_of_intel() -> None:
    values = {"machdep.cpu.brand_string": b"Apple M1\0", "iogpu.wired_limit_mb": (14000).to_bytes(4, sys.byteorder)}
    assert apple_cards(lambda name: values.get(name, b""), 16 * GIB)[0].memory_bytes == 14000 * 2**20
    assert apple_cards(lambda _: b"Intel(R) Core(TM) i7\0", 16 * GIB) == ()
    assert graphics_part(64 * GIB) == 48 * GIB


# Windows


def test_windows_adapters() -> None:
    adapters = [
        Adapter("NVIDIA GeForce RTX 4070", 0x10DE, 12 * GIB, luid=1),
        Adapter("NVIDIA GeForce RTX 4070", 0x10DE, 12 * GIB, luid=1),
        Adapter("Intel(R) UHD Graphics 770", 0x8086, GIB // 8, luid=2),
        Adapter("Intel(R) Arc(TM) A770 Graphics", 0x8086, 16 * GIB, luid=3),
        Adapter("AMD Radeon RX 7600", 0x1002, 8 * GIB, luid=4),
        Adapter("AMD Radeon(TM) 780M Graphics", 0x1002, 4 * GIB, luid=5),
        Adapter("Microsoft Basic Render Driver", 0x1414, 0, is_software=True, luid=6),
    ]
    cards = windows_cards(
        adapters, {"NVIDIA GeForce RTX 4070": "32.0.15.6094", "AMD Radeon RX 7600": "32.0.12033.1030"}
    )
    assert [(card.vendor, card.shares_memory) for card in cards] == [
        (Vendor.NVIDIA, False),
        (Vendor.INTEL, True),
        (Vendor.INTEL, False),
        (Vendor.AMD, False),
        (Vendor.AMD, True),
    ]
    assert (cards[0].driver, cards[3].driver) == ("560.94", "32.0.12033.1030")
    assert driver_version(Vendor.NVIDIA, "") == ""


def test_dxgi_is_asked_as_its_header_says() -> None:
    """A factory and an adapter made of tables of functions, as COM objects are."""
    released: list[int] = []
    kept: list[object] = []

    def thing(methods: dict[int, Any]) -> ctypes.c_void_p:
        table = (ctypes.c_void_p * 16)()
        for place, method in methods.items():
            table[place] = ctypes.cast(method, ctypes.c_void_p).value
        holder = ctypes.c_void_p(ctypes.addressof(table))
        kept.extend((table, holder, *methods.values()))
        return ctypes.c_void_p(ctypes.addressof(holder))

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
    def release(_self: int) -> int:
        released.append(1)
        return 0

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    def describe(_self: int, place: int) -> int:
        found = Description.from_address(place)
        text = "Radeon RX 7600".encode("utf-16-le")
        ctypes.memmove(ctypes.addressof(found), text, len(text))
        found.vendor_id, found.dedicated_video, found.luid_low, found.luid_high = 0x1002, 8 * GIB, 7, 1
        return 0

    adapter = thing({GET_DESC1: describe, RELEASE: release})

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_void_p)
    def enumerate_adapters(_self: int, number: int, place: int) -> int:
        if number:
            return -2005270526  # DXGI_ERROR_NOT_FOUND
        ctypes.c_void_p.from_address(place).value = adapter.value
        return 0

    assert list(described(thing({ENUM_ADAPTERS1: enumerate_adapters}))) == [
        Adapter("Radeon RX 7600", 0x1002, 8 * GIB, luid=(1 << 32) | 7)
    ]
    assert len(released) == 1
    assert ctypes.sizeof(Description) == 312


# Together


def test_what_knows_more_counts_and_the_largest_comes_first() -> None:
    told = GraphicsCard("NVIDIA GeForce RTX 3060", Vendor.NVIDIA, 12 * GIB)
    seen = GraphicsCard("GA106", Vendor.NVIDIA)
    shared = GraphicsCard("Iris Xe", Vendor.INTEL, 16 * GIB, shares_memory=True)
    assert ordered(merged([(told,), (shared, seen)])) == (told, shared)
    assert ordered(merged([(), (shared, seen)])) == (seen, shared)


def test_a_reader_that_breaks_costs_its_cards_only() -> None:
    card = GraphicsCard("a", Vendor.AMD, GIB)

    def broken() -> tuple[GraphicsCard, ...]:
        raise RuntimeError("a driver")

    assert LocalHardware([broken, lambda: (card,)])().cards == (card,)


def test_memory_is_measured_and_a_full_computer_is_left_alone() -> None:
    assert memory_bandwidth(2, 2**20) is None
    found = memory_bandwidth(2, psutil.virtual_memory().available)
    assert found is not None
    assert 1e9 < found < 2e12


def test_the_best_of_a_few_tries_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one meets a program that is starting."""
    speeds, clock = [20e9, 15e9, 40e9, None, 99e9], [0.0]
    monkeypatch.setattr(memory_speed, "_measured", [])
    monkeypatch.setattr(memory_speed, "_tried_at", [])
    monkeypatch.setattr(memory_speed, "memory_bandwidth", lambda *_: speeds.pop(0))

    def look(after_s: float) -> float | None:
        clock[0] += after_s
        return memory_speed.known_bandwidth(2, 2**30, lambda: clock[0])

    assert memory_speed.known_bandwidth(2, 2**30, lambda: clock[0], may_try=False) is None
    assert [look(s) for s in (0, 1, 5, 4, 1, 5)] == [20e9, 20e9, 20e9, 20e9, 40e9, 40e9]
    assert look(100) == 40e9
    assert speeds == [99e9], "after a few tries it is enough"


def test_this_computer() -> None:
    probe = LocalHardware()
    found = probe()
    assert found.cores >= 1
    assert 0 < found.free_ram_bytes <= found.ram_bytes == psutil.virtual_memory().total
    began = time.perf_counter()
    again = probe()
    assert again.ram_bandwidth_bytes_s == found.ram_bandwidth_bytes_s
    assert time.perf_counter() - began < 0.5, "memory is not measured at every look"


@pytest.mark.skipif(sys.platform != "linux", reason="reads the file of Linux")
@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "processor\t: 0\nmodel name\t: 11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz\n",
            "11th Gen Intel Core i7-1165G7",
        ),
        ("model name\t: AMD Ryzen 7 5800X 8-Core Processor\n", "AMD Ryzen 7 5800X 8-Core Processor"),
        ("Model\t\t: Raspberry Pi 5 Model B Rev 1.0\n", "Raspberry Pi 5 Model B Rev 1.0"),
    ],
)
def test_names_of_processors(text: str, name: str, tmp_path: Path) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(text)
    assert processor_name(file) == name
