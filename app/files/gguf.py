"""Writes model files: GGUF version 3, little-endian, 32-bit floats.

Layout: magic, version, counts; key-value pairs; tensor descriptions; padding; tensor data, each aligned.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import prod
from pathlib import Path
from typing import BinaryIO

MAGIC = b"GGUF"
VERSION = 3
ALIGNMENT = 32
FLOAT_BYTES = 4
_TENSOR_F32 = 0

Value = str | bool | int | float | Sequence[str] | Sequence[int]
"""What a key can hold here. An int is written as uint32, a float as float32, a sequence of int as int32."""


class ValueType(IntEnum):
    """The type codes of the format."""

    UINT8 = 0
    INT8 = 1
    UINT16 = 2
    INT16 = 3
    UINT32 = 4
    INT32 = 5
    FLOAT32 = 6
    BOOL = 7
    STRING = 8
    ARRAY = 9
    UINT64 = 10
    INT64 = 11
    FLOAT64 = 12


@dataclass(frozen=True, slots=True)
class Tensor:
    """A named array of 32-bit floats.

    `shape` is written as mathematicians do, rows before columns. `data` is its little-endian bytes;
    None means all zeros, which take no time to write and no space on most disks.
    """

    name: str
    shape: tuple[int, ...]
    data: bytes | None = None

    @property
    def size_bytes(self) -> int:
        return prod(self.shape) * FLOAT_BYTES


def write_gguf(path: Path, metadata: Mapping[str, Value], tensors: Sequence[Tensor]) -> None:
    """Write a model file. The same arguments give the same bytes, always.

    The file appears whole or not at all; one that is there is replaced.
    Raises: `OSError`; `ValueError` when the data of a tensor does not match its shape.
    """
    for tensor in tensors:
        if tensor.data is not None and len(tensor.data) != tensor.size_bytes:
            raise ValueError(f"{tensor.name}: {len(tensor.data)} bytes for shape {tensor.shape}")
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            _write(file, metadata, tensors)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write(file: BinaryIO, metadata: Mapping[str, Value], tensors: Sequence[Tensor]) -> None:
    file.write(MAGIC + struct.pack("<IQQ", VERSION, len(tensors), len(metadata)))
    for key, value in metadata.items():
        file.write(_string(key) + _typed(value))
    offset = 0
    for tensor in tensors:
        # The format counts dimensions from the innermost, so the order turns round.
        dimensions = struct.pack(f"<I{len(tensor.shape)}Q", len(tensor.shape), *reversed(tensor.shape))
        file.write(_string(tensor.name) + dimensions + struct.pack("<IQ", _TENSOR_F32, offset))
        offset += _aligned(tensor.size_bytes)
    end = _aligned(file.tell())
    for tensor in tensors:
        if tensor.data is not None:
            file.seek(end)
            file.write(tensor.data)
        end += _aligned(tensor.size_bytes)
    file.truncate(end)


def _aligned(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT


def _string(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def _typed(value: Value) -> bytes:
    match value:
        case str():
            return struct.pack("<I", ValueType.STRING) + _string(value)
        case bool():  # before int: a bool is one
            return struct.pack("<I?", ValueType.BOOL, value)
        case int():
            return struct.pack("<II", ValueType.UINT32, value)
        case float():
            return struct.pack("<If", ValueType.FLOAT32, value)
        case _:
            return _array(value)


def _array(items: Sequence[str] | Sequence[int]) -> bytes:
    strings = [item for item in items if isinstance(item, str)]
    numbers = [item for item in items if isinstance(item, int)]
    kind = ValueType.STRING if strings else ValueType.INT32
    head = struct.pack("<IIQ", ValueType.ARRAY, kind, len(items))
    return head + (b"".join(map(_string, strings)) if strings else struct.pack(f"<{len(numbers)}i", *numbers))
