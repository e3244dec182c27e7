"""Under which heading a chat stands in the sidebar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.chat import Chat


class GroupKind(Enum):
    """Kinds of headings, in the order of the list."""

    PINNED = auto()
    TODAY = auto()
    YESTERDAY = auto()
    PREVIOUS_7_DAYS = auto()
    PREVIOUS_30_DAYS = auto()
    MONTH = auto()
    YEAR = auto()


@dataclass(frozen=True, slots=True)
class Group:
    """One heading; `year` and `month` (1–12) tell months and years apart and are 0 elsewhere."""

    kind: GroupKind
    year: int = 0
    month: int = 0


def group_of(chat: Chat, now: datetime, tz: tzinfo) -> Group:
    """The heading for a chat, by the calendar of `tz`. A time in the future counts as today."""
    if chat.is_pinned:
        return Group(GroupKind.PINNED)
    return _group_of_day(chat.updated_at.astimezone(tz).date(), now.astimezone(tz).date())


def _group_of_day(day: date, today: date) -> Group:
    age = (today - day).days
    if age <= 0:
        return Group(GroupKind.TODAY)
    if age == 1:
        return Group(GroupKind.YESTERDAY)
    if age <= 7:
        return Group(GroupKind.PREVIOUS_7_DAYS)
    if age <= 30:
        return Group(GroupKind.PREVIOUS_30_DAYS)
    if day.year == today.year:
        return Group(GroupKind.MONTH, day.year, day.month)
    return Group(GroupKind.YEAR, day.year)


def grouped(chats: Iterable[Chat], now: datetime, tz: tzinfo) -> list[tuple[Group, list[Chat]]]:
    """The chats under their headings: pinned first, then newest first."""
    ordered = sorted(chats, key=lambda chat: (chat.is_pinned, chat.updated_at, chat.id), reverse=True)
    groups: list[tuple[Group, list[Chat]]] = []
    for chat in ordered:
        group = group_of(chat, now, tz)
        if not groups or groups[-1][0] != group:
            groups.append((group, []))
        groups[-1][1].append(chat)
    return groups


def next_midnight(now: datetime, tz: tzinfo) -> datetime:
    """When the headings change next."""
    local = now.astimezone(tz)
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
