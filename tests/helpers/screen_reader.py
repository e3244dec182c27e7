"""A small AT-SPI client: the test finds, reads and presses what a screen reader would.

Speaks D-Bus itself (jeepney), so it works with every Python. Needs a session bus with the AT-SPI launcher, which
`dev.py test` provides, and a program started with QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from jeepney import DBusAddress, MatchRule, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

T = TypeVar("T")
ROOT = "/org/a11y/atspi/accessible/root"
ACCESSIBLE, ACTION = "org.a11y.atspi.Accessible", "org.a11y.atspi.Action"
TEXT, EDITABLE = "org.a11y.atspi.Text", "org.a11y.atspi.EditableText"
COMPONENT = "org.a11y.atspi.Component"
STATES = {
    1: "active",
    4: "checked",
    8: "enabled",
    11: "focusable",
    12: "focused",
    23: "selected",
    25: "showing",
    30: "visible",
}
ANSWER_WITHIN_S = 5.0


class Gone(Exception):
    """The node, or its program, is not there any more."""


@dataclass(frozen=True)
class Node:
    """One accessible object; every attribute is asked for when it is read."""

    connection: DBusConnection
    service: str
    path: str

    @property
    def name(self) -> str:
        return str(self._property(ACCESSIBLE, "Name"))

    @property
    def id(self) -> str:
        return str(self._property(ACCESSIBLE, "AccessibleId"))

    @property
    def description(self) -> str:
        return str(self._property(ACCESSIBLE, "Description"))

    @property
    def role(self) -> str:
        return str(self._call(ACCESSIBLE, "GetRoleName")[0])

    @property
    def states(self) -> set[str]:
        low, high = self._call(ACCESSIBLE, "GetState")[0]
        bits = low | high << 32
        return {name for bit, name in STATES.items() if bits >> bit & 1}

    @property
    def children(self) -> list[Node]:
        return [Node(self.connection, service, path) for service, path in self._call(ACCESSIBLE, "GetChildren")[0]]

    @property
    def text(self) -> str:
        """All of the text that a caret could walk through."""
        return str(self._call(TEXT, "GetText", "ii", (0, -1))[0])

    @property
    def caret(self) -> int:
        """Where the caret is in the text."""
        return int(self._property(TEXT, "CaretOffset"))

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """x, y, width, height on the screen."""
        found = self._call(COMPONENT, "GetExtents", "u", (0,))[0]
        return (found[0], found[1], found[2], found[3])

    def write(self, text: str) -> None:
        """Replace the text of an editable node."""
        self._call(EDITABLE, "SetTextContents", "s", (text,))

    def press(self) -> None:
        """Do the node's first action, as Enter would."""
        self._call(ACTION, "DoAction", "i", (0,))

    def focus(self) -> None:
        """Give the node the keyboard focus."""
        self._call(COMPONENT, "GrabFocus")

    def walk(self) -> Iterator[Node]:
        """This node and everything below it; what vanishes meanwhile is passed over."""
        yield self
        try:
            children = self.children
        except Gone:
            return
        for child in children:
            yield from child.walk()

    def _property(self, interface: str, name: str) -> Any:
        address = DBusAddress(self.path, self.service, interface)
        return self._send(Properties(address).get(name))[0][1]

    def _call(self, interface: str, method: str, signature: str = "", body: tuple[Any, ...] = ()) -> Any:
        return self._send(new_method_call(DBusAddress(self.path, self.service, interface), method, signature, body))

    def _send(self, message: Any) -> Any:
        try:
            return unwrap_msg(self.connection.send_and_get_reply(message, timeout=ANSWER_WITHIN_S))
        except (DBusErrorResponse, TimeoutError, OSError) as error:
            raise Gone(str(error)) from error


class Announcements:
    """What programs ask a screen reader to say, from the moment on when this was made."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection
        registry = DBusAddress("/org/a11y/atspi/registry", "org.a11y.atspi.Registry", "org.a11y.atspi.Registry")
        rule = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object", member="Announcement")
        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        for call in (
            new_method_call(bus, "AddMatch", "s", (rule.serialise(),)),
            new_method_call(registry, "RegisterEvent", "s", ("object:announcement",)),
        ):
            unwrap_msg(connection.send_and_get_reply(call, timeout=ANSWER_WITHIN_S))
        self._filter = connection.filter(rule)
        self._heard = self._filter.__enter__()

    def wait_for(self, text: str, timeout_s: float = 20) -> str:
        """The next announcement that contains this text."""
        until = time.monotonic() + timeout_s
        others = []
        while (left := until - time.monotonic()) > 0:
            try:
                message = self._connection.recv_until_filtered(self._heard, timeout=left)
            except TimeoutError:
                break
            said = str(message.body[3][1])
            if text in said:
                return said
            others.append(said)
        raise AssertionError(f"{text!r} was not announced, but {others}")


class ScreenReader:
    """A connection to the accessibility bus."""

    def __init__(self) -> None:
        session = open_dbus_connection("SESSION")
        try:
            reply = session.send_and_get_reply(
                new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress"),
                timeout=ANSWER_WITHIN_S,
            )
            address = unwrap_msg(reply)[0]
        finally:
            session.close()
        before = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = address
        try:
            self.connection = open_dbus_connection("SESSION")
        finally:
            if before is None:
                del os.environ["DBUS_SESSION_BUS_ADDRESS"]
            else:
                os.environ["DBUS_SESSION_BUS_ADDRESS"] = before

    def close(self) -> None:
        self.connection.close()

    @property
    def programs(self) -> list[Node]:
        return Node(self.connection, "org.a11y.atspi.Registry", ROOT).children

    def announcements(self) -> Announcements:
        """Listen from now on."""
        return Announcements(self.connection)

    def program(self, pid: int, timeout_s: float = 30, is_alive: Callable[[], bool] = lambda: True) -> Node:
        """The program of this process, once it has a window; fails at once when the process has ended."""

        def find() -> Node | None:
            if not is_alive():
                raise AssertionError(f"program {pid} has ended")
            for node in self.programs:
                if self._pid(node.service) == pid and node.children:
                    return node
            return None

        return wait_for(find, f"no program {pid} on the accessibility bus", timeout_s)

    def _pid(self, service: str) -> int:
        address = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        message = new_method_call(address, "GetConnectionUnixProcessID", "s", (service,))
        try:
            return int(unwrap_msg(self.connection.send_and_get_reply(message, timeout=ANSWER_WITHIN_S))[0])
        except DBusErrorResponse:
            return -1


def wait_for(condition: Callable[[], T | None], complaint: str, timeout_s: float = 20) -> T:
    """The first result of `condition` that is true; a tree that changes meanwhile is asked again."""
    until = time.monotonic() + timeout_s
    while True:
        try:
            if found := condition():
                return found
        except Gone:
            pass
        if time.monotonic() > until:
            raise AssertionError(complaint)
        time.sleep(0.05)


def find(root: Node, *, id_: str = "", name: str = "", role: str = "") -> Node | None:
    """The first node whose id ends with `id_`, whose name contains `name` and whose role is `role`."""
    for node in root.walk():
        try:
            if (
                (not id_ or node.id.endswith(id_))
                and (not name or name in node.name)
                and (not role or node.role == role)
                and "showing" in node.states
            ):
                return node
        except Gone:
            continue
    return None
