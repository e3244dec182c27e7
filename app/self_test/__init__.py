"""`--self-test`: is everything there that this installation needs?

Run on every frozen program and by people who ask for help. Nothing is shown, nothing of the person's is touched.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app import __version__
from app.store.places import places

ON_THIS_SCREEN = "BALEEN_SELF_TEST_ON_SCREEN"
"""A variable for tests of packages: the window is opened on the screen that is there."""
SERVER_WITHIN_S = 3.0
DEFAULT_URL = "http://127.0.0.1:11434"

SAMPLE = """\
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
    """Check resources, database, window, a message with all that can be in one, and the server; print one JSON object.

    Returns 0 only if all is well. No server at all is well: the check says so.
    """
    if not os.environ.get(ON_THIS_SCREEN):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from app.self_test import screen

    with tempfile.TemporaryDirectory(prefix="baleen-self-test-", ignore_cleanup_errors=True) as folder:
        where = places(Path(folder))
        profile_data = None if profile is None else places(profile).data
        checks = [
            _checked("icons", screen.icons),
            _checked("fonts", screen.fonts),
            _checked("translations", screen.translations),
            _checked("licences", screen.licences),
            _checked("database", lambda: _database(where.data, profile_data)),
            _checked("window", lambda: screen.window(where.state)),
            _checked("message", lambda: screen.message(SAMPLE)),
            _checked("environment", _environment),
            _checked("documents", _documents),
            _checked("keyring", _keyring),
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


def _environment() -> str:
    """Programs that we start must not find our libraries; asked when Qt runs (design: packaging §1.5.2)."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is None:
        return "not frozen"
    ours = [
        name
        for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH")
        if str(bundle) in os.environ.get(name, "")
    ]
    if ours:
        raise RuntimeError(f"programs that we start would find our libraries: {ours}")
    return "clean"


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


def _documents() -> str:
    from app.render.blocks import BlockSplitter
    from app.render.documents import to_html

    splitter = BlockSplitter()
    splitter.feed(SAMPLE)
    splitter.finish()
    html = to_html(SAMPLE)
    missing = [tag for tag in ("<h1", "<li", "<table", "<pre") if tag not in html]
    if missing:
        raise RuntimeError(f"not drawn: {missing}")
    return f"{len(splitter.blocks)} blocks"


def _keyring() -> str:
    """Windows and macOS always have one; a Linux may have none. It is not opened: it might ask the person."""
    from app.store.key_ring import keyring_name

    name = keyring_name()
    if not name and sys.platform in ("win32", "darwin"):
        raise RuntimeError("the keyring of this system can't be reached")
    return name or "this system has none"


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
