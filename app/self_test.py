"""`--self-test`: is everything there that this installation needs?

Run on every frozen program and by people who ask for help. Nothing is shown, nothing of the person's is touched.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app import __version__
from app.store.places import places

HELPER_WITHIN_S = 30.0
SERVER_WITHIN_S = 3.0
DEFAULT_URL = "http://127.0.0.1:11434"

_SAMPLE = """\
# A heading

A list:

- one
- two

| a | b |
|---|---|
| 1 | 2 |

```python
print("code")
```

$$\\frac{1}{2}$$
"""


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check; `detail` says what was found or what is missing."""

    name: str
    ok: bool
    detail: str


def self_test(profile: Path | None, ollama_url: str | None, json_file: Path | None) -> int:
    """Check icons, fonts, database, window, renderer, helper process and server; print one JSON object.

    Returns 0 only if all is well. No server at all is well: the check says so.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="baleen-self-test-", ignore_cleanup_errors=True) as folder:
        where = places(Path(folder))
        profile_data = None if profile is None else places(profile).data
        checks = [
            _checked("icons", _icons),
            _checked("fonts", _fonts),
            _checked("translations", _translations),
            _checked("database", lambda: _database(where.data, profile_data)),
            _checked("window", lambda: _window(where.state)),
            _checked("renderer", _renderer),
            _checked("helper", _helper),
            _checked("tour", lambda: _tour(where.cache)),
            _checked("server", lambda: _server(ollama_url)),
        ]
    report = {
        "ok": all(check.ok for check in checks),
        "version": __version__,
        "python": sys.version.split()[0],
        "frozen": bool(getattr(sys, "frozen", False)),
        "checks": {check.name: {"ok": check.ok, "detail": check.detail} for check in checks},
    }
    text = json.dumps(report, ensure_ascii=False, indent=2)
    sys.stdout.write(text + "\n")
    if json_file is not None:
        try:
            json_file.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            sys.stderr.write(f"baleen: {json_file} could not be written: {error.strerror}. Choose another place.\n")
            return 1
    return 0 if report["ok"] else 1


def _checked(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, True, check())
    except Exception as error:  # noqa: BLE001 - whatever is wrong with an installation is the answer
        return Check(name, False, f"{type(error).__name__}: {error}")


def _application() -> None:
    from PySide6.QtWidgets import QApplication

    from app.desktop import make_application

    if QApplication.instance() is None:
        global _keep
        _keep = make_application()


_keep: object = None
"""The QApplication of the checks, which must outlive them."""


def _icons() -> str:
    _application()
    from app.ui.assets import licence_texts, resources_dir
    from app.ui.icons import mark, pixmap

    names = sorted(path.stem for path in (resources_dir() / "icons").glob("*.svg"))
    empty = [name for name in names if pixmap(name, "text", 32).toImage().allGray() and _is_blank(name)]
    if not names or empty or mark().isNull() or not licence_texts():
        raise RuntimeError(f"{len(names)} icons, blank: {empty}")
    return f"{len(names)} icons"


def _is_blank(name: str) -> bool:
    from PySide6.QtGui import qAlpha

    from app.ui.icons import pixmap

    image = pixmap(name, "text", 32).toImage()
    return not any(qAlpha(image.pixel(x, y)) for x in range(image.width()) for y in range(image.height()))


def _fonts() -> str:
    _application()
    from PySide6.QtGui import QFontInfo, QFontMetrics

    from app.ui.theme import theme
    from app.ui.tokens import FontRole

    font = theme().font(FontRole.BODY)
    if QFontMetrics(font).horizontalAdvance("Baleen") <= 0:
        raise RuntimeError("no font can draw letters")
    return f"{QFontInfo(font).family()}, {QFontInfo(theme().font(FontRole.MONO)).family()}"


def _translations() -> str:
    _application()
    from PySide6.QtCore import QCoreApplication

    text = QCoreApplication.translate("MessageFooter", "%n word(s) per second", "", 1)
    if "(" in text:
        raise RuntimeError(f"no catalogue: {text}")
    return text


def _database(scratch: Path, profile: Path | None) -> str:
    """A new database is made and read; the chats of a profile are only read."""

    async def round_trip() -> str:
        from app.store.opening import open_store, read_chats

        store = await open_store(scratch)
        try:
            if store.problem is not None:
                raise store.problem
            await store.chats.create_chat("self test", None)
            made = len(await store.chats.chats())
        finally:
            await store.close()
        if made != 1:
            raise RuntimeError(f"{made} chats after one was made")
        return "works" if profile is None else f"works; {len(await read_chats(profile))} chats in the profile"

    return asyncio.run(round_trip())


def _window(state: Path) -> str:
    _application()
    from PySide6.QtWidgets import QApplication

    from app.ui.wiring.baleen_window import BaleenWindow

    window = BaleenWindow(state)
    try:
        window.show()
        QApplication.processEvents()
        picture = window.grab()
        if picture.isNull() or "Baleen" not in window.windowTitle():
            raise RuntimeError("the window could not be drawn")
        return f"{picture.width()} × {picture.height()}"
    finally:
        window.hide()
        window.deleteLater()


def _renderer() -> str:
    from app.render.blocks import BlockSplitter
    from app.render.documents import to_html

    splitter = BlockSplitter()
    splitter.feed(_SAMPLE)
    splitter.finish()
    html = to_html(_SAMPLE)
    missing = [tag for tag in ("<h1", "<li", "<table", "<pre") if tag not in html]
    if missing:
        raise RuntimeError(f"not drawn: {missing}")
    return f"{len(splitter.blocks)} blocks"


def _helper() -> str:
    _application()
    from PySide6.QtCore import QCoreApplication, QEventLoop

    from app.ui.chat.maths_service import FormulaKey, FormulaState, MathsService

    service = MathsService()
    key = FormulaKey(r"\frac{1}{2}", is_display=True)
    until = time.monotonic() + HELPER_WITHIN_S
    while (state := service.request(key)) is FormulaState.PENDING:
        if time.monotonic() > until:
            raise TimeoutError("the helper process did not answer")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    service.deleteLater()
    if state is not FormulaState.DRAWN:
        raise RuntimeError("the helper process could not draw a formula")
    return "a formula was drawn"


def _tour(cache: Path) -> str:
    from app.files.tour_model import TourModel
    from app.ui.assets import resources_dir

    return f"{TourModel(resources_dir() / 'tour', cache / 'tour')().stat().st_size} bytes"


def _server(url: str | None) -> str:
    async def ask() -> str:
        from app.domain.errors import Unreachable
        from app.llm.ollama_backend import OllamaBackend

        backend = OllamaBackend()
        try:
            return await backend.version(url or DEFAULT_URL, SERVER_WITHIN_S)
        except Unreachable:
            if url is not None:
                raise
            return "none is running"
        finally:
            backend.close()

    return asyncio.run(ask())
