"""Conversations through the real store and a scripted server on a real socket."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.domain.chat import ChatId, Message, Role, State
from app.domain.errors import ContextTooLong, ModelMissing, RunnerGone
from app.domain.settings import Settings
from app.llm.ollama_backend import OllamaBackend
from app.services.asking import Again
from app.services.chat_news import AnswerGrew, ChatNews, MessageAdded, MessageChanged
from app.services.chats import ChatService
from app.services.models import ModelService
from app.services.tasks import TaskOwner
from app.store.opening import FILE_NAME, open_store
from tests.helpers.fake_answers import SCENARIOS, Answer, Hang, endless, line, refused, said
from tests.helpers.fake_ollama import MODEL, FakeModel, FakeOllama, Request

TOO_LONG = (
    '{"error":{"code":400,"message":"request (%d tokens) exceeds the available context size (%d tokens)",'
    '"type":"exceed_context_size_error","n_prompt_tokens":%d,"n_ctx":%d}}'
)


@dataclass
class Conversation:
    """A running chat service and what it told."""

    chats: ChatService
    settings: Settings = field(default_factory=Settings)
    news: list[ChatNews] = field(default_factory=list)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                await asyncio.sleep(0.002)

    async def answered(self, chat_id: ChatId) -> Message:
        """The last message, once the answer has ended."""
        await self.until(lambda: not self.chats.is_answering(chat_id))
        return (await self.chats.path(chat_id))[-1]

    def told(self) -> tuple[str, str]:
        """All thinking and all text that was told as news."""
        grown = [news for news in self.news if isinstance(news, AnswerGrew)]
        return "".join(news.thinking for news in grown), "".join(news.text for news in grown)


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        yield running


@asynccontextmanager
async def conversation(server: FakeOllama, folder: Path) -> AsyncGenerator[Conversation, None]:
    async def ready() -> None:
        return

    store = await open_store(folder)
    backend = OllamaBackend(server.url)
    tasks = TaskOwner()
    try:
        async with tasks:
            models = ModelService(backend, tasks)
            talk = Conversation(ChatService(store.chats, backend, models, lambda: talk.settings, ready, tasks))
            talk.chats.news.add(talk.news.append)
            yield talk
    finally:
        backend.close()
        await store.close()


async def test_an_answer_is_told_and_kept(server: FakeOllama, tmp_path: Path) -> None:
    """What streams on the screen is what is on disk, thinking and answer apart."""
    server.answer = said("Hello there, test!", thinking="I am thinking.")
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "Hello?", MODEL)
        answer = await talk.answered(chat_id)

        assert talk.told() == ("I am thinking.", "Hello there, test!")
        assert (answer.thinking, answer.text) == talk.told()
        assert answer.state is State.DONE
        assert answer.usage is not None
    async with conversation(server, tmp_path) as talk:
        question, answer = await talk.chats.path(chat_id)
        assert (question.role, question.text) == (Role.USER, "Hello?")
        assert answer.text == "Hello there, test!"


async def test_the_message_is_on_disk_before_the_server_hears_of_it(server: FakeOllama, tmp_path: Path) -> None:
    """A crash while asking loses nothing of what was written."""
    async with conversation(server, tmp_path) as talk:
        seen: list[str] = []

        def answer(request: Request) -> Answer:
            with closing(sqlite3.connect(f"file:{tmp_path / FILE_NAME}?mode=ro", uri=True)) as reader:
                seen.extend(row[0] for row in reader.execute("SELECT text FROM message WHERE role='user'"))
            return said("yes")

        server.answer = answer
        await talk.answered(await talk.chats.send(None, "Is it safe?", MODEL))
        assert seen == ["Is it safe?"]


async def test_stop_hangs_up_and_keeps_the_text(server: FakeOllama, tmp_path: Path) -> None:
    """Stop ends the server's work at once; what arrived stays, marked as stopped."""
    server.answer = endless()
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "count", MODEL)
        await talk.until(lambda: "three" in talk.told()[1])
        talk.chats.stop(chat_id)
        talk.chats.stop(chat_id)
        answer = await talk.answered(chat_id)

        await server.until(lambda: server.hangups == 1)
        assert answer.state is State.STOPPED
        assert answer.text == talk.told()[1]


async def test_closing_while_it_streams_marks_the_answer_interrupted(server: FakeOllama, tmp_path: Path) -> None:
    """Quitting keeps what was shown and says later that the answer is not complete."""
    server.answer = endless()
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "count", MODEL)
        await talk.until(lambda: "three" in talk.told()[1])
    shown = talk.told()[1]
    async with conversation(server, tmp_path) as talk:
        answer = (await talk.chats.path(chat_id))[-1]
        assert answer.state is State.INTERRUPTED
        assert answer.text == shown


