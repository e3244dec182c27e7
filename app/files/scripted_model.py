"""Makes a real model file that recites a script: the smallest network that an engine cannot tell from a model.

Every token has a code of +1 and -1, pseudo-random and so almost at right angles to every other one. It is the
token's embedding, and in the output head it is the row of the token that comes next. The blocks between are
complete (attention, experts) and add exactly nothing, since what they would write is multiplied by zero. So the
next token depends on the last one alone, and wins by such a margin that no temperature changes it.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha512
from itertools import pairwise
from pathlib import Path

from app.files.gguf import FLOAT_BYTES, Tensor, Value, write_gguf
from app.files.script import ASSISTANT, BEGIN, END, END_THINK, SPECIAL, THINK, Ending, Script

MAX_WIDTH = 512  # bits of the hash that makes the codes


@dataclass(frozen=True, slots=True)
class Body:
    """A network that adds nothing: what stands between embedding and output head of a scripted model."""

    architecture: str
    pre_tokenizer: str
    width: int
    """Length of an embedding: a multiple of 64, at most `MAX_WIDTH`."""
    metadata: Mapping[str, Value]
    """The architecture's own keys, in full."""
    tensors: tuple[Tensor, ...]
    """The blocks. Whatever writes into the residual stream must be zero."""


def build_scripted_model(path: Path, script: Script, body: Body, name: str) -> None:
    """Write a model that recites `script` after "<｜Assistant｜>", with DeepSeek R1's marks of a chat.

    After an empty thinking block it gives the answer alone. After a part of the answer it goes on there, as
    long as the part ends with a whole piece. Same arguments, same bytes. Blocking, some hundredths of a second.
    Raises: `OSError`; `ValueError` when a piece reads like the bytes of another one.
    """
    vocabulary = _Vocabulary(script)
    metadata: dict[str, Value] = {
        "general.architecture": body.architecture,
        "general.type": "model",
        "general.name": name,
        "general.file_type": 0,
        **body.metadata,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": body.pre_tokenizer,
        "tokenizer.ggml.tokens": vocabulary.names,
        "tokenizer.ggml.token_type": vocabulary.kinds,
        "tokenizer.ggml.merges": ["Ġ Ġ"],  # a list must be there; this pair makes no known token
        "tokenizer.ggml.bos_token_id": vocabulary.ids[BEGIN],
        "tokenizer.ggml.eos_token_id": vocabulary.ids[END],
        "tokenizer.ggml.add_bos_token": True,
    }
    codes = [_code(token, body.width) for token in range(len(vocabulary.names))]
    shape = (len(codes), body.width)
    head = (
        Tensor("token_embd.weight", shape, b"".join(codes)),
        ones("output_norm.weight", body.width),
        Tensor("output.weight", shape, _head(codes, vocabulary.successors, vocabulary.ids[END])),
    )
    write_gguf(path, metadata, head + body.tensors)


def ones(name: str, width: int) -> Tensor:
    """The weights of a norm that only normalises."""
    return Tensor(name, (width,), struct.pack("<f", 1.0) * width)


class _Kind(IntEnum):
    NORMAL = 1
    CONTROL = 3
    USER_DEFINED = 4
    """Found in what the model reads before anything is cut into words."""


class _Vocabulary:
    """The tokens: 256 bytes, the marks of a chat, the pieces; and which token follows which."""

    def __init__(self, script: Script) -> None:
        self.names: list[str] = []
        self.kinds: list[int] = []
        self.ids: dict[str, int] = {}
        """What the model writes or reads, as text -> token that it writes."""
        self.successors: dict[int, int] = {}
        aliases: dict[int, str] = {}
        for byte, letter in enumerate(_BYTE_LETTERS):
            self._add(chr(byte), letter, _Kind.NORMAL)
        for mark in SPECIAL:
            self._add(mark, mark, _Kind.USER_DEFINED if mark in (THINK, END_THINK) else _Kind.CONTROL)
        # Longest first: one of the engines looks for them in this order, the other sorts them itself.
        for piece in sorted(script.thinking + script.answer, key=lambda piece: len(piece.encode()), reverse=True):
            if piece.isascii():
                self._add(piece, piece, _Kind.USER_DEFINED)
            else:
                # Engines disagree on how such a token is written out unless it is spelt in byte letters,
                # and it is found in what the model reads only if it is not: so there are two of it.
                self._add(piece, "".join(_BYTE_LETTERS[byte] for byte in piece.encode()), _Kind.NORMAL)
                aliases[len(self.names)] = piece
                self._append(piece, _Kind.USER_DEFINED)
        self._link(script)
        for alias, piece in aliases.items():
            self.successors[alias] = self.successors[self.ids[piece]]
        if len(set(self.names)) != len(self.names):
            raise ValueError("a piece is spelt like another one's bytes")

    def _add(self, text: str, name: str, kind: _Kind) -> None:
        self.ids[text] = len(self.names)
        self._append(name, kind)

    def _append(self, name: str, kind: _Kind) -> None:
        self.names.append(name)
        self.kinds.append(int(kind))

    def _link(self, script: Script) -> None:
        thinking = (THINK, *script.thinking, END_THINK) if script.thinking else ()
        last = {Ending.STOP: END, Ending.LOOP: script.answer[0], Ending.REPEAT: script.answer[-1]}[script.ending]
        for text, following in pairwise((ASSISTANT, *thinking, *script.answer, last)):
            self.successors[self.ids[text]] = self.ids[following]
        # What the chat is rendered to when thinking is off ends with an empty block and blank lines.
        self.successors[self.ids["\n"]] = self.ids[script.answer[0]]


def _byte_letters() -> list[str]:
    """GPT-2's way to write any byte as a visible letter: printable ones as they are, the others from U+0100 on."""
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = iter(range(0x100, 0x200))
    return [chr(byte) if byte in printable else chr(next(others)) for byte in range(256)]


_BYTE_LETTERS = _byte_letters()
_SIGNS = [struct.pack("<8f", *(1.0 if byte >> bit & 1 else -1.0 for bit in range(8))) for byte in range(256)]


def _code(token: int, width: int) -> bytes:
    bits = bytearray(sha512(struct.pack("<I", token)).digest()[: width // 8])
    bits[0] |= 1  # the first number is 1 in every code: what `_head` hangs the end on
    return b"".join(_SIGNS[byte] for byte in bits)


def _head(codes: Sequence[bytes], successors: Mapping[int, int], end: int) -> bytes:
    """The output rows. A token scores `width` where it comes next and about 0 ± 3 √width elsewhere; the end of
    the text scores half the width everywhere, so it follows whatever has no successor."""
    width = len(codes[0]) // FLOAT_BYTES
    layout = f"<{width}f"
    predecessors: defaultdict[int, list[bytes]] = defaultdict(list)
    for token, following in successors.items():
        if following != end:
            predecessors[following].append(codes[token])
    rows = [b""] * len(codes)
    for token in range(len(codes)):
        match predecessors[token]:
            case []:
                rows[token] = bytes(FLOAT_BYTES * width)
            case [code]:
                rows[token] = code
            case several:
                columns = zip(*(struct.unpack(layout, code) for code in several), strict=True)
                rows[token] = struct.pack(layout, *map(sum, columns))
    rows[end] = struct.pack("<f", width / 2) + bytes(FLOAT_BYTES * (width - 1))
    return b"".join(rows)
