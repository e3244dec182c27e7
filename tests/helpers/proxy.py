"""A small real proxy that opens the secure connections of those who use it, as a company's does."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

HOST = "registry.example"
"""A host that there is only behind the proxy."""
COMPANY = "Watchful Networks Ltd"
_PATIENCE_S = 30.0


class Proxy:
    """Takes CONNECT for the time of a `with` block and answers in place of `HOST`, from a server on this computer.

    Its certificates are signed by `COMPANY`, whose own is `authority`: who trusts that one gets through.
    """

    def __init__(self, folder: Path, port: int) -> None:
        """`port` of the server that answers in the end, over plain http."""
        self.wants_password = False
        self.password = ""
        """`NAME:PASSWORD` that opens it, when it wants them."""
        self.asked: list[str] = []
        """What was asked for: `HOST:PORT`."""
        self.authority = folder / "authority.pem"
        self._port = port
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(_certificate(folder, self.authority), folder / "leaf.key")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._one, args=(client,), daemon=True).start()

    def _one(self, client: socket.socket) -> None:
        client.settimeout(_PATIENCE_S)
        with suppress(OSError), client:
            head = b""
            while b"\r\n\r\n" not in head and (more := client.recv(4096)):
                head += more
            method, target, *_ = head.decode("latin-1").split(" ")
            self.asked.append(target)
            wanted = b64encode(self.password.encode()).decode() if self.password else None
            is_refused = wanted is None or f"\r\nProxy-Authorization: Basic {wanted}\r\n" not in head.decode("latin-1")
            if self.wants_password and is_refused:
                client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            elif method != "CONNECT" or not target.startswith(f"{HOST}:"):
                client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            else:
                client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                with (
                    self._context.wrap_socket(client, server_side=True) as secure,
                    socket.create_connection(("127.0.0.1", self._port)) as server,
                ):
                    back = threading.Thread(target=_pass_on, args=(server, secure), daemon=True)
                    back.start()
                    _pass_on(secure, server)
                    back.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _certificate(folder: Path, authority: Path) -> Path:
    """Makes the authority and, signed by it, the certificate for `HOST` with its key `leaf.key`."""
    folder.mkdir(exist_ok=True)
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    leaf, names = folder / "leaf.pem", f"subjectAltName=DNS:{HOST}"
    owner = ["-subj", f"/C=XX/O={COMPANY}/CN=Inspection"]
    _openssl("req", "-x509", *key, *owner, "-keyout", folder / "authority.key", "-out", authority)
    signed = ["-CA", authority, "-CAkey", folder / "authority.key", "-addext", names, "-subj", f"/CN={HOST}"]
    _openssl("req", "-x509", *key, *signed, "-keyout", folder / "leaf.key", "-out", leaf)
    return leaf


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
