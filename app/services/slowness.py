"""Looks after each answer whether it came as fast as this computer could write it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.chat import ChatId, Message, State
from app.domain.engine import is_here
from app.domain.models import TOUR_TAG, normal_tag
from app.domain.slowness import TELLING_TOKENS, Slowness, slowness
from app.services.chat_news import ChatNews, MessageChanged
from app.services.library import LibraryService
from app.services.listeners import Listeners
from app.services.models import ModelService
from app.services.performance import PerformanceService, Work


@dataclass(frozen=True, slots=True)
class AnswerJudged:
    """An answer was complete; `why` is None when it was not slow, or nobody knows why it was."""

    chat_id: ChatId
    why: Slowness | None


class SlownessService:
    """Judges by the split that the server measures right after the answer."""

    def __init__(
        self,
        performance: PerformanceService,
        library: LibraryService,
        models: ModelService,
    ) -> None:
        self._library = library
        self._models = models
        self._waiting: Message | None = None
        self.changes: Listeners[AnswerJudged] = Listeners()
        performance.changes.add(self._on_work)

    def hear(self, news: ChatNews) -> None:
        """An answer that is complete is judged at the next look of the performance service."""
        if isinstance(news, MessageChanged) and news.message.state is State.DONE and news.message.model:
            self._waiting = news.message

    def _on_work(self, work: Work) -> None:
        message, self._waiting = self._waiting, None
        if message is not None:
            self.changes.tell(AnswerJudged(message.chat_id, self._judged(message, work)))

    def _judged(self, message: Message, work: Work) -> Slowness | None:
        usage, tag, hardware = message.usage, normal_tag(message.model or ""), self._library.hardware
        if usage is None or usage.answer_tokens < TELLING_TOKENS or usage.tokens_per_s is None:
            return None
        if hardware is None or tag == TOUR_TAG or not is_here(work.engine):
            return None
        facts = self._library.facts(tag)
        if facts is None or not work.loaded or normal_tag(work.loaded[0].tag) != tag:
            return None
        this = self._models.find(tag)
        others = sorted(self._models.installed, key=lambda model: -model.size_bytes)
        smaller = [
            (model.tag, found)
            for model in others
            if this and model.size_bytes < this.size_bytes and (found := self._library.verdict_for(model.tag))
        ]
        return slowness(tag, usage.tokens_per_s, work.who, facts, hardware, work.loaded[0].context_tokens, smaller)
