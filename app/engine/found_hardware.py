"""What the server's log tells about cards and loads, read line by line. Two dialects: `key=value` lines of the server
itself, and the bare lines of llama.cpp below it (design: ollama §3.4, ollama-034 §4 and §10)."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from app.domain.found_hardware import FoundCard, FoundHardware, Load, OldDriver

_FIELD = re.compile(r'(?:"([^"]+)"|(\w+))=("(?:[^"\\]|\\.)*"|\S*)')
_SIZE = re.compile(r"([\d.]+)\s*([KMGT]?i?B)")
_UNITS = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40, "KB": 10**3, "MB": 10**6, "GB": 10**9}
_MIB = 2**20

_OFFLOADED = re.compile(r"offloaded\s+(\d+)/(\d+)\s+layers to GPU")
_BUFFER = re.compile(r"(\S+)\s+(model|KV|compute|output|RS) buffer size\s*=\s*([\d.]+) MiB")
_PROJECTED = re.compile(r"projected to use (\d+) MiB of device memory vs\. (\d+) MiB of free device memory")
_TARGET = re.compile(r"cannot meet free memory targets? (?:of (\d+) MiB|on )")
_ASKED = re.compile(r"\s-ngl (\d+)\b")
_HIDING = (
    "CUDA_VISIBLE_DEVICES",
    "HIP_VISIBLE_DEVICES",
    "ROCR_VISIBLE_DEVICES",
    "GGML_VK_VISIBLE_DEVICES",
    "GPU_DEVICE_ORDINAL",
)
_FORCED = re.compile(r"\bOLLAMA_LLM_LIBRARY:(\S+?)(?=[\s\]])")
_LARGEST_LINE = 16_384


class HardwareLog:
    """Takes the lines of one server and keeps what they say. Any thread may call it."""

    def __init__(self) -> None:
        self._found = FoundHardware()
        self._card_free: int | None = None
        self._lock = threading.Lock()

    @property
    def found(self) -> FoundHardware:
        """What is known so far."""
        with self._lock:
            return self._found

    def read(self, line: str) -> None:
        """Learn from one line; most say nothing. Never raises."""
        if len(line) > _LARGEST_LINE:
            return
        # Numbers that are none: whoever reads the log must go on reading, or the server stands still at a full pipe.
        with self._lock, suppress(ValueError, OverflowError):
            if line.startswith("time="):
                fields = {quoted or plain: _unquoted(value) for quoted, plain, value in _FIELD.findall(line)}
                if take := _MESSAGES.get(fields.get("msg", "")):
                    take(self, fields)
            if "buffer size" in line or "layers to GPU" in line or "common_" in line:
                self._take_bare(line)

    def _add(self, **changes: object) -> None:
        self._found = replace(self._found, **changes)  # type: ignore[arg-type]

    def _add_to_load(self, **changes: object) -> None:
        self._add(load=replace(self._found.load, **changes))  # type: ignore[arg-type]

    def _take_bare(self, line: str) -> None:
        if found := _BUFFER.search(line):
            what, size = found[2].lower(), round(float(found[3]) * _MIB)
            others = tuple(row for row in self._found.load.buffers if row[:2] != (found[1], what))
            self._add_to_load(buffers=(*others, (found[1], what, size)))
        elif found := _OFFLOADED.search(line):
            self._add_to_load(layers_on_card=int(found[1]), layers=int(found[2]))
        elif found := _PROJECTED.search(line):
            self._add_to_load(needed_bytes=int(found[1]) * _MIB, free_bytes=int(found[2]) * _MIB)
        elif found := _TARGET.search(line):
            self._add_to_load(kept_free_bytes=int(found[1] or 0) * _MIB)

    # One for each message

    def _config(self, fields: dict[str, str]) -> None:
        # The first line of a server: nothing of an earlier one counts any more.
        self._found, self._card_free = FoundHardware(), None
        if (forced := _FORCED.search(fields.get("env", ""))) and forced[1].startswith("cpu"):
            self._add(hidden_by=(("OLLAMA_LLM_LIBRARY", forced[1]),))

    def _compute(self, fields: dict[str, str]) -> None:
        if fields.get("library") == "cpu":  # told only when there is no card
            self._add(is_complete=True)
            return
        card = FoundCard(
            name=fields.get("description") or fields.get("name", ""),
            library=fields.get("library", ""),
            total_bytes=size_bytes(fields.get("total", "")),
            available_bytes=size_bytes(fields.get("available", "")),
            is_integrated=fields.get("type") == "iGPU",
            identifier=fields.get("filter_id") or fields.get("id", ""),
        )
        self._add(cards=(*self._found.cards, card))

    def _searched(self, _: dict[str, str]) -> None:
        self._add(is_complete=True)

    def _hidden(self, fields: dict[str, str]) -> None:
        hiding = tuple((name, fields[name]) for name in _HIDING if name in fields)
        self._add(hidden_by=(*self._found.hidden_by, *hiding))

    def _old_driver(self, fields: dict[str, str]) -> None:
        needed = fields.get("required_driver", "").partition(" ")[0]
        self._add(old_driver=OldDriver(fields.get("device", ""), fields.get("driver", ""), needed))

    def _old_amd_driver(self, _: dict[str, str]) -> None:
        self._add(old_driver=self._found.old_driver or OldDriver("AMD", "", ""))

    def _unsupported(self, fields: dict[str, str]) -> None:
        name = fields.get("device", "")
        if name not in self._found.unsupported:  # it is told once for each library
            self._add(unsupported=(*self._found.unsupported, name))

    def _integrated(self, fields: dict[str, str]) -> None:
        name = fields.get("description") or fields.get("name", "")
        if name not in self._found.integrated:
            self._add(integrated=(*self._found.integrated, name))

    def _needs_newer(self, _: dict[str, str]) -> None:
        self._add(needs_newer_engine=True)

    def _failed(self, fields: dict[str, str]) -> None:
        self._add(failure=fields.get("detail") or fields.get("error") or fields["msg"])

    def _foreign(self, fields: dict[str, str]) -> None:
        self._add(foreign_library=fields.get("location", ""))

    def _starting(self, fields: dict[str, str]) -> None:
        command = fields.get("cmd", "")
        if "--model " in command:
            asked = _ASKED.search(command)
            self._add(load=Load(asked_layers=int(asked[1]) if asked else None))

    def _loading(self, fields: dict[str, str]) -> None:
        """0.24 says how much is asked of it."""
        asked, layers = _number(fields.get("requested")), _number(fields.get("model layers"))
        if layers is not None:
            wanted = None if asked is None or asked < 0 else asked
            self._add(load=Load(layers=layers, asked_layers=wanted, free_bytes=self._card_free))

    def _system_memory(self, _: dict[str, str]) -> None:
        self._card_free = None

    def _card_memory(self, fields: dict[str, str]) -> None:
        self._card_free = (self._card_free or 0) + size_bytes(fields.get("available", ""))
        self._add_to_load(free_bytes=self._card_free)

    def _total(self, fields: dict[str, str]) -> None:
        self._add_to_load(needed_bytes=size_bytes(fields.get("size", "")))


_MESSAGES: dict[str, Callable[[HardwareLog, dict[str, str]], None]] = {
    "server config": HardwareLog._config,
    "inference compute": HardwareLog._compute,
    "vram-based default context": HardwareLog._searched,
    "user overrode visible devices": HardwareLog._hidden,
    "NVIDIA driver too old": HardwareLog._old_driver,
    "AMD driver is too old. Update your AMD driver to enable GPU inference.": HardwareLog._old_amd_driver,
    "skipping CUDA device — compute capability not in compiled architectures": HardwareLog._unsupported,
    "dropping ROCm device — no rocblas support for gfx target": HardwareLog._unsupported,
    "dropping integrated GPU; to enable, set OLLAMA_IGPU_ENABLE=1": HardwareLog._integrated,
    "experimental Vulkan support disabled.  To enable, set OLLAMA_VULKAN=1": HardwareLog._needs_newer,
    "failure during GPU discovery": HardwareLog._failed,
    "failure during llama-server GPU discovery": HardwareLog._failed,
    "llama-server GPU discovery watchdog timed out": HardwareLog._failed,
    "potentially incompatible library detected in PATH": HardwareLog._foreign,
    "starting llama-server": HardwareLog._starting,
    "starting runner": HardwareLog._starting,
    "loading model": HardwareLog._loading,
    "system memory": HardwareLog._system_memory,
    "gpu memory": HardwareLog._card_memory,
    "total memory": HardwareLog._total,
}


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    return value[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def size_bytes(text: str) -> int:
    """`139.8 GiB` in bytes, as exact as it is written; 0 for what is no size."""
    found = _SIZE.fullmatch(text.strip())
    try:
        return round(float(found[1]) * _UNITS[found[2]]) if found else 0
    except (KeyError, ValueError):
        return 0


def _number(text: str | None) -> int | None:
    try:
        return int(text or "")
    except ValueError:
        return None
