"""The tour: a real model that always says the same, through the whole real path."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.domain.chat import ChatId
from app.services.chats import ChatService
from app.services.models import ModelService
from app.services.tasks import TaskOwner
from app.services.tour import TourService


class TourPresenter(QObject):
    """Prepares the tour and begins a chat with it."""

    busy_changed = Signal(bool)
    began = Signal(int)
    """The chat in which the tour is told."""
    failed = Signal(object)
    """AppError"""

    def __init__(
        self,
        tour: TourService,
        models: ModelService,
        chats: ChatService,
        tasks: TaskOwner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tour = tour
        self._models = models
        self._chats = chats
        self._tasks = tasks

    def take(self) -> None:
        """Begin the tour; pressing again while it is being prepared changes nothing."""
        if not self._tasks.is_running("tour"):
            self._tasks.start("tour", self._take(), self.failed.emit)

    async def _take(self) -> None:
        self.busy_changed.emit(True)
        try:
            tag = await self._tour.prepare()
            await self._models.refresh()
            question = QCoreApplication.translate("TourPresenter", "Show me around.")
            chat_id: ChatId = await self._chats.send(None, question, tag)
            title = QCoreApplication.translate(
                "TourPresenter", "Tour: a scripted demonstration, always the same answer"
            )
            await self._chats.rename(chat_id, title)
            self.began.emit(chat_id)
        finally:
            self.busy_changed.emit(False)
