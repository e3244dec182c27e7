"""The transcript for screen readers: a list whose items are the messages, named by their whole text.

Never give a Python interface a text interface or an `interface_cast`: the bridge of Linux crashes on both. A message is
read by line in the real text widget that stands in its place while it has the focus (`reader.py`).
"""

from __future__ import annotations

import atexit

from PySide6.QtCore import QDateTime, QLocale, QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import isValid

from app.domain.chat import MessageId
from app.ui.chat.canvas import TranscriptCanvas
from app.ui.chat.message_words import message_name


class MessageItem(QAccessibleInterface):
    """One message as a list item."""

    def __init__(self, view: TranscriptCanvas, message_id: MessageId) -> None:
        super().__init__()
        self._view = view
        self._message_id = message_id

    @property
    def _index(self) -> int:
        found = self._view.column.index_of(self._message_id) if isValid(self._view) else None
        return -1 if found is None else found

    def isValid(self) -> bool:
        return isValid(self._view) and self._index >= 0

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        return self._view.window().windowHandle() if isValid(self._view) else None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return QAccessible.queryAccessibleInterface(self._view) if isValid(self._view) else None

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def text(self, t: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        entry = self._view.column.entries[self._index]
        if t is QAccessible.Text.Name:
            return message_name(entry)
        if t is QAccessible.Text.Description:
            written = QDateTime.fromSecsSinceEpoch(int(entry.message.created_at.timestamp()))
            return QLocale().toString(written, QLocale.FormatType.ShortFormat)
        return ""

    def setText(self, t: QAccessible.Text, text: str) -> None:
        """A message cannot be renamed."""

    def rect(self) -> QRect:
        if not self.isValid():
            return QRect()
        rect = self._view.rect_of_entry(self._index)
        return QRect(self._view.viewport().mapToGlobal(rect.topLeft()), rect.size())

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = True
            return state
        state.readOnly = True
        state.selectable = True
        rect = self._view.rect_of_entry(self._index)
        if not rect.intersects(self._view.viewport().rect()):
            state.offscreen = True
        return state


def _delete(item: QAccessibleInterface) -> None:
    if isValid(item):
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(item))


class TranscriptList(QAccessibleWidget):
    """The transcript: first its messages, then the real widgets that Qt knows itself."""

    def __init__(self, view: TranscriptCanvas) -> None:
        super().__init__(view, QAccessible.Role.List, view.accessibleName())
        self._view = view
        self._items: dict[MessageId, MessageItem] = {}

    def _count(self) -> int:
        return len(self._view.column.entries) if isValid(self._view) else 0

    def childCount(self) -> int:
        return self._count() + super().childCount()

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        count = self._count()
        if not 0 <= index < count:
            return super().child(index - count) if index >= count else None
        message_id = self._view.column.entries.message(index).id
        item = self._items.get(message_id)
        if item is None:
            self._forget_removed()
            item = self._items[message_id] = MessageItem(self._view, message_id)
            QAccessible.registerAccessibleInterface(item)
        return item

    def _forget_removed(self) -> None:
        for message_id, item in list(self._items.items()):
            if not item.isValid():
                del self._items[message_id]
                _delete(item)

    def delete_items(self) -> None:
        """Give the messages' interfaces back to Qt's cache."""
        for item in self._items.values():
            _delete(item)
        self._items.clear()

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, MessageItem):
            return child._index
        found = super().indexOfChild(child)
        return found if found < 0 else found + self._count()


_lists: list[TranscriptList] = []
"""Strong references: Qt keeps none to interfaces made in Python.

Qt's cache deletes an interface with its view. Letting go of ours in that moment would delete it first, and Qt a
second time: a crash. So a list is forgotten only when the cache has deleted it.
"""
_is_installed = False


def _factory(class_name: str, owner: QObject) -> QAccessibleInterface | None:
    if not isinstance(owner, TranscriptCanvas):
        return None
    _forget_deleted()
    # A new one each time: a class in Python gets another QMetaObject when a slot is connected, then Qt asks again,
    # and one interface under two numbers would be deleted twice.
    made = TranscriptList(owner)
    _lists.append(made)
    return made


def _forget_deleted() -> None:
    for made in [made for made in _lists if not isValid(made)]:
        made.delete_items()
        _lists.remove(made)


def _end() -> None:
    """Before Python deletes them in an order of its own, the cache deletes what it has."""
    for made in _lists:
        made.delete_items()
        _delete(made)
    _lists.clear()


def install() -> None:
    """Make transcripts accessible from now on; once per process is enough."""
    global _is_installed
    if not _is_installed:
        _is_installed = True
        QAccessible.installFactory(_factory)
        atexit.register(_end)