async def test_two_chats_answer_at_once(server: FakeOllama, tmp_path: Path) -> None:
    """One chat streams in the background while another is asked."""
    server.answer = endless()
    async with conversation(server, tmp_path) as talk:
        first = await talk.chats.send(None, "first", MODEL)
        second = await talk.chats.send(None, "second", MODEL)
        await talk.until(lambda: {n.chat_id for n in talk.news if isinstance(n, AnswerGrew)} == {first, second})
        assert talk.chats.answering == {first, second}
        assert len(talk.chats.models_answering) == 1, "both with the same one"
        talk.chats.stop(first)
        await talk.answered(first)
        assert talk.chats.answering == {second}


async def test_a_chat_that_waits_for_another_one_is_known(server: FakeOllama, tmp_path: Path) -> None:
    """The server answers one chat at a time with a model: the second can say what it waits for."""
    server.answer = endless()
    async with conversation(server, tmp_path) as talk:
        first = await talk.chats.send(None, "first", MODEL)
        await talk.until(lambda: "three" in talk.told()[1])
        server.answer = SCENARIOS["never"]()
        second = await talk.chats.send(None, "second", MODEL)
        waiting = (await talk.chats.path(second))[-1]
        assert talk.chats.is_queued(waiting)
        assert not talk.chats.is_queued((await talk.chats.path(first))[-1])
        talk.chats.stop(first)
        await talk.answered(first)
        assert not talk.chats.is_queued(waiting)


async def test_an_open_answer_has_all_that_was_told(server: FakeOllama, tmp_path: Path) -> None:
    """Whoever opens a chat in mid-answer sees everything so far, not what the disk had a moment ago."""
    server.answer = endless()
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "count", MODEL)
        await talk.until(lambda: "three" in talk.told()[1])
        live = (await talk.chats.path(chat_id))[-1]
        assert live.text == talk.told()[1]
        assert live.state is State.STREAMING


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused(404, "model 'tiny' not found"), ModelMissing),
        (refused(500, "model runner has unexpectedly stopped, this may be due to resource limitations"), RunnerGone),
    ],
)
async def test_a_refusal_becomes_an_error_that_is_kept(
    server: FakeOllama, tmp_path: Path, answer: Answer, kind: type
) -> None:
    """An error belongs to its message: it is there after a restart as well."""
    server.answer = answer
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "Hello?", MODEL)
        failed = await talk.answered(chat_id)
        assert failed.state is State.ERROR
        assert isinstance(failed.error, kind)
    async with conversation(server, tmp_path) as talk:
        assert isinstance((await talk.chats.path(chat_id))[-1].error, kind)


async def test_trying_again_after_an_error_uses_the_same_place(server: FakeOllama, tmp_path: Path) -> None:
    """A failed try without a word leaves no empty version behind."""
    server.answer = refused(503, "server busy, please try again.  maximum pending requests exceeded")
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "Hello?", MODEL)
        failed = await talk.answered(chat_id)
        server.answer = said("now")
        await talk.chats.again(failed.id)
        answer = await talk.answered(chat_id)
        assert (answer.text, answer.state, answer.error) == ("now", State.DONE, None)
        assert answer.sibling_ids == (failed.id,)


async def test_answer_again_keeps_the_old_answer_as_a_version(server: FakeOllama, tmp_path: Path) -> None:
    """Nothing is thrown away by asking again; both versions can be shown."""
    server.answer = said("one")
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "Hello?", MODEL)
        first = await talk.answered(chat_id)
        server.answer = said("two")
        await talk.chats.again(first.id, Again(shorter=True, think=False))
        second = await talk.answered(chat_id)

        assert second.text == "two"
        assert second.sibling_ids == (first.id, second.id)
        asked = server.chats()[-1]
        assert asked["think"] is False
        assert asked["messages"][-1]["content"].startswith("Hello?")
        assert "fewer words" in asked["messages"][-1]["content"]
        await talk.chats.choose_version(second, -1)
        assert (await talk.chats.path(chat_id))[-1].text == "one"


