"""Everything at once: the store against a small model of it in Python, with the program started again in between."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from app.domain.chat import ChatId, MessageId, State
from app.domain.text import clean_text
from app.store.opening import OpenedStore, open_store
from tests.store.building import assert_sound, fast_folder

TEXTS = st.text(st.characters(exclude_categories=()), max_size=30)


@dataclass
class Node:
    """A message as the model knows it."""

    chat: ChatId
    parent: MessageId | None
    text: str
    state: State
    deleted_with: MessageId | None = None


@dataclass
class Room:
    """A chat as the model knows it."""

    title: str
    draft: str = ""
    is_deleted: bool = False
    leaf: MessageId | None = None
    undo: dict[MessageId, MessageId] = field(default_factory=dict)


class StoreMachine(RuleBasedStateMachine):
    """Each rule does the same to the store and to the model."""

    chats = Bundle("chats")
    questions = Bundle("questions")
    answers = Bundle("answers")
    deletions = Bundle("deletions")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = contextlib.ExitStack()
        self.data_dir = self.folder.enter_context(fast_folder())
        (self.data_dir / "chats.reserve").touch()
        self.store: OpenedStore = self.runner.run(open_store(self.data_dir))
        self.rooms: dict[ChatId, Room] = {}
        self.order: list[ChatId] = []
        self.nodes: dict[MessageId, Node] = {}

    # -- what both do

    @rule(target=chats, title=TEXTS)
    def create_chat(self, title: str) -> ChatId:
        chat = self.runner.run(self.store.chats.create_chat(title, None))
        self.rooms[chat.id] = Room(clean_text(title))
        self.order.append(chat.id)
        return chat.id

    @rule(chat=chats, text=TEXTS)
    def save_draft(self, chat: ChatId, text: str) -> None:
        if not self.rooms[chat].is_deleted:
            self.runner.run(self.store.chats.save_draft(chat, text))
            self.rooms[chat].draft = clean_text(text)

    @rule(chat=chats)
    def delete_or_restore_chat(self, chat: ChatId) -> None:
        room = self.rooms[chat]
        call = self.store.chats.restore_chat if room.is_deleted else self.store.chats.delete_chat
        self.runner.run(call(chat))
        room.is_deleted = not room.is_deleted

    @rule(target=questions, chat=chats, text=TEXTS)
    def ask(self, chat: ChatId, text: str) -> MessageId:
        return self._ask(chat, self.rooms[chat].leaf, text)

    @rule(target=questions, question=questions, text=TEXTS)
    def edit(self, question: MessageId, text: str) -> MessageId:
        node = self.nodes.get(question)
        if node is None or node.deleted_with is not None:
            return question
        return self._ask(node.chat, node.parent, text)

    def _ask(self, chat: ChatId, parent: MessageId | None, text: str) -> MessageId:
        room = self.rooms[chat]
        if room.is_deleted:
            return MessageId(0)
        question, answer = self.runner.run(self.store.chats.add_question(chat, parent, text, "m"))
        self.nodes[question.id] = Node(chat, parent, clean_text(text), State.SENT)
        self.nodes[answer.id] = Node(chat, question.id, "", State.STREAMING)
        room.leaf, room.draft = answer.id, ""
        self._touch(chat)
        return question.id

    @rule(target=answers, question=questions)
    def answer_again(self, question: MessageId) -> MessageId:
        if not self._is_usable(question):
            return MessageId(0)
        answer = self.runner.run(self.store.chats.add_answer(question, "m"))
        chat = self.nodes[question].chat
        self.nodes[answer.id] = Node(chat, question, "", State.STREAMING)
        self.rooms[chat].leaf = answer.id
        self._touch(chat)
        return answer.id

    @rule(answer=answers, text=TEXTS, state=st.sampled_from([State.STREAMING, State.DONE, State.STOPPED]))
    def save_answer(self, answer: MessageId, text: str, state: State) -> None:
        if self._is_usable(answer):
            message = self.runner.run(self.store.chats.message(answer))
            assert message is not None
            self.runner.run(self.store.chats.save_answer(replace(message, text=text, state=state)))
            self.nodes[answer].text, self.nodes[answer].state = clean_text(text), state

    @rule(message=questions | answers)
    def select(self, message: MessageId) -> None:
        if self._is_usable(message):
            self.runner.run(self.store.chats.select(message))
            self._show(message)

    @rule(target=deletions, message=questions | answers)
    def delete_from(self, message: MessageId) -> MessageId:
        if not self._is_usable(message):
            return MessageId(0)
        node, room = self.nodes[message], self.rooms[self.nodes[message].chat]
        others = [id_ for id_ in self._below(node.parent, node.chat) if id_ != message]
        was_shown = message in self._path(room.leaf)
        self.runner.run(self.store.chats.delete_from(message))
        for id_, below in self.nodes.items():
            if below.deleted_with is None and message in self._path(id_):
                below.deleted_with = message
        if was_shown:
            room.undo[message] = room.leaf or message
            room.leaf = node.parent
            if others:
                self._show(others[-1])
        return message

    @rule(message=consumes(deletions))
    def undelete_from(self, message: MessageId) -> None:
        node = self.nodes.get(message)
        if node is None or node.deleted_with != message:
            return
        self.runner.run(self.store.chats.undelete_from(message))
        above = self.nodes[node.parent].deleted_with if node.parent else None
        for other in self.nodes.values():
            if other.deleted_with == message:
                other.deleted_with = above
        leaf = self.rooms[node.chat].undo.get(message)
        if above is None and leaf is not None:
            self.rooms[node.chat].leaf = leaf
            del self.rooms[node.chat].undo[message]

    @rule()
    def start_again(self) -> None:
        self.runner.run(self.store.close())
        self.store = self.runner.run(open_store(self.data_dir))
        assert self.store.problem is None
        for node in self.nodes.values():
            if node.state is State.STREAMING:
                node.state = State.INTERRUPTED

    # -- what must be equal after every step

    @invariant()
    def the_list_is_equal(self) -> None:
        found = self.runner.run(self.store.chats.chats())
        expected = [(id_, self.rooms[id_]) for id_ in reversed(self.order) if not self.rooms[id_].is_deleted]
        assert [(chat.id, chat.title, chat.draft) for chat in found] == [
            (id_, room.title, room.draft) for id_, room in expected
        ]

    @invariant()
    def every_screen_is_equal(self) -> None:
        for chat, room in self.rooms.items():
            path = self.runner.run(self.store.chats.path(chat))
            assert [(m.id, m.text, m.state) for m in path] == [
                (id_, self.nodes[id_].text, self.nodes[id_].state) for id_ in self._path(room.leaf)
            ]
            for message in path:
                assert list(message.sibling_ids) == self._below(message.parent_id, chat)

    @invariant()
    def the_export_is_equal(self) -> None:
        for exported in self.runner.run(self.store.chats.export()):
            living = [id_ for id_, n in self.nodes.items() if n.chat == exported.chat.id and n.deleted_with is None]
            assert sorted(message.id for message in exported.messages) == living

    def teardown(self) -> None:
        self.start_again()  # an answer that still grows is not indexed yet
        self.runner.run(self.store.close())
        assert_sound(self.data_dir)
        self.runner.close()
        self.folder.close()

    # -- the model's own rules

    def _touch(self, chat: ChatId) -> None:
        self.order.remove(chat)
        self.order.append(chat)

    def _is_usable(self, message: MessageId) -> bool:
        node = self.nodes.get(message)
        return node is not None and node.deleted_with is None and not self.rooms[node.chat].is_deleted

    def _below(self, parent: MessageId | None, chat: ChatId) -> list[MessageId]:
        return [id_ for id_, n in self.nodes.items() if (n.parent, n.chat, n.deleted_with) == (parent, chat, None)]

    def _show(self, message: MessageId) -> None:
        while below := self._below(message, self.nodes[message].chat):
            message = below[-1]
        self.rooms[self.nodes[message].chat].leaf = message

    def _path(self, leaf: MessageId | None) -> list[MessageId]:
        path: list[MessageId] = []
        while leaf is not None:
            path.insert(0, leaf)
            leaf = self.nodes[leaf].parent
        return path


TestStoreAgainstModel = StoreMachine.TestCase
TestStoreAgainstModel.settings = settings(max_examples=6, stateful_step_count=25, deadline=None)
