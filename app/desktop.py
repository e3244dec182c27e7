"""The window's process: one per profile, painted first, then everything else."""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

import shiboken6
from PySide6.QtCore import QLockFile, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app import __version__
from app.store.places import Places
from app.store.settings_file import LoadedSettings
from app.ui.i18n import install
from app.ui.look import apply_look
from app.ui.main_thread_gc import MainThreadGarbageCollector
from app.ui.opened_files import OpenedFiles
from app.ui.theme import STYLE, theme
from app.ui.wiring.baleen_window import BaleenWindow

APPLICATION_ID = "io.github.baleen_chat.Baleen"
SWITCH_INTERVAL_S = 0.001
"""Two runnable threads share the interpreter; shorter turns keep frames on time (design: rendering §5)."""
LOCK_WITHIN_MS = 15_000
_log = logging.getLogger(__name__)


def run_desktop(
    where: Places, ollama_url: str | None, model_file: Path | None = None, *, welcomes: bool = False
) -> int:
    """Show the window and run until it is closed; returns the exit code. `welcomes` whoever was not here before.

    Started twice for one profile, the second brings the first one's window to the front, hands it `model_file`, and
    ends.
    """
    log = EarlyLog()
    try:
        shown = _show_window(where, model_file, welcomes=welcomes)
    finally:
        log.move_to(where.logs)
    if shown is None:
        return 0
    application, lock, loaded, window, opened = shown

    # Everything below is imported after the first paint.
    from app.composition.compose import Config, run
    from app.main_watch import MainThreadWatch
    from app.ui.end_signals import EndSignals
    from app.ui.event_loop import EventLoop
    from app.ui.single_instance import RunningInstance

    running = RunningInstance(where.state, application)
    running.show_requested.connect(window.bring_to_front)
    running.file_given.connect(window.model_file_given)
    model_file = opened.take() or model_file
    opened.given.connect(window.model_file_given)
    signals = EndSignals(window)
    signals.arrived.connect(window.close)
    loop = EventLoop(application)
    with loop, MainThreadWatch(loop.call_soon_threadsafe):
        code: int = loop.run_until_complete(run(Config(where, ollama_url, model_file=model_file), window, loaded))
    # While everything is still there: at the end of the interpreter Qt and Python delete each other's objects.
    shiboken6.delete(window)
    lock.unlock()
    return code


def _show_window(
    where: Places, model_file: Path | None, *, welcomes: bool
) -> tuple[QApplication, QLockFile, LoadedSettings, BaleenWindow, OpenedFiles] | None:
    """Paint the window; None where a Baleen of this profile runs already, which is shown instead."""
    is_new = not where.data.exists() and not where.settings_file.exists()
    has_state = make_folder(where.state)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    application = make_application()
    opened = OpenedFiles(application)
    lock = QLockFile(str(where.state / "baleen.lock"))
    lock.setStaleLockTime(0)
    if has_state and not lock.tryLock(0) and lock.error() is QLockFile.LockError.LockFailedError:
        from app.ui.single_instance import show_running

        # One that is just closing does not answer; its lock is free when it has ended its server.
        if show_running(where.state, model_file) or not lock.tryLock(LOCK_WITHIN_MS):
            return None
    MainThreadGarbageCollector(application)
    loaded = LoadedSettings.of(where.settings_file)
    apply_look(loaded.settings)
    with theme().building():
        window = BaleenWindow(where.state)
        if welcomes:
            window.begin_welcome(is_new=is_new)
    install_crash_hooks(window)
    window.bring_to_front()
    paint_first(application, window)
    return application, lock, loaded, window, opened


def make_application() -> QApplication:
    """The QApplication with its names and words. The last window to close does not end it (architecture §0.5)."""
    application = QApplication([*sys.argv[:1], "-style", "Fusion"])
    application.setProperty(STYLE, "Fusion")
    application.setApplicationName("baleen")
    application.setApplicationDisplayName("Baleen")
    application.setApplicationVersion(__version__)
    application.setQuitOnLastWindowClosed(False)
    QGuiApplication.setDesktopFileName(APPLICATION_ID)
    install(application)
    # Plugins are found by now; programs that we start must not find ours (design: packaging §1.5.2).
    for name in ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH"):
        os.environ.pop(name, None)
    return application


def make_folder(folder: Path) -> bool:
    """Make a folder that only its owner can read; False where that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


class EarlyLog(logging.Handler):
    """Keeps what is logged until the file is open: what writes it takes 7 ms to load, for which no window waits."""

    def __init__(self) -> None:
        super().__init__()
        self._records: list[logging.LogRecord] = []
        root = logging.getLogger()
        root.setLevel(logging.INFO)
        root.addHandler(self)
        for noisy in ("httpx", "httpcore", "qasync"):
            logging.getLogger(noisy).setLevel(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)

    def move_to(self, folder: Path) -> None:
        """Write what was kept, and what comes from now on, to a file in this folder."""
        root = logging.getLogger()
        root.removeHandler(self)
        if not make_folder(folder):
            return
        from app.log_file import open_log

        handler = open_log(folder)
        root.addHandler(handler)
        for record in self._records:
            handler.handle(record)
        self._records.clear()


def install_crash_hooks(window: BaleenWindow) -> None:
    """Log what nobody expected and show it once, with its details to copy; the program goes on."""

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        _log.critical("unexpected failure", exc_info=(kind, error, trace))
        details = "".join(traceback.format_exception(kind, error, trace))
        QTimer.singleShot(0, window, lambda: window.show_crash(details))

    sys.excepthook = report
    sys.unraisablehook = lambda failure: _log.error("unexpected failure while cleaning up", exc_info=failure.exc_value)
    threading.excepthook = lambda failure: _log.critical("unexpected failure in a thread", exc_info=failure.exc_value)


def paint_first(application: QApplication, window: BaleenWindow) -> None:
    """Let the window appear before the slow imports; gives up after 50 turns where nothing is exposed."""
    for _ in range(50):
        application.processEvents()
        if (handle := window.windowHandle()) and handle.isExposed():
            application.processEvents()
            break
