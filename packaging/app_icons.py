"""Our mark as icon files of every system, from `resources/icons/mark.svg`: `python app_icons.py FOLDER`.

Run with a Python that has PySide6. Makes `16.png` … `512.png`, `baleen.ico`, `baleen.icns`.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

PNG_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ICNS_KINDS = {"icp4": 16, "icp5": 32, "ic11": 32, "ic12": 64, "ic07": 128, "ic13": 256, "ic08": 256, "ic14": 512,
              "ic09": 512, "ic10": 1024}  # fmt: skip
MAC_SCALE = 824 / 1024
"""Apple's grid leaves a margin around the shape."""


def main(folder: Path) -> None:
    application = QGuiApplication([])
    source = Path(__file__).resolve().parents[1] / "resources" / "icons" / "mark.svg"
    renderer = QSvgRenderer(str(source))
    if not renderer.isValid():
        sys.exit(f"{source} is no SVG that Qt can draw")
    folder.mkdir(parents=True, exist_ok=True)
    for size in PNG_SIZES:
        (folder / f"{size}.png").write_bytes(_png(renderer, size))
    (folder / "baleen.ico").write_bytes(ico({size: _png(renderer, size) for size in ICO_SIZES}))
    pictures = {kind: _png(renderer, size, MAC_SCALE) for kind, size in ICNS_KINDS.items()}
    (folder / "baleen.icns").write_bytes(icns(pictures))
    del application


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon of PNG pictures by their size; Windows reads those since Vista."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(head) + 16 * len(pictures)
    entries = b""
    for size, png in pictures.items():
        side = 0 if size == 256 else size
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), offset)
        offset += len(png)
    return head + entries + b"".join(pictures.values())


def icns(pictures: dict[str, bytes]) -> bytes:
    """An Apple icon of PNG pictures by their kind."""
    parts = b"".join(kind.encode() + struct.pack(">I", 8 + len(png)) + png for kind, png in pictures.items())
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts


def _png(renderer: QSvgRenderer, size: int, scale: float = 1.0) -> bytes:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    margin = size * (1 - scale) / 2
    renderer.render(painter, QRectF(margin, margin, size * scale, size * scale))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
