"""Is there a screen? Qt aborts the process where there is none, so it is asked before Qt is."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping

_PLATFORMS = {"xcb", "wayland", "wayland-egl", "offscreen", "minimal", "linuxfb", "eglfs", "vnc", "windows", "cocoa"}


def why_no_display(environ: Mapping[str, str]) -> str:
    """Why no window can be opened, for people; empty where one can."""
    platform = environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform and not any(name.partition(";")[0] in _PLATFORMS for name in platform.split(";")):
        return f"QT_QPA_PLATFORM is “{platform}”, which Qt does not know"
    if sys.platform in ("win32", "darwin") or platform not in ("", "xcb"):
        return ""
    if not platform and environ.get("WAYLAND_DISPLAY"):
        return ""
    if not environ.get("DISPLAY"):
        return "DISPLAY and WAYLAND_DISPLAY are not set"
    return "" if _x_answers() else f"no X server answers at DISPLAY {environ['DISPLAY']}"


def _x_answers() -> bool:
    """Whether the X server of DISPLAY takes a connection; where that cannot be tried, Qt is left to find out."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    answers = not xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return answers
