"""Keeps how fast answers came with the part of the model that lay on the graphics cards."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from app.domain.card_speed import MeasuredSpeed, shown_speeds, with_speed
from app.domain.chat import Message, State, is_private
from app.domain.engine import is_here
from app.domain.errors import StoreError
from app.domain.models import TOUR_TAG, LoadedModel, normal_tag
from app.domain.ports import CardSpeedStore
from app.domain.slowness import TELLING_TOKENS
from app.services.chat_news import ChatNews, MessageChanged
from app.services.listeners import Listeners
from app.services.performance import PerformanceService, Work
from app.services.tasks import TaskOwner

_SAVE = "card-speeds:save"
_log = logging.getLogger(__name__)


class CardSpeedService:
    """Knows the split from the look that the performance service takes right after each answer.

    Answers of private chats, of the tour and of other computers leave nothing.
    """

    def __init__(self, performance: PerformanceService, store: CardSpeedStore, tasks: TaskOwner) -> None:
        self._performance = performance
        self._store = store
        self._tasks = tasks
        self._known: tuple[MeasuredSpeed, ...] = ()
        self._waiting: Message | None = None
        self.changes: Listeners[None] = Listeners()
        performance.changes.add(self._on_work)

    async def restore(self) -> None:
        """Read what was measured earlier. What was measured meanwhile stays."""
        known = await self._store.speeds()
        self._known = (*self._known, *known)

    def hear(self, news: ChatNews) -> None:
        """An answer that is complete is measured at the next look of the performance service."""
        if isinstance(news, MessageChanged) and news.message.state is State.DONE and news.message.model:
            self._waiting = news.message

    def of(self, tag: str) -> Mapping[int, float]:
        """Tokens per second of this model by the percent of it that lay on the card that works now."""
        return shown_speeds(self._known, normal_tag(tag), self._performance.work.who.card)

    def _on_work(self, work: Work) -> None:
        message, self._waiting = self._waiting, None
        if message is None or is_private(message.chat_id) or not is_here(work.engine):
            return
        usage, tag = message.usage, normal_tag(message.model or "")
        if usage is None or usage.answer_tokens < TELLING_TOKENS or usage.tokens_per_s is None or tag == TOUR_TAG:
            return
        loaded = next((model for model in work.loaded if normal_tag(model.tag) == tag), None)
        if loaded is None or not loaded.size_bytes:
            return
        percent = _percent(loaded, work)
        card = work.who.card if percent else ""
        self._known = with_speed(self._known, MeasuredSpeed(tag, card, percent, usage.tokens_per_s))
        self._tasks.start(_SAVE, self._save())
        self.changes.tell(None)

    async def _save(self) -> None:
        try:
            await self._store.save_speeds(self._known)
        except StoreError as error:  # the next answer tries again
            _log.debug("speeds are not kept: %s", error.detail)


def _percent(loaded: LoadedModel, work: Work) -> int:
    who = work.who
    if work.loaded[0] is loaded and who.layers_on_card is not None and who.layers:
        return round(100 * who.layers_on_card / who.layers)
    return min(100, round(100 * loaded.vram_bytes / loaded.size_bytes))
