"""Graphics cards of a Linux computer, as `/sys` shows them: those of AMD and Intel, and any without its driver."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.domain.hardware import GraphicsCard, Vendor

_VENDORS = {"0x10de": Vendor.NVIDIA, "0x1002": Vendor.AMD, "0x8086": Vendor.INTEL}
_NAMES = {Vendor.NVIDIA: "NVIDIA", Vendor.AMD: "AMD Radeon", Vendor.INTEL: "Intel"}
_DISPLAY_CLASS = "0x03"
_PREFETCHABLE = 0x8
_WORTH_A_CARD_BYTES = 2**30

_IN_PROCESSOR = re.compile(
    r"Kaveri|Carrizo|Stoney|Raven|Picasso|Renoir|Lucienne|Cezanne|Barcelo|Van ?Gogh|Rembrandt|Raphael|Mendocino|"
    r"Phoenix|Hawk Point|Granite Ridge|Strix|Krackan",
    re.IGNORECASE,
)
"""AMD's processors with graphics: such a chip shares the computer's memory, however much of it is set aside."""
_SMALLEST_OWN_BYTES = 3 * 2**30
"""AMD graphics with less than this are in a processor, or too small for a model."""

PCI_NAMES = (Path("/usr/share/hwdata/pci.ids"), Path("/usr/share/misc/pci.ids"))


def pci_cards(root: Path = Path("/sys"), names: tuple[Path, ...] = PCI_NAMES) -> tuple[GraphicsCard, ...]:
    """Every display controller of the three makers. `root` is where `/sys` is."""
    return tuple(_cards(root, names))


def _cards(root: Path, names: tuple[Path, ...]) -> Iterator[GraphicsCard]:
    folder = root / "bus" / "pci" / "devices"
    for device in sorted(folder.iterdir()) if folder.is_dir() else ():
        vendor = _VENDORS.get(_read(device / "vendor"))
        if vendor is None or not _read(device / "class").startswith(_DISPLAY_CLASS):
            continue
        name = _name(_read(device / "vendor"), _read(device / "device"), names)
        module = (device / "driver").resolve().name if (device / "driver").exists() else ""
        total, free, shares = _memory(device, vendor, name)
        yield GraphicsCard(
            name=_read(device / "product_name") or _short(name) or _NAMES[vendor],
            vendor=vendor,
            memory_bytes=total,
            free_bytes=free,
            driver=_version(root, module),
            shares_memory=shares,
        )


def _memory(device: Path, vendor: Vendor, name: str) -> tuple[int | None, int | None, bool]:
    """Total, free, and whether it is the computer's own."""
    match vendor:
        case Vendor.AMD:
            total, used = _number(device / "mem_info_vram_total"), _number(device / "mem_info_vram_used")
            shares = bool(_IN_PROCESSOR.search(name)) or (total is not None and total < _SMALLEST_OWN_BYTES)
            return total, None if total is None or used is None else total - used, shares
        case Vendor.INTEL:
            # Those in processors sit on the first bus. A card shows its memory as a window, if it shows all of it.
            shares = device.name.split(":")[1:2] == ["00"]
            return None if shares else _largest_window(device), None, shares
        case _:
            return None, None, False  # the driver tells, or there is none


def _largest_window(device: Path) -> int | None:
    sizes = [0]
    for line in _read(device / "resource").splitlines():
        try:
            start, end, flags = (int(number, 16) for number in line.split())
        except ValueError:
            continue
        if flags & _PREFETCHABLE and end > start:
            sizes.append(end - start + 1)
    return largest if (largest := max(sizes)) >= _WORTH_A_CARD_BYTES else None


def _version(root: Path, module: str) -> str:
    """The driver's own version; drivers that come with the kernel have none but their name."""
    return (_read(root / "module" / module / "version") or module) if module else ""


def _name(vendor: str, device: str, files: tuple[Path, ...]) -> str:
    """What the list of names that most systems carry says."""
    wanted, maker = f"\t{device.removeprefix('0x')}  ", vendor.removeprefix("0x")
    for file in files:
        try:
            with file.open(encoding="utf-8", errors="replace") as lines:
                is_maker = False
                for line in lines:
                    if line[:1] not in ("\t", "#", "\n"):
                        is_maker = line.startswith(maker)
                    elif is_maker and line.startswith(wanted):
                        return line[len(wanted) :].strip()
        except OSError:
            continue
    return ""


def _short(name: str) -> str:
    """`Navi 33 [Radeon RX 7600/7600 XT]` is sold as what stands in the brackets."""
    found = re.search(r"\[([^\]]+)\]", name)
    return found[1] if found else name


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", errors="replace").strip()
    except OSError:
        return ""


def _number(file: Path) -> int | None:
    text = _read(file)
    return int(text) if text.isdecimal() else None
