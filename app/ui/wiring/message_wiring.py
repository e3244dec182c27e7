"""What a person does with a message: copying, editing, asking another model, details."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from app.domain.chat import Chat, Message, Role
from app.presenters.actions import MessageAction
from app.presenters.message_details import MessageDetails
from app.render.block import Kind
from app.render.blocks import split
from app.ui.chat.details_dialog import DetailsDialog
from app.ui.chat.rich_copy import copy_answer
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters
from app.ui.wiring.shown_messages import ShownMessages

_REPEATING = "repeating"
"""The cause of a notice."""


class MessageWiring(QObject):
    """Carries what is asked of a message to the chat's presenter, and does what is the window's own."""

    def __init__(self, window: BaleenWindow, presenters: Presenters, messages: ShownMessages) -> None:
        super().__init__(window)
        self._window = window
        self._chat = presenters.chat
        self._messages = messages
        composer = window.composer
        window.answer_again_requested.connect(self._chat.answer_again)
        window.copy_answer_requested.connect(self._on_copy_answer)
        window.copy_code_requested.connect(self._on_copy_code)
        window.transcript_view.action_requested.connect(self._on_action)
        window.notices.acted.connect(self._on_notice_acted)
        composer.edit_last_requested.connect(self._chat.edit_last)
        composer.edit_cancelled.connect(self._chat.cancel_edit)
        self._chat.edit_started.connect(composer.start_edit)
        self._chat.edit_ended.connect(composer.end_edit)
        self._chat.changes.deleted_from.connect(self._on_deleted_from)
        self._chat.changes.branched.connect(self._on_branched)
        self._chat.changes.details_ready.connect(self._on_details)
        self._chat.repeating_changed.connect(self._on_repeating)

    # What the presenter tells

    def _on_deleted_from(self, message: Message) -> None:
        self._window.toast.show_text(self.tr("Messages deleted."), lambda: self._chat.changes.undelete_from(message))

    def _on_branched(self, chat: Chat) -> None:
        self._window.toast.show_text(self.tr("New chat: {title}").format(title=chat.title))

    def _on_details(self, details: MessageDetails) -> None:
        DetailsDialog(details, self._window).show()

    def _on_repeating(self, is_repeating: bool) -> None:
        notices = self._window.notices
        if is_repeating:
            notices.show_notice(_REPEATING, self.tr("The model is repeating itself."), self.tr("Stop"))
        else:
            notices.remove(_REPEATING)

    # What the person does

    def _on_notice_acted(self, cause: str) -> None:
        if cause == _REPEATING:
            self._chat.stop()

    def _on_action(self, message_id: int, action: MessageAction) -> None:
        message = self._messages.get(message_id)
        if message is None:
            return
        match action:
            case MessageAction.COPY:
                self._copy(message)
            case MessageAction.COPY_MARKDOWN:
                QGuiApplication.clipboard().setText(message.text)
                self._say_copied()
            case MessageAction.AGAIN_OTHER_MODEL:
                self._window.picker.open_above(
                    self._window.composer.model_button, lambda tag: self._chat.act(message, action, tag)
                )
            case _:
                self._chat.act(message, action)

    def _on_copy_answer(self) -> None:
        if (answer := self._last_answer()) is not None:
            self._copy(answer)
            self._say_copied()

    def _on_copy_code(self) -> None:
        """The last block of code of the newest answer that has one."""
        for message in self._messages.newest_first():
            if message.role is Role.ASSISTANT and "```" in message.text:
                code = [block.source for block in split(message.text) if block.kind is Kind.CODE]
                if code:
                    QGuiApplication.clipboard().setText(code[-1])
                    self._say_copied()
                    return

    def _last_answer(self) -> Message | None:
        answers = (m for m in self._messages.newest_first() if m.role is Role.ASSISTANT and m.text)
        return next(answers, None)

    def _copy(self, message: Message) -> None:
        if message.role is Role.USER:
            QGuiApplication.clipboard().setText(message.text)
        else:
            copy_answer(message.text)

    def _say_copied(self) -> None:
        self._window.toast.flash(self.tr("Copied"))
