"""The open chat: transcript, composer and header."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from app.domain.chat import Chat, Message, Role, is_private
from app.domain.models import normal_tag
from app.presenters.explain import Remedy
from app.render.links import check
from app.ui.chat.link_opener import LinkOpener
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.chat_saving import ChatSaving
from app.ui.wiring.message_wiring import MessageWiring
from app.ui.wiring.presenters import Presenters
from app.ui.wiring.remedies import Remedies
from app.ui.wiring.send_when_ready import SendWhenReady
from app.ui.wiring.shown_messages import ShownMessages


class ChatWiring(QObject):
    """Carries what the presenter tells to the transcript, and what is pressed there to the presenter."""

    def __init__(self, window: BaleenWindow, presenters: Presenters, remedies: Remedies) -> None:
        super().__init__(window)
        self._window = window
        self._presenters = presenters
        self._chat = presenters.chat
        self._remedies = remedies
        self._view = window.transcript_view
        self._messages = ShownMessages()
        self._sent = ""
        self._later = SendWhenReady(window, presenters, self._on_send)
        self._was_open = False
        self._connect_presenter()
        self._connect_window()
        self._actions = MessageWiring(window, presenters, self._messages)
        self._saving = ChatSaving(window, self._messages)

    def _connect_presenter(self) -> None:
        chat = self._chat
        chat.leaving.connect(self._on_leaving)
        chat.opened.connect(self._on_opened)
        chat.message_added.connect(self._on_added)
        chat.answer_grew.connect(self._on_grew)
        chat.message_changed.connect(self._on_changed)
        chat.waiting_changed.connect(self._view.set_waiting)
        chat.busy_changed.connect(self._window.composer.set_busy)
        chat.text_stored.connect(self._on_stored)
        chat.draft_restored.connect(self._on_draft)
        chat.chat_changed.connect(self._on_chat_changed)
        self._presenters.models.models_changed.connect(lambda *_: self._update_next_model())

    def _connect_window(self) -> None:
        window, composer = self._window, self._window.composer
        composer.send_requested.connect(self._on_send)
        composer.stop_requested.connect(self._chat.stop)
        composer.text_changed.connect(self._chat.set_draft)
        window.find_requested.connect(self._view.finding.open)
        window.find_next_requested.connect(lambda forwards: self._view.finding.step(1 if forwards else -1))
        window.commands.previous_message.triggered.connect(lambda: self._view.reading.go(-1))
        window.commands.next_message.triggered.connect(lambda: self._view.reading.go(1))
        self._view.remedy_requested.connect(self._on_remedy)
        self._view.link_hovered.connect(self._on_link_hovered)
        self._view.link_activated.connect(LinkOpener(window).open)

    def _on_link_hovered(self, address: str) -> None:
        link = check(address)
        self._window.footer.show_link(link.url if link is not None else "")

    # What the presenter tells

    def _on_opened(self, chat: Chat | None, messages: tuple[Message, ...]) -> None:
        self._messages.show(messages)
        self._window.set_empty(not messages)
        if chat is None:
            self._window.set_new_chat()
        else:
            self._window.set_chat(chat.id, chat.title, chat.is_pinned)
        is_kept = chat is not None and not is_private(chat.id)
        self._window.remember_chat(chat.id if chat is not None and is_kept else None)
        self._window.footer.set_private(chat is not None and not is_kept)
        self._presenters.sidebar.set_open(chat.id if chat else None)
        self._presenters.models.show_choice_of(chat.model if chat else None)
        self._view.set_messages(messages, chat.id if chat else None)
        self._update_next_model()

    def _on_chat_changed(self, chat: Chat) -> None:
        self._window.set_chat(chat.id, chat.title, chat.is_pinned)

    def _on_added(self, message: Message) -> None:
        self._messages.put(message)
        self._window.set_empty(False)
        self._view.append_message(message)
        self._update_next_model()

    def _on_grew(self, message_id: int, text: str, thinking: str) -> None:
        self._messages.grow(message_id, text, thinking)
        if thinking:
            self._view.append_thinking(message_id, thinking)
        if text:
            self._view.append_text(message_id, text)

    def _on_changed(self, message: Message) -> None:
        if (known := self._messages.get(message.id)) is not None:
            message = replace(message, sibling_ids=message.sibling_ids or known.sibling_ids)
            self._messages.put(message)
            self._view.update_message(message)

    def _on_leaving(self) -> None:
        # Before the first chat is open, what stands in the composer is meant for it.
        if self._was_open:
            self._window.composer.clear()
        self._was_open = True

    def _on_draft(self, text: str) -> None:
        # What was typed while the chat opened wins over older words.
        if typed := self._window.composer.text:
            self._chat.set_draft(typed)
        else:
            self._window.composer.set_text(text)

    def _on_stored(self) -> None:
        # What was typed while it was stored stays.
        if self._window.composer.text == self._sent:
            self._window.composer.clear()

    def _update_next_model(self) -> None:
        """Another model was chosen than answered last: say so until it answers."""
        last = next((m for m in self._messages.newest_first() if m.role is Role.ASSISTANT), None)
        current = self._presenters.models.current
        is_other = last is not None and last.model and current and normal_tag(last.model) != normal_tag(current)
        self._window.chat_page.set_next_model(current if is_other else "")

    # What the person does

    def _on_send(self, text: str) -> None:
        if self._later.is_needed or not self._presenters.models.current:
            self._later.wait(text)
            return
        self._presenters.postponed.forget_as(self._chat.chat_id)
        self._sent = text
        self._chat.send(text, self._presenters.models.current)

    def _on_remedy(self, message_id: int, remedy: Remedy) -> None:
        self._remedies.apply(remedy, self._messages.get(message_id))
