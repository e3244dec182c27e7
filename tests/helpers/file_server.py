"""A small web server for one big file, with the faults of real networks."""

from __future__ import annotations

import re
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

_CHUNK = 1 << 16


class FileServer:
    """Serves `data` under any path, with ranges, for the time of a `with` block. The faults are attributes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.breaks_after: list[int] = []
        """One entry a request: so many bytes are sent, then the connection is reset."""
        self.knows_ranges = True
        self.page: tuple[int, bytes] | None = None
        """A page of a portal or an error instead of the file: status and body."""
        self.hold = threading.Event()
        """Cleared: after the first 512 kB of an answer nothing more is sent until it is set."""
        self.hold.set()
        self.redirect = ""
        self.requests: list[str] = []
        """The `Range` of every request, "" for none."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range", "")
        self.requests.append(wanted)
        if self.redirect:
            request.send_response(302)
            request.send_header("Location", self.redirect)
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        if self.page is not None:
            status, body = self.page
            request.send_response(status)
            request.send_header("Content-Type", "text/html")
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)
            return
        found = re.fullmatch(r"bytes=(\d+)-", wanted)
        start = int(found[1]) if found and self.knows_ranges else 0
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(self.data) - 1}/{len(self.data)}")
        request.send_header("Content-Length", str(len(self.data) - start))
        request.end_headers()
        stop = start + self.breaks_after.pop(0) if self.breaks_after else len(self.data)
        try:
            held_from = start + 8 * _CHUNK
            while start < min(stop, len(self.data)):
                if start >= held_from:
                    self.hold.wait()
                request.wfile.write(self.data[start : min(start + _CHUNK, stop)])
                start += _CHUNK
        except OSError:
            return
        if stop < len(self.data):
            request.wfile.flush()
            # Reset, not closed in good order: what a dropped line looks like.
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            request.close_connection = True
