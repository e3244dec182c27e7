"""A download page that names the newest release, and keeps every request that came."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler

from tests.helpers.web_server import WebServer, send


class ReleaseServer(WebServer):
    def __init__(self, tag: str = "v9.8.7") -> None:
        super().__init__()
        self.tag = tag
        self.status = 200
        self.asked: list[tuple[str, dict[str, str]]] = []
        """Path, and headers in lower case, of each request."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/releases/latest"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append((request.path, headers))
        etag = f'"{self.tag}"'
        if headers.get("if-none-match") == etag:
            send(request, 304, ETag=etag)
            return
        # What else the page says is not to be trusted: no address of it is opened.
        body = {"tag_name": self.tag, "html_url": "https://example.com/elsewhere", "draft": False}
        send(request, self.status, json.dumps(body).encode(), ETag=etag)
