"""Pages that open in the browser when somebody asks for them. Nothing is read from them."""

from __future__ import annotations

DOWNLOAD_OLLAMA = "https://ollama.com/download"

NVIDIA_DRIVERS = "https://www.nvidia.com/drivers"
AMD_DRIVERS = "https://www.amd.com/support"
INTEL_DRIVERS = "https://www.intel.com/content/www/us/en/download-center/home.html"


def open_page(address: str) -> None:
    """Open one of the pages."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl(address))
