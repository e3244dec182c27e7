"""The list of chats: headings, order, filter, and changes that touch only what changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.chat import Chat, ChatId
from app.presenters.chat_groups import Group, GroupKind, group_of, grouped, next_midnight
from app.presenters.chat_list_model import ChatListModel, ChatRole
from app.ui.sidebar.words import ChatWords
from tests.ui.widgets.conftest import NOW, chat


def shown(model: ChatListModel) -> list[str]:
    """What stands in the list; headings in brackets."""
    rows = [model.index(row) for row in range(model.rowCount())]
    return [f"[{row.data()}]" if row.data(ChatRole.IS_HEADING) else str(row.data()) for row in rows]


@pytest.fixture
def model() -> ChatListModel:
    return ChatListModel(ChatWords())


def test_chats_stand_under_their_day(model: ChatListModel) -> None:
    ages = {"now": 0, "late": 1, "week": 7, "month": 30, "old": 40, "older": 400}
    chats = [chat(n + 1, title, days) for n, (title, days) in enumerate(ages.items())]
    chats.append(chat(9, "kept", 300, is_pinned=True))
    model.set_chats(chats, NOW, UTC)
    assert shown(model) == [
        *("[Pinned]", "kept", "[Today]", "now", "[Yesterday]", "late", "[Previous 7 days]", "week"),
        *("[Previous 30 days]", "month", "[October]", "old", "[2025]", "older"),
    ]


def test_days_are_those_of_the_persons_clock() -> None:
    late = Chat(ChatId(1), "x", NOW, datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    assert group_of(late, NOW, UTC).kind is GroupKind.YESTERDAY
    assert group_of(late, NOW, timezone(timedelta(hours=2))).kind is GroupKind.TODAY


def test_a_clock_that_was_wrong_puts_nothing_into_the_future() -> None:
    tomorrow = Chat(ChatId(1), "x", NOW, NOW + timedelta(days=3))
    assert group_of(tomorrow, NOW, UTC) == Group(GroupKind.TODAY)


def test_headings_move_on_at_midnight(model: ChatListModel) -> None:
    assert next_midnight(NOW, UTC) == datetime(2026, 11, 26, tzinfo=UTC)
    model.set_chats([chat(1, "a")], NOW, UTC)
    model.set_chats([chat(1, "a")], next_midnight(NOW, UTC), UTC)
    assert shown(model) == ["[Yesterday]", "a"]


def test_a_heading_cannot_be_chosen(model: ChatListModel) -> None:
    model.set_chats([chat(1, "a")], NOW, UTC)
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsSelectable
    assert model.flags(model.index(1)) & Qt.ItemFlag.ItemIsSelectable


def test_the_filter_finds_titles_and_messages(model: ChatListModel) -> None:
    model.set_chats([chat(1, "Weekend in Lisbon"), chat(2, "Cats"), chat(3, "Bread")], NOW, UTC)
    model.set_filter("lisb")
    assert shown(model) == ["[Today]", "Weekend in Lisbon"]
    model.set_found({ChatId(2): "… from Lisbon to Porto"})
    assert shown(model) == ["[Today]", "Weekend in Lisbon", "Cats"]
    assert model.index(2).data(ChatRole.EXCERPT) == "… from Lisbon to Porto"
    model.set_filter("")
    model.set_found(None)
    assert len(shown(model)) == 4
    assert model.index(2).data(ChatRole.EXCERPT) == ""


def test_a_chat_that_moves_up_keeps_its_index(model: ChatListModel) -> None:
    model.set_chats([chat(n, f"chat {n}") for n in (1, 2, 3)], NOW, UTC)
    place = QPersistentModelIndex(model.index(3))
    lost: list[int] = []
    model.rowsRemoved.connect(lambda *_: lost.append(1))
    model.modelReset.connect(lambda: lost.append(1))
    model.set_chats([chat(1, "chat 1"), chat(2, "chat 2"), chat(3, "chat 3", -1)], NOW, UTC)
    assert shown(model) == ["[Today]", "chat 3", "chat 1", "chat 2"]
    assert place.row() == 1
    assert not lost


def test_only_rows_that_changed_are_told(model: ChatListModel) -> None:
    model.set_chats([chat(n, f"chat {n}") for n in range(1, 30)], NOW, UTC)
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.modelReset.connect(lambda: told.append((-1, -1)))
    model.set_busy({ChatId(4)})
    model.set_unread({ChatId(5)})
    model.set_chats([chat(n, "new name" if n == 7 else f"chat {n}") for n in range(1, 30)], NOW, UTC)
    assert told == [(4, 4), (5, 5), (7, 7)]
    assert model.index(4).data(ChatRole.IS_BUSY)
    assert model.index(4).data(Qt.ItemDataRole.AccessibleTextRole) == "chat 4, answering"
    assert model.index(5).data(Qt.ItemDataRole.AccessibleTextRole) == "chat 5, new answer"


_days = st.lists(
    st.tuples(st.integers(1, 12), st.integers(-1, 500), st.booleans()), max_size=12, unique_by=lambda row: row[0]
)


@settings(max_examples=60)
@given(_days, _days)
def test_whatever_changes_the_list_is_the_one_made_anew(
    before: list[tuple[int, int, bool]], after: list[tuple[int, int, bool]]
) -> None:
    model = ChatListModel(ChatWords())
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for rows in (before, after):
        chats = [chat(number, f"chat {number}", days, is_pinned=pinned) for number, days, pinned in rows]
        model.set_chats(chats, NOW, UTC)
        wanted = []
        for group, members in grouped(chats, NOW, UTC):
            wanted += [f"[{ChatWords().heading(group)}]", *(member.title for member in members)]
        assert shown(model) == wanted
    assert tester.model() is model


def test_ten_thousand_chats_are_one_reset(model: ChatListModel) -> None:
    resets: list[int] = []
    inserts: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.rowsInserted.connect(lambda *_: inserts.append(1))
    model.set_chats([chat(n, f"chat {n}", n // 20) for n in range(1, 10_001)], NOW, UTC)
    assert (len(resets), len(inserts)) == (1, 0)
    assert model.rowCount(QModelIndex()) > 10_000
    assert model.row_of(ChatId(1)) == 1
