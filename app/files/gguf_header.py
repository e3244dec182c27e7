"""Reads what a model file says about itself, without its weights. The file is not trusted."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import ModelBroken
from app.files.gguf import ALIGNMENT, MAGIC, ValueType

# Far above any real model (the largest vocabularies hold some 260,000 words, the largest models some
# thousands of tensors), far below what would hurt.
MAX_KEYS = 1 << 16
MAX_TENSORS = 1 << 16
MAX_ITEMS = 1 << 22
MAX_STRING_BYTES = 1 << 22
MAX_DIMENSIONS = 4

_VERSIONS = (2, 3)
_SIZES = {
    ValueType.UINT8: 1,
    ValueType.INT8: 1,
    ValueType.UINT16: 2,
    ValueType.INT16: 2,
    ValueType.UINT32: 4,
    ValueType.INT32: 4,
    ValueType.FLOAT32: 4,
    ValueType.BOOL: 1,
    ValueType.UINT64: 8,
    ValueType.INT64: 8,
    ValueType.FLOAT64: 8,
}


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a model file says about itself. Texts are empty where it says nothing."""

    architecture: str
    name: str
    chat_template: str
    """Jinja text that turns a chat into what the model reads."""
    tensor_names: tuple[str, ...]


def read_gguf_header(path: Path) -> GgufHeader:
    """Read the head of a model file; at most a few megabytes of it, whatever its counts claim.

    A file that ends before the data of its last tensor begins is damaged, too.
    Raises: `OSError`; `ModelBroken` when this is no whole model file, its `detail` says what is wrong.
    """
    with path.open("rb") as file:
        return _Reader(file, path.stat().st_size).header()


class _Reader:
    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size
        self._left = size

    def header(self) -> GgufHeader:
        if self._bytes(len(MAGIC)) != MAGIC:
            raise ModelBroken(detail="not a GGUF file")
        if (version := self._uint32()) not in _VERSIONS:
            raise ModelBroken(detail=f"GGUF version {version}, known are {_VERSIONS}")
        tensor_count = self._count(MAX_TENSORS, "tensors")
        texts: dict[str, str] = {}
        alignment = ALIGNMENT
        for _ in range(self._count(MAX_KEYS, "keys")):
            key, kind = self._string(), self._kind()
            if kind is ValueType.STRING:
                texts[key] = self._string()
            elif key == "general.alignment" and kind is ValueType.UINT32:
                alignment = max(1, self._uint32())
            else:
                self._skip_value(kind)
        names: list[str] = []
        last_offset = 0
        for _ in range(tensor_count):
            names.append(self._string())
            if (dimensions := self._uint32()) > MAX_DIMENSIONS:
                raise ModelBroken(detail=f"a tensor with {dimensions} dimensions")
            self._skip(8 * dimensions + 4)
            last_offset = max(last_offset, self._uint64())
        start = -(-(self._size - self._left) // alignment) * alignment
        if names and start + last_offset >= self._size:
            raise ModelBroken(detail="the file ends before its last tensor")
        return GgufHeader(
            architecture=texts.get("general.architecture", ""),
            name=texts.get("general.name", ""),
            chat_template=texts.get("tokenizer.chat_template", ""),
            tensor_names=tuple(names),
        )

    def _take(self, size: int) -> None:
        if size > self._left:
            raise ModelBroken(detail="the file ends in its header")
        self._left -= size

    def _bytes(self, size: int) -> bytes:
        self._take(size)
        raw = self._file.read(size)
        if len(raw) != size:
            raise ModelBroken(detail="the file became shorter while it was read")
        return raw

    def _skip(self, size: int) -> None:
        self._take(size)
        self._file.seek(size, 1)

    def _uint32(self) -> int:
        return int(struct.unpack("<I", self._bytes(4))[0])

    def _uint64(self) -> int:
        return int(struct.unpack("<Q", self._bytes(8))[0])

    def _count(self, limit: int, what: str) -> int:
        if (count := self._uint64()) > limit:
            raise ModelBroken(detail=f"{count} {what}, at most {limit} make sense")
        return count

    def _kind(self) -> ValueType:
        code = self._uint32()
        try:
            return ValueType(code)
        except ValueError:
            raise ModelBroken(detail=f"unknown type {code} of a value") from None

    def _string(self) -> str:
        return self._bytes(self._count(MAX_STRING_BYTES, "bytes of text")).decode("utf-8", "replace")

    def _skip_value(self, kind: ValueType) -> None:
        if kind is not ValueType.ARRAY:
            self._skip(_SIZES[kind])
            return
        item = self._kind()
        count = self._count(MAX_ITEMS, "items of a list")
        if item is ValueType.ARRAY:
            raise ModelBroken(detail="a list of lists")
        if item is not ValueType.STRING:
            self._skip(count * _SIZES[item])
            return
        for _ in range(count):
            self._skip(self._count(MAX_STRING_BYTES, "bytes of text"))
