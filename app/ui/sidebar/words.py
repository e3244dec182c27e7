"""Sentences of the list of chats."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from app.domain.chat import Chat
from app.presenters.chat_groups import Group, GroupKind


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChatList", text)


class ChatWords:
    """What the rows of the list say; see `ChatListWords`."""

    def heading(self, group: Group) -> str:
        match group.kind:
            case GroupKind.PINNED:
                return _tr("Pinned")
            case GroupKind.TODAY:
                return _tr("Today")
            case GroupKind.YESTERDAY:
                return _tr("Yesterday")
            case GroupKind.PREVIOUS_7_DAYS:
                return _tr("Previous 7 days")
            case GroupKind.PREVIOUS_30_DAYS:
                return _tr("Previous 30 days")
            case GroupKind.MONTH:
                name = QLocale().standaloneMonthName(group.month)
                return name[:1].upper() + name[1:]
            case GroupKind.YEAR:
                return str(group.year)

    def row(self, chat: Chat, is_busy: bool, is_unread: bool) -> str:
        if is_busy:
            return _tr("{title}, answering").replace("{title}", chat.title)
        if is_unread:
            return _tr("{title}, new answer").replace("{title}", chat.title)
        return chat.title