async def test_continue_goes_on_in_the_same_answer(server: FakeOllama, tmp_path: Path) -> None:
    """The model gets its own unfinished answer as the last turn, and its words are added to it."""
    server.answer = endless()
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "count", MODEL)
        await talk.until(lambda: "three" in talk.told()[1])
        talk.chats.stop(chat_id)
        stopped = await talk.answered(chat_id)
        server.answer = said("and the rest.")
        await talk.chats.resume(stopped.id)
        whole = await talk.answered(chat_id)

        assert whole.id == stopped.id
        assert whole.text == stopped.text + "and the rest."
        assert whole.state is State.DONE
        last = server.chats()[-1]["messages"][-1]
        assert (last["role"], last["content"]) == ("assistant", stopped.text)


async def test_edit_asks_again_and_keeps_both(server: FakeOllama, tmp_path: Path) -> None:
    """An edited question is a version of the old one, with an answer of its own."""
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "Hello?", MODEL)
        await talk.answered(chat_id)
        question = (await talk.chats.path(chat_id))[0]
        server.answer = said("better")
        await talk.chats.edit(question.id, "Hello again?", MODEL)
        await talk.answered(chat_id)
        path = await talk.chats.path(chat_id)
        assert [message.text for message in path] == ["Hello again?", "better"]
        assert len(path[0].sibling_ids) == 2


async def test_old_thinking_is_not_sent_back(server: FakeOllama, tmp_path: Path) -> None:
    """Only questions and answers go back to the model, with everything it must be told each time."""
    server.answer = said("Hello there", thinking="long thoughts")
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "one", MODEL)
        await talk.answered(chat_id)
        await talk.chats.send(chat_id, "two", MODEL)
        await talk.answered(chat_id)
        body = server.chats()[-1]
        assert [message["content"] for message in body["messages"]] == ["one", "Hello there", "two"]
        assert not any(message.get("thinking") for message in body["messages"])
        assert body["truncate"] is False
        assert body["shift"] is False
        assert body["think"] is True
        assert body["options"]["num_ctx"] == 4096
        assert body["options"]["num_batch"] == 512
        assert "keep_alive" in body


async def test_the_oldest_turns_are_left_out_when_it_does_not_fit(server: FakeOllama, tmp_path: Path) -> None:
    """The server says how long it was; the client leaves out the oldest and says how many."""
    async with conversation(server, tmp_path) as talk:
        talk.settings = replace(Settings(), context_tokens=512)
        chat_id = await talk.chats.send(None, "first " * 60, MODEL)
        await talk.answered(chat_id)
        await talk.chats.send(chat_id, "second " * 60, MODEL)
        await talk.answered(chat_id)

        def answer(request: Request) -> Answer:
            count = sum(len(message["content"].split()) for message in request.json["messages"])
            return refused(400, TOO_LONG % (count * 5, 512, count * 5, 512)) if count > 62 else said("fits")

        server.answer = answer
        await talk.chats.send(chat_id, "third " * 60, MODEL)
        last = await talk.answered(chat_id)
        assert last.text == "fits"
        assert last.left_out == 4
        assert [message["role"] for message in server.chats()[-1]["messages"]] == ["user"]


async def test_one_message_that_is_too_long_says_so(server: FakeOllama, tmp_path: Path) -> None:
    """When even the last message alone does not fit, it is an error and nothing is cut silently."""
    server.answer = refused(400, TOO_LONG % (9000, 4096, 9000, 4096))
    async with conversation(server, tmp_path) as talk:
        failed = await talk.answered(await talk.chats.send(None, "word " * 9000, MODEL))
        assert failed.state is State.ERROR
        assert isinstance(failed.error, ContextTooLong)
        assert failed.error.prompt_tokens == 9000


async def test_an_end_without_done_is_an_interruption(server: FakeOllama, tmp_path: Path) -> None:
    """A stream that just ends is not a finished answer."""
    server.answer = Answer(said("half an ans").steps[:-1])
    async with conversation(server, tmp_path) as talk:
        answer = await talk.answered(await talk.chats.send(None, "Hello?", MODEL))
        assert answer.state is State.INTERRUPTED


async def test_news_comes_in_the_order_of_what_happened(server: FakeOllama, tmp_path: Path) -> None:
    """Question, answer, growth, end: a screen that follows the news is right at every moment."""
    async with conversation(server, tmp_path) as talk:
        await talk.answered(await talk.chats.send(None, "Hello?", MODEL))
        kinds = [type(news) for news in talk.news if isinstance(news, MessageAdded | AnswerGrew | MessageChanged)]
        assert kinds[:2] == [MessageAdded, MessageAdded]
        assert kinds[-1] is MessageChanged
        assert set(kinds[2:-1]) == {AnswerGrew}


