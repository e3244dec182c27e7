"""Pins of another release of the engine, taken from its sums file.

    python3 packaging/refresh_engine.py VERSION [--source ADDRESS] [--file FILE] [--older]

ADDRESS is the folder that holds `sha256sum.txt` and the archives; without it, the folder of the makers' release.
Each archive of the file gets the sum that is written there and the size that the server tells; all of them or none.
What they take unpacked is not told anywhere: it grows as the archive does, rounded up. Standard library only.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
import urllib.request
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "resources" / "engine" / "release.toml"
SUMS = "sha256sum.txt"
TIMEOUT_S = 30
_LARGEST_SUMS = 2**20
_ROUNDED_TO = 50_000_000
_HEAD = "[[archive]]\n"
_LINE = re.compile(r"([0-9a-fA-F]{64})\s+\*?(?:\./)?(\S+)")
_VERSION = re.compile(r"\d+\.\d+\.\d+")


def sums_of(text: str) -> dict[str, str]:
    """Sum by name. Raises: `ValueError` for a line of another form: it may be a page of a portal."""
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        if not (parts := _LINE.fullmatch(line)):
            raise ValueError(f"not a line of sums: {line[:60]}")
        found[parts[2]] = parts[1].lower()
    return found


def refreshed(text: str, version: str, source: str, sums: dict[str, str], sizes: dict[str, int]) -> str:
    """The file with the pins of this release; comments, order and rows stay. Raises: `ValueError`."""
    head, *blocks = text.split(_HEAD)
    head = _set(_set(head, "version", f'"{version}"'), "source", f'"{source}"')
    return _HEAD.join([head, *(_refreshed_row(block, sums, sizes) for block in blocks)])


def _refreshed_row(block: str, sums: dict[str, str], sizes: dict[str, int]) -> str:
    row = tomllib.loads(block)
    name = row["name"]
    if name not in sums:
        raise ValueError(f"{name} is not in the release")
    size = sizes[name]
    unpacked = row["unpacked_bytes"] * size / row["size_bytes"]
    block = _set(block, "sha256", f'"{sums[name]}"')
    block = _set(block, "size_bytes", f"{size:_}")
    return _set(block, "unpacked_bytes", f"{-int(-unpacked // _ROUNDED_TO) * _ROUNDED_TO:_}")


def _set(block: str, key: str, value: str) -> str:
    written, count = re.subn(rf"^{key} = .*$", f"{key} = {value}", block, flags=re.MULTILINE)
    if count != 1:
        raise ValueError(f"no line for {key}")
    return written


def _opened(address: str, method: str) -> urllib.request.Request:
    if not address.startswith(("https://", "http://")):
        raise ValueError(f"not an address: {address}")
    return urllib.request.Request(address, method=method)


def _sums(source: str) -> dict[str, str]:
    with urllib.request.urlopen(_opened(f"{source}/{SUMS}", "GET"), timeout=TIMEOUT_S) as answer:
        return sums_of(answer.read(_LARGEST_SUMS).decode("utf-8"))


def _size(address: str) -> int:
    with urllib.request.urlopen(_opened(address, "HEAD"), timeout=TIMEOUT_S) as answer:
        size = int(answer.headers.get("Content-Length") or 0)
    if size <= 0:
        raise ValueError(f"no size is told for {address}")
    return size


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Pin another release of the engine.")
    parser.add_argument("version", help="such as 0.35.0")
    parser.add_argument("--source", help="folder of the release; the makers' own if none is given")
    parser.add_argument("--file", type=Path, default=FILE)
    parser.add_argument("--older", action="store_true", help="also a release before the one that is pinned")
    options = parser.parse_args(arguments)
    version = options.version.removeprefix("v")
    text = options.file.read_text("utf-8")
    pinned = tomllib.loads(text)
    try:
        _check_version(version, "" if options.older else pinned["version"])
        source = (options.source or pinned["source"].replace(pinned["version"], version)).rstrip("/")
        sums = _sums(source)
        sizes = {row["name"]: _size(f"{source}/{row['name']}") for row in pinned["archive"] if row["name"] in sums}
        # A mirror's address is for this run alone: people fetch from the makers, or from their own mirror.
        written = refreshed(text, version, pinned["source"].replace(pinned["version"], version), sums, sizes)
    except (OSError, ValueError) as error:
        print(f"nothing is changed: {error}", file=sys.stderr)
        return 1
    options.file.write_text(written, "utf-8", newline="\n")
    for row in tomllib.loads(written)["archive"]:
        print(f"{row['name']}: {row['size_bytes']:_} bytes, {row['sha256'][:12]}")
    return 0


def _check_version(version: str, pinned: str) -> None:
    """Raises: `ValueError` for what is no release, and for one before that which is pinned."""
    if not _VERSION.fullmatch(version):
        raise ValueError(f"not a version of a release: {version}")
    if pinned and _numbers(version) < _numbers(pinned):
        raise ValueError(f"{version} is older than {pinned}, which is pinned; --older allows it")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


if __name__ == "__main__":
    sys.exit(main())
