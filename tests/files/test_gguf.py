"""Writing model files and reading what they say about themselves."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.errors import ModelBroken
from app.files.gguf import Tensor, Value, ValueType, write_gguf
from app.files.gguf_header import MAX_ITEMS, read_gguf_header

_KEYS: dict[str, Value] = {
    "general.architecture": "qwen2",
    "general.name": "Tiny – 小",
    "a.number": 7,
    "a.fraction": 0.5,
    "a.switch": True,
    "a.numbers": [1, -2, 3],
    "a.texts": ["one", "", "drei"],
    "tokenizer.chat_template": "{{ messages }}",
}
_TENSORS = (
    Tensor("first", (2, 3), struct.pack("<6f", *range(6))),
    Tensor("zeros", (1000,)),
    Tensor("last", (1,), b"last"),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.gguf"
    write_gguf(path, _KEYS, _TENSORS)
    return path


def _head(keys: int = 0, tensors: int = 0, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, keys)


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def _problem(path: Path, raw: bytes) -> str:
    path.write_bytes(raw)
    with pytest.raises(ModelBroken) as caught:
        read_gguf_header(path)
    return caught.value.detail


def test_what_is_written_is_read(file: Path) -> None:
    header = read_gguf_header(file)
    assert (header.architecture, header.name, header.chat_template) == ("qwen2", "Tiny – 小", "{{ messages }}")
    assert header.tensor_names == ("first", "zeros", "last")


def test_data_is_aligned_and_zeros_are_zeros(file: Path) -> None:
    raw = file.read_bytes()
    assert len(raw) % 32 == 0
    data = raw[-(32 + 4000 + 32) :]
    assert data == struct.pack("<6f", *range(6)).ljust(32, b"\0") + bytes(4000) + b"last".ljust(32, b"\0")


def test_same_arguments_same_bytes(file: Path, tmp_path: Path) -> None:
    write_gguf(tmp_path / "again.gguf", _KEYS, _TENSORS)
    assert (tmp_path / "again.gguf").read_bytes() == file.read_bytes()


def test_a_failed_write_leaves_the_old_file_and_nothing_else(file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(struct.error):
        write_gguf(file, {"too.big": 1 << 32}, ())
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_data_must_match_its_shape(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="odd"):
        write_gguf(tmp_path / "no.gguf", {}, (Tensor("odd", (2,), b"1234"),))


def test_a_file_cut_off_anywhere_is_damaged(file: Path) -> None:
    raw = file.read_bytes()
    start_of_data = len(raw) - (32 + 4000 + 32)
    for length in (*range(start_of_data + 1), len(raw) - 32):
        _problem(file, raw[:length])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(position=st.integers(0, 500), garbage=st.binary(min_size=1, max_size=16))
def test_garbage_is_read_or_refused(tmp_path: Path, position: int, garbage: bytes) -> None:
    path = tmp_path / "garbage.gguf"
    write_gguf(path, _KEYS, _TENSORS)
    raw = bytearray(path.read_bytes())
    raw[position : position + len(garbage)] = garbage
    path.write_bytes(raw)
    try:
        read_gguf_header(path)
    except ModelBroken as error:
        assert error.detail  # noqa: PT017 - whichever of the two happens is right


def test_every_problem_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.gguf"
    array = _text("k") + struct.pack("<I", ValueType.ARRAY)
    assert _problem(path, b"") == "the file ends in its header"
    assert _problem(path, b"PK\3\4" + bytes(99)) == "not a GGUF file"
    assert "version 1" in _problem(path, _head(version=1))
    assert "version 50331648" in _problem(path, b"GGUF" + struct.pack(">IQQ", 3, 0, 0))  # big-endian
    assert "keys" in _problem(path, _head(keys=1 << 63))
    assert "tensors" in _problem(path, _head(tensors=1 << 17))
    assert "bytes of text" in _problem(path, _head(keys=1) + struct.pack("<Q", 1 << 40))
    assert "unknown type 99" in _problem(path, _head(keys=1) + _text("k") + struct.pack("<I", 99))
    assert "items" in _problem(path, _head(keys=1) + array + struct.pack("<IQ", ValueType.UINT8, MAX_ITEMS + 1))
    assert "list of lists" in _problem(path, _head(keys=1) + array + struct.pack("<IQ", ValueType.ARRAY, 1))
    assert "dimensions" in _problem(path, _head(tensors=1) + _text("t") + struct.pack("<I", 5))


def test_other_value_types_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "types.gguf"
    kinds = {ValueType.UINT8: 1, ValueType.INT16: 2, ValueType.FLOAT64: 8, ValueType.UINT64: 8}
    pairs = b"".join(_text("k") + struct.pack("<I", kind) + bytes(size) for kind, size in kinds.items())
    name = _text("general.name") + struct.pack("<I", ValueType.STRING) + _text("found")
    path.write_bytes(_head(keys=5) + pairs + name)
    assert read_gguf_header(path).name == "found"