async def test_deleting_a_chat_can_be_undone(server: FakeOllama, tmp_path: Path) -> None:
    """A deleted chat stops answering, vanishes from the list, and comes back whole."""
    server.answer = endless()
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "Hello?", MODEL)
        await talk.until(lambda: "three" in talk.told()[1])
        await talk.chats.delete(chat_id)
        assert await talk.chats.chats() == ()
        assert not talk.chats.is_answering(chat_id)
        await talk.chats.restore(chat_id)
        assert [chat.id for chat in await talk.chats.chats()] == [chat_id]
        assert len(await talk.chats.path(chat_id)) == 2


async def test_answer_now_keeps_the_thoughts_and_asks_without_thinking(server: FakeOllama, tmp_path: Path) -> None:
    """The model gets what it thought so far as its own, and the answer follows in the same message."""
    server.answer = Answer((line(thinking="Let me "), line(thinking="see. "), Hang()))
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "Hello?", MODEL)
        await talk.until(lambda: talk.told()[0] == "Let me see. ")
        thinking = (await talk.chats.path(chat_id))[-1]
        server.answer = said("Now.")
        await talk.chats.answer_now(chat_id)
        answer = await talk.answered(chat_id)

        assert (answer.id, answer.thinking, answer.text) == (thinking.id, "Let me see. ", "Now.")
        assert answer.state is State.DONE
        assert answer.thinking_s is not None
        asked = server.chats()[-1]
        assert asked["think"] is False
        assert asked["messages"][-1] == {"role": "assistant", "content": "", "thinking": "Let me see. "}
        await server.until(lambda: server.hangups == 1)
        states = [news.message.state for news in talk.news if isinstance(news, MessageChanged)]
        assert states == [State.STREAMING, State.DONE], "nobody is told that it stopped"


async def test_answer_now_is_too_late_once_the_answer_has_begun(server: FakeOllama, tmp_path: Path) -> None:
    """What is being written is not begun again."""
    server.answer = endless(thinking="Hm.")
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "count", MODEL)
        await talk.until(lambda: "three" in talk.told()[1])
        await talk.chats.answer_now(chat_id)
        assert talk.chats.is_answering(chat_id)
        assert len(server.chats()) == 1


async def test_stopped_while_thinking_it_goes_on_with_the_answer(server: FakeOllama, tmp_path: Path) -> None:
    """Continue after a stop in mid-thought asks for the answer, with the thoughts."""
    server.answer = Answer((line(thinking="Let me see."), Hang()))
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "Hello?", MODEL)
        await talk.until(lambda: bool(talk.told()[0]))
        talk.chats.stop(chat_id)
        stopped = await talk.answered(chat_id)
        server.answer = said("Here.")
        await talk.chats.resume(stopped.id)
        answer = await talk.answered(chat_id)
        assert (answer.thinking, answer.text) == ("Let me see.", "Here.")
        assert server.chats()[-1]["think"] is False


async def test_another_model_answers_once(server: FakeOllama, tmp_path: Path) -> None:
    """The chat keeps its own model for the next question, until another one is chosen for good."""
    server.models["other:1b"] = FakeModel()
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "Hello?", MODEL)
        first = await talk.answered(chat_id)
        await talk.chats.again(first.id, Again(model="other:1b"))
        second = await talk.answered(chat_id)
        assert second.model == server.chats()[-1]["model"] == "other:1b"
        chat = await talk.chats.chat(chat_id)
        assert chat is not None
        assert chat.model == MODEL
        await talk.chats.choose_model(chat_id, "other:1b")
        chat = await talk.chats.chat(chat_id)
        assert chat is not None
        assert chat.model == "other:1b"


async def test_a_question_whose_answer_was_deleted_can_be_answered(server: FakeOllama, tmp_path: Path) -> None:
    """Answer again works on the question alone."""
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "Hello?", MODEL)
        first = await talk.answered(chat_id)
        await talk.chats.delete_from(first)
        [question] = await talk.chats.path(chat_id)
        server.answer = said("anew")
        await talk.chats.again(question.id)
        assert (await talk.answered(chat_id)).text == "anew"


async def test_branches_are_numbered(server: FakeOllama, tmp_path: Path) -> None:
    """Each branch has a title of its own that says where it comes from."""
    async with conversation(server, tmp_path) as talk:
        chat_id = await talk.chats.send(None, "Lisbon", MODEL)
        answer = await talk.answered(chat_id)
        first = await talk.chats.branch(answer)
        second = await talk.chats.branch((await talk.chats.path(first.id))[-1])
        assert [first.title, second.title] == ["Lisbon (2)", "Lisbon (3)"]
        assert [m.text for m in await talk.chats.path(second.id)] == ["Lisbon", "Hello there, test!"]
