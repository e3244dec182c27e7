"""Makes what sends messages, guards memory before it, measures after it, and shows the tour."""

from __future__ import annotations

from app.composition.server import engine_ready
from app.composition.services import Services
from app.domain.chat import State
from app.domain.computers import offers
from app.domain.engine import is_here
from app.domain.remembering import kv_share
from app.files.tour_model import TourModel
from app.services.card_speeds import CardSpeedService
from app.services.chat_news import ChatNews, MessageChanged
from app.services.chats import ChatService
from app.services.engine_check import EngineCheck
from app.services.memory_guard import MemoryGuard
from app.services.postponed import PostponedService
from app.services.slowness import SlownessService
from app.services.tour import TourService
from app.store.card_speeds import CardSpeedFile
from app.store.postponed import PostponedFile
from app.store.private_chats import ChatsWithPrivate
from app.ui.assets import resources_dir


def make_chats(its: Services) -> None:
    """Needs what `make_server` and `make_models` made."""
    where, tasks, settings, engine = its.config.places, its.tasks, its.settings, its.engine
    guard = MemoryGuard(
        its.backend,
        its.library,
        its.models,
        its.backend.loaded,
        lambda: is_here(engine.state),
        lambda: chat_memory_share(its),
    )
    kept = ChatsWithPrivate(its.store.chats)
    its.stack.push_async_callback(kept.close)
    its.chats = ChatService(kept, guard, its.models, lambda: settings.current, lambda: engine_ready(its), tasks)
    its.slowness = SlownessService(its.performance, its.library, its.models)
    its.card_speeds = CardSpeedService(its.performance, CardSpeedFile(where.state / "card-speeds.json"), tasks)

    def measure(news: ChatNews) -> None:
        if isinstance(news, MessageChanged) and news.message.state is State.DONE:
            its.library.look_again()
            its.performance.look()

    its.chats.news.add(its.performance.hear)
    its.chats.news.add(its.slowness.hear)
    its.chats.news.add(its.card_speeds.hear)
    its.chats.news.add(measure)
    its.postponed = PostponedService(
        PostponedFile(where.state / "postponed.json"), its.chats, its.models, its.downloads, tasks
    )
    its.tour = TourService(its.backend, TourModel(resources_dir() / "tour", where.cache / "tour"))
    its.check = EngineCheck(
        its.backend,
        its.backend,
        its.tour,
        its.truth,
        lambda: engine_ready(its),
        lambda: engine.state,
        lambda: settings.current,
        words=lambda: (resources_dir() / "tour" / "answer.md").read_text("utf-8"),
    )


def chat_memory_share(its: Services) -> float:
    """What a token's memory costs with the settings of now, as a share of what it costs in 16 bit."""
    return kv_share(its.settings.current, is_ours=offers(its.engine.state).is_ours)
