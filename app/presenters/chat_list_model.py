"""The chats of the sidebar under their headings, as an item model."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from app.presenters.chat_groups import Group, grouped, next_midnight

if TYPE_CHECKING:
    from app.domain.chat import Chat, ChatId

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_LONGEST_TIMER_MS = 15 * 60 * 1000
"""Timers stand still while the computer sleeps, and clocks get set: look at least this often."""
_MANY = 100
"""From so many rows that come or go on, a reset is cheaper than telling each."""


class ChatRole(IntEnum):
    """What can be asked of a row, beside its text."""

    CHAT_ID = Qt.ItemDataRole.UserRole + 1
    """`int`; None for a heading."""
    IS_HEADING = Qt.ItemDataRole.UserRole + 2
    IS_PINNED = Qt.ItemDataRole.UserRole + 3
    IS_BUSY = Qt.ItemDataRole.UserRole + 4
    """A model is answering in this chat."""
    IS_UNREAD = Qt.ItemDataRole.UserRole + 5
    """An answer ended that was not seen."""
    EXCERPT = Qt.ItemDataRole.UserRole + 6
    """Where the words searched for stand in the chat's messages; empty if they were not found there."""


class ChatListWords(Protocol):
    """Sentences for the rows; the screens own them."""

    def heading(self, group: Group) -> str: ...

    def row(self, chat: Chat, is_busy: bool, is_unread: bool) -> str:
        """What a screen reader says of a chat."""
        ...


@dataclass(frozen=True, slots=True)
class _Row:
    key: Hashable
    group: Group
    chat: Chat | None = None
    folded_title: str = ""
    """For the filter; kept, since folding ten thousand titles at every key takes longer than the key."""


