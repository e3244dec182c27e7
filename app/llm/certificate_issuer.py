"""Who signed a certificate: Python tells that only of certificates that it trusts."""

from __future__ import annotations

from collections.abc import Iterator

_ORGANISATION = bytes.fromhex("060355040a")
_COMMON_NAME = bytes.fromhex("0603550403")
_SEQUENCE, _SET, _VERSION = 0x30, 0x31, 0xA0
_MOST_CHARS = 80


def issuer_of(certificate: bytes) -> str:
    """The issuer's organisation, else its name, of a certificate in DER (RFC 5280 §4.1); empty for none readable."""
    try:
        (_, whole), *_ = _parts(certificate)
        (_, signed), *_ = _parts(whole)
        fields = [field for field in _parts(signed) if field[0] != _VERSION]
        names = dict(_names(fields[2][1]))  # serial number, algorithm, issuer
    except (IndexError, ValueError):
        return ""
    found = names.get(_ORGANISATION) or names.get(_COMMON_NAME) or ""
    return "".join(char for char in found if char.isprintable())[:_MOST_CHARS].strip()


def _names(issuer: bytes) -> Iterator[tuple[bytes, str]]:
    for kind, group in _parts(issuer):
        for _, pair in _parts(group) if kind == _SET else ():
            (tag, key), (_, value), *_ = _parts(pair)
            yield bytes((tag, len(key))) + key, value.decode("utf-8", "replace")


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of a DER sequence: tag and content. Raises: `IndexError`, `ValueError`."""
    place = 0
    while place < len(data):
        tag, length = data[place], data[place + 1]
        place += 2
        if length & 0x80:
            count = length & 0x7F
            length = int.from_bytes(data[place : place + count])
            place += count
        if place + length > len(data):
            raise ValueError("cut off")
        yield tag, data[place : place + length]
        place += length
