"""Sizes and digests of the catalogue, taken from a registry's manifests.

    python3 packaging/refresh_catalogue.py REGISTRY [TAG …]

REGISTRY is the address of a registry, such as https://HOST. Only `size_bytes`, `size_is_exact` and `digest` of the
models that it has are written; comments and order stay. Standard library only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "resources" / "catalogue" / "models.toml"
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
TIMEOUT_S = 30
_LARGEST_MANIFEST = 2**20
_HEAD = "[[model]]\n"


def manifest_facts(body: bytes) -> tuple[int, str]:
    """Sum of config and layers, and the digest, as a server lists them. Raises: `ValueError`."""
    manifest = json.loads(body)
    try:
        sizes = [part["size"] for part in (manifest["config"], *manifest["layers"])]
    except (KeyError, TypeError) as error:
        raise ValueError("not a manifest of one model") from error
    if not all(type(size) is int and size >= 0 for size in sizes):
        raise ValueError("sizes that are no numbers")
    return sum(sizes), hashlib.sha256(body).hexdigest()


def fetched(registry: str, tag: str) -> bytes:
    """The manifest. Raises: `OSError`."""
    name, _, version = tag.partition(":")
    path = name if "/" in name else f"library/{name}"
    url = f"{registry.rstrip('/')}/v2/{path}/manifests/{version or 'latest'}"
    if not url.startswith(("https://", "http://")):
        raise OSError(f"not an address: {registry}")
    request = urllib.request.Request(url, headers={"Accept": MANIFEST})
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
        return bytes(answer.read(_LARGEST_MANIFEST))


def with_facts(text: str, tag: str, size_bytes: int, digest: str) -> str:
    """The catalogue's text with other figures for one model."""
    blocks = text.split(_HEAD)
    for number, block in enumerate(blocks):
        if f'tag = "{tag}"\n' in block:
            written = _set(block, "size_bytes", f"{size_bytes:_}")
            written = _set(written, "size_is_exact", "true")
            blocks[number] = _set(written, "digest", f'"{digest}"')
            return _HEAD.join(blocks)
    raise ValueError(f"{tag} is not in the catalogue")


def _set(block: str, key: str, value: str) -> str:
    written, count = re.subn(rf"^{key} = .*$", f"{key} = {value}", block, flags=re.MULTILINE)
    if count != 1:
        raise ValueError(f"no line for {key}")
    return written


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Write sizes and digests from a registry into the catalogue.")
    parser.add_argument("registry", help="address of the registry")
    parser.add_argument("tags", nargs="*", metavar="TAG", help="only these; all if none is given")
    parser.add_argument("--file", type=Path, default=FILE)
    options = parser.parse_args(arguments)
    text = options.file.read_text("utf-8")
    failed = 0
    for tag in options.tags or re.findall(r'^tag = "(.+)"$', text, flags=re.MULTILINE):
        try:
            size_bytes, digest = manifest_facts(fetched(options.registry, tag))
            text = with_facts(text, tag, size_bytes, digest)
        except (OSError, ValueError) as error:
            failed += 1
            print(f"{tag}: {error}", file=sys.stderr)
        else:
            print(f"{tag}: {size_bytes:_} bytes, {digest[:12]}")
    options.file.write_text(text, "utf-8", newline="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