class ChatListModel(QAbstractListModel):
    """Rows are headings, which cannot be selected, and chats.

    Updates touch only the rows that changed, so that selection, focus and scroll place stay with their chat.
    """

    def __init__(self, words: ChatListWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._chats: tuple[Chat, ...] = ()
        self._tz: tzinfo = UTC
        self._filter = ""
        self._found: dict[ChatId, str] = {}
        self._busy: frozenset[ChatId] = frozenset()
        self._unread: frozenset[ChatId] = frozenset()
        self._groups: list[tuple[_Row, list[_Row]]] = []
        self._rows: list[_Row] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time_passed)

    # What the list shows ------------------------------------------------------------------------

    def set_chats(self, chats: Sequence[Chat], now: datetime, tz: tzinfo) -> None:
        """Show these chats; `now` decides the headings until the next midnight of `tz`."""
        self._chats = tuple(chats)
        self._tz = tz
        self._regroup(now)

    def set_filter(self, text: str) -> None:
        """Show only chats whose title holds `text`, whatever the case; empty shows all."""
        self._filter = text.strip().casefold()
        self._become(self._filtered())

    def set_found(self, found: Mapping[ChatId, str] | None) -> None:
        """Chats whose messages hold the words of the filter, with an excerpt; None when nothing is searched."""
        before, self._found = self._found, dict(found or {})
        self._become(self._filtered())
        self._tell_changed(before.keys() & self._found.keys())

    def set_busy(self, chat_ids: Set[ChatId]) -> None:
        """The chats in which a model is answering."""
        changed = self._busy ^ chat_ids
        self._busy = frozenset(chat_ids)
        self._tell_changed(changed)

    def set_unread(self, chat_ids: Set[ChatId]) -> None:
        """The chats with an answer that was not seen."""
        changed = self._unread ^ chat_ids
        self._unread = frozenset(chat_ids)
        self._tell_changed(changed)

    def retranslate(self) -> None:
        """Ask for all words again."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def row_of(self, chat_id: ChatId) -> int | None:
        """The row of a chat; None while it is not shown."""
        return next((n for n, row in enumerate(self._rows) if row.chat and row.chat.id == chat_id), None)

    # Qt's side ----------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._rows[index.row()].chat is None:
            return Qt.ItemFlag.ItemNeverHasChildren
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsEditable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if row.chat is None:
            match role:
                case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                    return self._words.heading(row.group)
                case ChatRole.IS_HEADING:
                    return True
            return None
        return self._chat_data(row.chat, role)

    def _chat_data(self, chat: Chat, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole | Qt.ItemDataRole.ToolTipRole:
                return chat.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._words.row(chat, chat.id in self._busy, chat.id in self._unread)
            case ChatRole.CHAT_ID:
                return int(chat.id)
            case ChatRole.IS_HEADING:
                return False
            case ChatRole.IS_PINNED:
                return chat.is_pinned
            case ChatRole.IS_BUSY:
                return chat.id in self._busy
            case ChatRole.IS_UNREAD:
                return chat.id in self._unread
            case ChatRole.EXCERPT:
                return self._found.get(chat.id, "")
        return None

    # Changes ------------------------------------------------------------------------------------

    def _on_time_passed(self) -> None:
        self._regroup(datetime.now(UTC))

    def _regroup(self, now: datetime) -> None:
        self._groups = [
            (_Row(group, group), [_Row(chat.id, group, chat, chat.title.casefold()) for chat in chats])
            for group, chats in grouped(self._chats, now, self._tz)
        ]
        self._become(self._filtered())
        wait_ms = (next_midnight(now, self._tz) - now).total_seconds() * 1000
        self._timer.start(int(min(max(wait_ms, 1000), _LONGEST_TIMER_MS)))

    def _filtered(self) -> list[_Row]:
        """Headings and chats that the filter lets through."""
        target: list[_Row] = []
        for heading, rows in self._groups:
            shown = [row for row in rows if self._filter in row.folded_title or row.key in self._found]
            if shown:
                target.append(heading)
                target += shown
        return target

    def _become(self, target: list[_Row]) -> None:
        """Turn the rows into `target`: what is alike at both ends stays, few differences are told one by one."""
        first = 0
        shortest = min(len(self._rows), len(target))
        while first < shortest and self._rows[first] == target[first]:
            first += 1
        last = 0
        while last < shortest - first and self._rows[-1 - last] == target[-1 - last]:
            last += 1
        wanted = {row.key: place for place, row in enumerate(target[first : len(target) - last], first)}
        present = {row.key for row in self._rows[first : len(self._rows) - last]}
        if len(wanted.keys() ^ present) > _MANY:
            self.beginResetModel()
            self._rows = target
            self.endResetModel()
            return
        for place in reversed(range(first, len(self._rows) - last)):
            if self._rows[place].key not in wanted:
                self.beginRemoveRows(_ROOT, place, place)
                del self._rows[place]
                self.endRemoveRows()
        for place, row in enumerate(target[first : len(target) - last], first):
            if row.key not in present:
                self.beginInsertRows(_ROOT, place, place)
                self._rows.insert(place, row)
                self.endInsertRows()
            elif self._rows[place].key != row.key:
                self._move_into(place, len(self._rows) - last, row.key, wanted)
            if self._rows[place] != row:
                self._rows[place] = row
                self.dataChanged.emit(self.index(place), self.index(place))

    def _move_into(self, place: int, end: int, key: Hashable, wanted: dict[Hashable, int]) -> None:
        """Bring the row with `key` to `place`: by moving the one in its way down, before `end`, if that is enough."""
        if place + 1 < end and self._rows[place + 1].key == key:
            source, target = place, min(wanted[self._rows[place].key], end - 1)
        else:
            source = next(n for n in range(place + 1, end) if self._rows[n].key == key)
            target = place
        self.beginMoveRows(_ROOT, source, source, _ROOT, target + 1 if target > source else target)
        self._rows.insert(target, self._rows.pop(source))
        self.endMoveRows()

    def _tell_changed(self, chat_ids: Set[ChatId]) -> None:
        for place, row in enumerate(self._rows):
            if row.chat and row.chat.id in chat_ids:
                self.dataChanged.emit(self.index(place), self.index(place))
