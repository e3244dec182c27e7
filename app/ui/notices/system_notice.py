"""A word through the system, for somebody who is at another window."""

from __future__ import annotations

import logging
import sys
import threading

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from app.ui import icons

_APPLICATION, _DESKTOP_ENTRY = "Baleen", "io.github.baleen_chat.Baleen"
_ANSWER_WITHIN_S = 3.0
_SHOWN_MS = 15_000
_log = logging.getLogger(__name__)


class SystemNotice(QObject):
    """Never raises and never waits: where the system has no notifications nothing happens.

    On Linux the desktop is asked over D-Bus, for a tray is not to be counted on there (GNOME has none); elsewhere Qt
    does it with an icon in the tray that is there for as long as the notification.
    """

    clicked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray: QSystemTrayIcon | None = None
        self._hide = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._hide.timeout.connect(self._hide_tray)

    def tell(self, text: str) -> None:
        """Show one sentence; what a chat says is never in it."""
        if sys.platform == "linux":
            threading.Thread(target=_ask_desktop, args=(text,), name="notice", daemon=True).start()
        elif QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._show_in_tray(text)

    def _show_in_tray(self, text: str) -> None:
        if self._tray is None:
            self._tray = QSystemTrayIcon(icons.mark(), self)
            self._tray.messageClicked.connect(self.clicked)
        self._tray.show()
        self._tray.showMessage(_APPLICATION, text, icons.mark(), _SHOWN_MS)
        self._hide.start()

    def _hide_tray(self) -> None:
        if self._tray is not None:
            self._tray.hide()


def _ask_desktop(text: str) -> None:
    """`org.freedesktop.Notifications.Notify` (Desktop Notifications Specification 1.2). Blocking, on its own thread."""
    try:
        from jeepney import DBusAddress, new_method_call
        from jeepney.io.blocking import open_dbus_connection

        notifications = DBusAddress("/org/freedesktop/Notifications", "org.freedesktop.Notifications")
        notifications = notifications.with_interface("org.freedesktop.Notifications")
        hints = {"desktop-entry": ("s", _DESKTOP_ENTRY), "category": ("s", "transfer.complete")}
        no_actions: list[str] = []
        body = (_APPLICATION, 0, _DESKTOP_ENTRY, text, "", no_actions, hints, -1)
        with open_dbus_connection("SESSION") as connection:
            connection.send_and_get_reply(
                new_method_call(notifications, "Notify", "susssasa{sv}i", body), timeout=_ANSWER_WITHIN_S
            )
    except Exception as error:  # noqa: BLE001 - no bus, no daemon, no answer: a word less is no failure
        _log.info("the desktop was not told: %s: %s", type(error).__name__, error)
