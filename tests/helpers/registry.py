"""A small registry of models that a real Ollama server downloads from, with the faults of real ones.

The server takes the address of a file only from a redirect to another host name: manifests are asked of
`127.0.0.1`, files are sent from `localhost` (design: ollama §8).
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.helpers.web_server import CHUNK, WebServer, reset, send

_MEDIA = "application/vnd.ollama.image."


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class Registry(WebServer):
    """Serves models for the time of a `with` block. The faults are attributes; change them at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.page: tuple[int, bytes] | None = None
        """Answer of every manifest: status and body."""
        self.file_status = 200
        """Answer when a file is asked for, to HEAD and GET alike."""
        self.file_page: tuple[int, bytes] | None = None
        """What the host of the files answers in place of each: status and body."""
        self.breaks_after: list[int] = []
        """One entry a file request: so many bytes are sent, then the connection is reset."""
        self.spoils = False
        """Sends wrong bytes of the right length."""
        self.bytes_per_s: float | None = None
        self.held_after = 2 * CHUNK
        """Bytes of a file after which `hold` takes effect."""
        self.manifests: dict[str, bytes] = {}
        self.blobs: dict[str, bytes] = {}
        self.requests: list[str] = []
        self.sent_bytes = 0

    def add(
        self, model: Path, name: str = "deepseek-tiny:1b", *, template: str = "{{ .Prompt }}", padding: int = 0
    ) -> str:
        """Offer a GGUF file as a model; the tag to pull it by. `padding` makes its licence that long."""
        weights = model.read_bytes()
        licence = b"x" * padding
        config = json.dumps({"model_format": "gguf", "model_family": "qwen2", "model_type": "1B", "file_type": "F32"})
        parts = [("model", weights), ("template", template.encode())]
        parts += [("license", licence)] if licence else []
        for _, data in parts:
            self.blobs[digest_of(data)] = data
        self.blobs[digest_of(config.encode())] = config.encode()
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
            "config": _layer("application/vnd.docker.container.image.v1+json", config.encode()),
            "layers": [_layer(_MEDIA + kind, data) for kind, data in parts],
        }
        title, _, tag = name.partition(":")
        self.manifests[f"/v2/library/{title}/manifests/{tag}"] = json.dumps(manifest).encode()
        return f"127.0.0.1:{self.port}/library/{name}"

    def size_of(self, name: str = "deepseek-tiny:1b") -> int:
        return sum(len(self.blobs[digest]) for digest in self.digests_of(name))

    def digests_of(self, name: str = "deepseek-tiny:1b") -> set[str]:
        """The files of a model."""
        title, _, tag = name.partition(":")
        manifest = json.loads(self.manifests[f"/v2/library/{title}/manifests/{tag}"])
        return {str(part["digest"]) for part in (manifest["config"], *manifest["layers"])}

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path
        self.requests.append(f"{request.command} {path}")
        if "/manifests/" in path:
            status, body = self.page or ((200, self.manifests[path]) if path in self.manifests else (404, b"{}"))
            send(request, status, body)
        elif found := re.fullmatch(r"/v2/.+/blobs/(sha256:[0-9a-f]{64})", path):
            self._blob(request, found[1])
        elif found := re.fullmatch(r"/files/(sha256:[0-9a-f]{64})", path):
            self._file(request, self.blobs[found[1]])
        else:
            send(request, 404, b"{}")

    def _blob(self, request: BaseHTTPRequestHandler, digest: str) -> None:
        if self.file_status != 200:
            send(request, self.file_status, b"no")
        elif digest not in self.blobs:
            send(request, 404, b"{}")
        elif request.command == "HEAD":
            send(request, 200, self.blobs[digest])
        else:
            send(request, 307, Location=f"http://localhost:{self.port}/files/{digest}")

    def _file(self, request: BaseHTTPRequestHandler, data: bytes) -> None:
        if self.file_page:
            status, page = self.file_page
            send(request, status, page, **{"Content-Type": "text/html"} if page.startswith(b"<") else {})
            return
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("Range", ""))
        start, end = (int(found[1]), int(found[2]) + 1) if found else (0, len(data))
        if self.spoils:
            data = bytes(len(data))
        request.send_response(206 if found else 200)
        request.send_header("Content-Length", str(end - start))
        request.end_headers()
        is_big = end - start > 4 * CHUNK
        stop = start + self.breaks_after.pop(0) if self.breaks_after and is_big else end
        sent = 0
        try:
            while start < min(stop, end):
                if sent >= self.held_after:
                    self.hold.wait()
                piece = data[start : min(start + CHUNK, stop, end)]
                request.wfile.write(piece)
                start += len(piece)
                sent += len(piece)
                self.sent_bytes += len(piece)
                if self.bytes_per_s and is_big:
                    time.sleep(len(piece) / self.bytes_per_s)
        except OSError:
            return
        if stop < end:
            reset(request)


def _layer(media_type: str, data: bytes) -> Mapping[str, object]:
    return {"mediaType": media_type, "digest": digest_of(data), "size": len(data)}
