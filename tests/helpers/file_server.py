"""One big file on a web server, with the faults of real networks."""

from __future__ import annotations

import re
from http.server import BaseHTTPRequestHandler

from tests.helpers.web_server import CHUNK, WebServer, reset, send


class FileServer(WebServer):
    """Serves `data` under any path, with ranges. The faults are attributes; `hold` takes effect after 512 kB."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data
        self.url = f"http://127.0.0.1:{self.port}"
        self.breaks_after: list[int] = []
        """One entry a request: so many bytes are sent, then the connection is reset."""
        self.is_abrupt = True
        """A reset takes with it what the other side has not read yet; False closes after the last byte."""
        self.knows_ranges = True
        self.page: tuple[int, bytes] | None = None
        """A page of a portal or an error instead of the file: status and body."""
        self.redirect = ""
        self.requests: list[str] = []
        """The `Range` of every request, "" for none."""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range", "")
        self.requests.append(wanted)
        if self.redirect:
            send(request, 302, Location=self.redirect)
        elif self.page is not None:
            send(request, *self.page, Content_Type="text/html")
        else:
            found = re.fullmatch(r"bytes=(\d+)-", wanted)
            self._file(request, int(found[1]) if found and self.knows_ranges else 0)

    def _file(self, request: BaseHTTPRequestHandler, start: int) -> None:
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(self.data) - 1}/{len(self.data)}")
        request.send_header("Content-Length", str(len(self.data) - start))
        request.end_headers()
        stop = start + self.breaks_after.pop(0) if self.breaks_after else len(self.data)
        held_from = start + 8 * CHUNK
        try:
            while start < min(stop, len(self.data)):
                if start >= held_from:
                    self.hold.wait()
                request.wfile.write(self.data[start : min(start + CHUNK, stop)])
                start += CHUNK
        except OSError:
            return
        if stop < len(self.data):
            if self.is_abrupt:
                reset(request)
            request.close_connection = True
