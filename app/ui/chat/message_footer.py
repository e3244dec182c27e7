"""The row of actions under a message, its versions, and what wrote it how fast."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.chat import Message
from app.domain.models import display_name
from app.presenters.actions import MessageAction
from app.ui.chat.entry import Entry
from app.ui.chat.furniture import FeedbackTimer, Furniture
from app.ui.controls.announce import announce
from app.ui.controls.buttons import IconButton
from app.ui.controls.label import Label
from app.ui.controls.menu import Menu
from app.ui.tokens import FontRole

_WORDS_PER_TOKEN = 0.75


class MessageFooter(Furniture):
    """Copy, answer again and more under an answer; edit, copy and more under the person's own message."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.copy = IconButton("copy", "message.copy", self)
        self.edit = IconButton("pencil", "message.edit", self)
        self.again = IconButton("refresh-cw", "message.again", self)
        self.more = IconButton("ellipsis", "message.more", self)
        self.previous = IconButton("chevron-left", "message.previous_version", self)
        self.versions = Label(FontRole.CAPTION, "text3", self)
        self.next = IconButton("chevron-right", "message.next_version", self)
        self.meta = Label(FontRole.CAPTION, "text3", self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 2, 0, 2)
        self._row.setSpacing(1)
        self._row.addStretch()
        for widget in (self.copy, self.edit, self.again, self.more, self.previous, self.versions, self.next):
            self._row.addWidget(widget)
        self._row.addStretch()
        self._row.addWidget(self.meta)
        self._copied: Entry | None = None
        self._feedback = FeedbackTimer(self)
        self._feedback.timeout.connect(self.refresh)
        self.copy.clicked.connect(self._on_copy)
        self.edit.clicked.connect(lambda: self.act(MessageAction.EDIT))
        self.again.clicked.connect(self._on_again)
        self.more.clicked.connect(self._on_more)
        self.previous.clicked.connect(lambda: self.act(MessageAction.PREVIOUS_VERSION))
        self.next.clicked.connect(lambda: self.act(MessageAction.NEXT_VERSION))

    def refresh(self) -> None:
        if self.entry is None:
            return
        message = self.entry.message
        is_user = self.entry.is_user
        self._row.setStretch(0, 1 if is_user else 0)
        self._row.setStretch(self._row.count() - 2, 0 if is_user else 1)
        if self._feedback.isActive() and self.entry is self._copied:
            self.copy.set_icon("check")
            self.copy.set_words(self.tr("Copied"))
        else:
            self.copy.set_icon("copy")
            self.copy.set_words(self.tr("Copy") if is_user else self.tr("Copy answer"))
        self.copy.setVisible(bool(self.entry.text))
        self.edit.set_words(self.tr("Edit"))
        self.edit.setVisible(is_user)
        self.again.set_words(self.tr("Answer again"))
        self.again.setVisible(not is_user)
        self.more.set_words(self.tr("More"))
        self.previous.set_words(self.tr("Previous version"))
        self.next.set_words(self.tr("Next version"))
        self._show_versions(message)
        self.meta.setVisible(not is_user)
        self.meta.setText(self._meta_text(message))

    def wanted_height(self, width: int) -> int:
        # Under the person's own message it may hang over the empty end of the row below.
        height = super().wanted_height(width)
        return height * 2 // 3 if self.entry is not None and self.entry.is_user else height

    def _show_versions(self, message: Message) -> None:
        count = len(message.sibling_ids)
        has_versions = count > 1 and message.id in message.sibling_ids
        for widget in (self.previous, self.versions, self.next):
            widget.setVisible(has_versions)
        if has_versions:
            place = message.sibling_ids.index(message.id)
            self.versions.setText(f"{place + 1}/{count}")
            self.previous.setEnabled(place > 0)
            self.next.setEnabled(place < count - 1)

    def _meta_text(self, message: Message) -> str:
        if message.model is None:
            return ""
        name = display_name(message.model)
        speed = message.usage.tokens_per_s if message.usage else None
        if not speed:
            return name
        words = max(1, round(speed * _WORDS_PER_TOKEN))
        return self.tr("{model} · {speed}").format(model=name, speed=self.tr("%n word(s) per second", "", words))

    def _on_copy(self) -> None:
        self.act(MessageAction.COPY)
        self._copied = self.entry
        self._feedback.start()
        self.refresh()
        announce(self.copy, self.tr("Copied"))

    def _on_again(self) -> None:
        menu = Menu(self.again)
        self._add(menu, "refresh-cw", self.tr("Answer again"), MessageAction.AGAIN)
        self._add(menu, "boxes", self.tr("With another model"), MessageAction.AGAIN_OTHER_MODEL)
        if self.entry is not None and self.entry.thinking:
            self._add(menu, "zap", self.tr("Without thinking"), MessageAction.AGAIN_WITHOUT_THINKING)
        self._add(menu, "chevron-up", self.tr("Shorter"), MessageAction.AGAIN_SHORTER)
        self._add(menu, "chevron-down", self.tr("Longer"), MessageAction.AGAIN_LONGER)
        menu.open()

    def _on_more(self) -> None:
        menu = Menu(self.more)
        if self.entry is not None and not self.entry.is_user:
            self._add(menu, "copy", self.tr("Copy as Markdown"), MessageAction.COPY_MARKDOWN)
            self._add(menu, "git-branch", self.tr("Branch into new chat"), MessageAction.BRANCH)
            self._add(menu, "info", self.tr("Details"), MessageAction.DETAILS)
            menu.add_separator()
        self._add(menu, "trash-2", self.tr("Delete from here"), MessageAction.DELETE_FROM)
        menu.open()

    def _add(self, menu: Menu, icon_name: str, text: str, action: MessageAction) -> None:
        menu.add(text, icon_name).clicked.connect(lambda: self.act(action))
