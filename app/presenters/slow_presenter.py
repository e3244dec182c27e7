"""Why the last answer of the open chat was slow."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.chat import ChatId
from app.domain.slowness import Cure, Slowness
from app.services.slowness import AnswerJudged, SlownessService


class SlowPresenter(QObject):
    """Says each reason about a model once, until the program starts again or the person asks on."""

    judged = Signal(object, object)
    """(chat id, Slowness or None): an answer of this chat was complete."""

    def __init__(self, service: SlownessService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._put_away: set[tuple[str, Cure]] = set()
        service.changes.add(self._on_judged)

    def put_away(self, why: Slowness) -> None:
        """The person has read it: not again for this model and reason."""
        self._put_away.add((why.tag, why.cure))

    def _on_judged(self, judged: AnswerJudged) -> None:
        why = judged.why
        is_known = why is not None and (why.tag, why.cure) in self._put_away
        self.judged.emit(ChatId(judged.chat_id), None if is_known else why)
