"""Sentences of the list of chats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from app.presenters.chat_groups import Group, GroupKind

if TYPE_CHECKING:
    from app.domain.chat import Chat

translate = QCoreApplication.translate


class ChatWords:
    """What the rows of the list say; see `ChatListWords`."""

    def heading(self, group: Group) -> str:
        match group.kind:
            case GroupKind.PINNED:
                return translate("ChatList", "Pinned")
            case GroupKind.TODAY:
                return translate("ChatList", "Today")
            case GroupKind.YESTERDAY:
                return translate("ChatList", "Yesterday")
            case GroupKind.PREVIOUS_7_DAYS:
                return translate("ChatList", "Previous 7 days")
            case GroupKind.PREVIOUS_30_DAYS:
                return translate("ChatList", "Previous 30 days")
            case GroupKind.MONTH:
                name = QLocale().standaloneMonthName(group.month)
                return name[:1].upper() + name[1:]
            case GroupKind.YEAR:
                return str(group.year)

    def row(self, chat: Chat, is_busy: bool, is_unread: bool) -> str:
        if is_busy:
            return translate("ChatList", "{title}, answering").replace("{title}", chat.title)
        if is_unread:
            return translate("ChatList", "{title}, new answer").replace("{title}", chat.title)
        return chat.title
