"""A keyring of a desktop, on a message bus of its own: one collection, items, and questions to the person."""

from __future__ import annotations

import subprocess
import threading
from types import TracebackType
from typing import Any, Self

from jeepney import HeaderFields, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusAddress

from app.store.secret_service import BUS_NAME

ROOT = "/org/freedesktop/secrets"
COLLECTION = f"{ROOT}/collection/login"
PROMPT = f"{ROOT}/prompt/1"
SPEC = "org.freedesktop.Secret."


class DesktopSecrets:
    """Runs for the time of a `with` block; `address` is the bus that it listens on."""

    def __init__(self, *, is_locked: bool = False, has_collection: bool = True, agrees: bool = True) -> None:
        self.is_locked = is_locked
        self.has_collection = has_collection
        self.agrees = agrees
        """What the person answers to each question."""
        self.questions = 0
        self.items: dict[str, tuple[dict[str, str], bytes]] = {}
        self.labels: list[str] = []
        self._count = 0

    def __enter__(self) -> Self:
        self._daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True
        )
        assert self._daemon.stdout is not None
        self.address = self._daemon.stdout.readline().strip()
        self._bus: DBusConnection = open_dbus_connection(self.address)
        self._bus.send_and_get_reply(message_bus.RequestName(BUS_NAME))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._daemon.terminate()  # the connection ends with it, and so the thread
        self._daemon.wait()
        self._thread.join()
        self._bus.close()
        assert self._daemon.stdout is not None
        self._daemon.stdout.close()

    def _serve(self) -> None:
        while True:
            try:
                message = self._bus.receive()
            except (OSError, EOFError):
                return
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def _answer(self, message: Message) -> None:
        fields = message.header.fields
        path, method = fields[HeaderFields.path], fields[HeaderFields.member]
        signature, values = self._said(path, method, message.body)
        if signature is None:
            self._bus.send(new_error(message, f"{SPEC}Error.IsLocked"))
            return
        self._bus.send(new_method_return(message, signature, values))
        if method == "Prompt":
            self.questions += 1
            self.is_locked = self.is_locked and not self.agrees
            self.has_collection = self.has_collection or self.agrees
            emitter = DBusAddress(PROMPT, interface=f"{SPEC}Prompt")
            result = (not self.agrees, ("o", COLLECTION))
            self._bus.send(new_signal(emitter, "Completed", "bv", result))

    def _said(self, path: str, method: str, body: tuple[Any, ...]) -> tuple[str | None, tuple[Any, ...]]:
        question = PROMPT if self.is_locked else "/"
        match method:
            case "OpenSession":
                return ("vo", (("s", ""), f"{ROOT}/session/1")) if body[0] == "plain" else (None, ())
            case "ReadAlias":
                return "o", (COLLECTION if self.has_collection else "/",)
            case "CreateCollection":
                return "oo", ("/", PROMPT)
            case "Unlock":
                return "aoo", ([] if self.is_locked else body[0], question)
            case "SearchItems":
                found = [item for item, (words, _) in self.items.items() if words == body[0]]
                return "aoao", (([], found) if self.is_locked else (found, []))
            case "GetSecret" if not self.is_locked:
                return "(oayays)", ((body[0], b"", self.items[path][1], "text/plain"),)
            case "CreateItem" if not self.is_locked:
                properties, (_, _, secret, _), replaces = body
                words = properties[f"{SPEC}Item.Attributes"][1]
                self.labels.append(properties[f"{SPEC}Item.Label"][1])
                same = [item for item, (each, _) in self.items.items() if each == words and replaces]
                self._count += 1
                item = same[0] if same else f"{COLLECTION}/{self._count}"
                self.items[item] = (words, bytes(secret))
                return "oo", (item, "/")
            case "Delete" if not self.is_locked:
                del self.items[path]
                return "o", ("/",)
            case "Prompt":
                return "", ()
        return None, ()
