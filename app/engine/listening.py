"""Where our server listens: on this computer alone, or for the network too when the person wants that."""

from __future__ import annotations

import socket
import sys

_USUAL_PORT = 11434
_DOCUMENTATION = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737): asking for the way to it sends nothing."""

HERE_ALONE = "127.0.0.1:0"
"""`OLLAMA_HOST` by default: a free port of this computer, unreachable from outside (design: reliability S-1)."""


def listen_address(*, is_shared: bool) -> str:
    """What goes into `OLLAMA_HOST`. For others the usual port, so that they find it again, unless it is taken."""
    if not is_shared:
        return HERE_ALONE
    return f"0.0.0.0:{_USUAL_PORT if _is_free(_USUAL_PORT) else 0}"


def outside_host() -> str:
    """This computer's address in its network; its name where it is in none."""
    return outside_address() or socket.gethostname()


def outside_address() -> str:
    """This computer's address in its network; empty where it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_DOCUMENTATION)
            return str(probe.getsockname()[0])
        except OSError:
            return ""


def _is_free(port: int) -> bool:
    """Whether nobody listens there, neither for this computer nor for the network."""
    for address in ("127.0.0.1", "0.0.0.0"):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            try:
                if sys.platform != "win32":  # there it would allow two to listen
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
            except OSError:
                return False
    return True
