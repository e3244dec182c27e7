"""The list of chats, the models and the engine's state around the open chat."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime

from PySide6.QtCore import QObject, QTimer

from app.domain.chat import Chat, ChatId
from app.domain.downloads import Download, DownloadState
from app.domain.engine import EngineState, Phase
from app.domain.engine_install import InstallPhase
from app.domain.models import InstalledModel, display_name
from app.ui.chat.empty_state import EmptyKind
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.place_wiring import PlaceWiring, place_name
from app.ui.wiring.presenters import Presenters

_SLOW_START_MS = 1_500
"""An engine that starts faster is not worth a word."""


class SideWiring(QObject):
    """Sidebar, picker, greeting and footer."""

    def __init__(self, window: BaleenWindow, presenters: Presenters) -> None:
        super().__init__(window)
        self._window = window
        self._presenters = presenters
        self._downloads = 0
        self._deleted_open: ChatId | None = None
        """The chat that was on screen when it was deleted."""
        self._slow_start = QTimer(self)
        self._slow_start.setSingleShot(True)
        self._slow_start.setInterval(_SLOW_START_MS)
        self._slow_start.timeout.connect(lambda: window.empty_state.set_kind(EmptyKind.STARTING))
        self._connect_sidebar()
        self._connect_models()
        self._connect_engine()
        PlaceWiring(window, presenters)

    def _connect_sidebar(self) -> None:
        sidebar, presenter = self._window.sidebar, self._presenters.sidebar
        sidebar.new_chat_requested.connect(lambda: self._presenters.chat.open(None))
        sidebar.private_chat_requested.connect(
            lambda: self._presenters.chat.open_private(self.tr("Private chat"), self._presenters.models.current)
        )
        sidebar.chat_selected.connect(lambda chat_id: self._presenters.chat.open(ChatId(chat_id)))
        sidebar.rename_requested.connect(lambda chat_id, title: presenter.rename(ChatId(chat_id), title))
        sidebar.pin_requested.connect(lambda chat_id, pinned: presenter.pin(ChatId(chat_id), pinned))
        sidebar.delete_requested.connect(lambda chat_id: self._on_delete(ChatId(chat_id)))
        sidebar.search_changed.connect(self._window.chat_list.set_filter)
        sidebar.search_changed.connect(presenter.search)
        self._window.neighbour_requested.connect(self._on_neighbour)
        presenter.chats_changed.connect(self._on_chats)
        presenter.found.connect(self._window.chat_list.set_found)
        presenter.deleted.connect(self._on_deleted)
        presenter.restored.connect(self._on_restored)

    def _connect_models(self) -> None:
        composer, models = self._window.composer, self._presenters.models
        self._window.picker.model_chosen.connect(self._on_model_chosen)
        composer.think_toggled.connect(models.set_thinking)
        models.models_changed.connect(self._on_models)
        models.unreadable.connect(lambda _: self._update_greeting())
        self._presenters.downloads.rows_changed.connect(self._on_downloads)
        models.think_changed.connect(composer.set_think)

    def _connect_engine(self) -> None:
        empty, engine = self._window.empty_state, self._presenters.engine
        empty.search_engine_requested.connect(engine.search)
        empty.tour_requested.connect(self._presenters.tour.take)
        self._presenters.tour.busy_changed.connect(empty.set_tour_busy)
        self._presenters.tour.began.connect(lambda chat_id: self._presenters.chat.open(ChatId(chat_id)))
        engine.footer_changed.connect(self._window.footer.set_place)
        engine.state_changed.connect(self._on_engine)
        self._presenters.install.state_changed.connect(lambda _: self._on_install())

    def _on_delete(self, chat_id: ChatId) -> None:
        if chat_id == self._presenters.chat.chat_id:
            self._deleted_open = chat_id
        self._presenters.sidebar.delete(chat_id)

    # What the presenters tell

    def _on_chats(self, chats: tuple[Chat, ...], answering: Set[ChatId], unseen: Set[ChatId]) -> None:
        now = datetime.now().astimezone()
        self._window.chat_list.set_chats(chats, now, now.tzinfo or now.astimezone().tzinfo)  # type: ignore[arg-type]
        self._window.chat_list.set_busy(answering)
        self._window.chat_list.set_unread(unseen)
        self._window.sidebar.select(self._presenters.chat.chat_id)

    def _on_deleted(self, chat: Chat) -> None:
        self._window.toast.show_text(self.tr("Chat deleted."), lambda: self._presenters.sidebar.restore(chat.id))

    def _on_restored(self, chat_id: ChatId) -> None:
        if chat_id == self._deleted_open:
            self._presenters.chat.open(chat_id)

    def _on_models(self, models: tuple[InstalledModel, ...], current: str) -> None:
        self._window.model_list.set_models(models, current)
        self._window.composer.set_model_name(display_name(current) if current else "")
        self._window.remember_model(bool(current))
        self._update_greeting()

    def _on_downloads(self, rows: tuple[Download, ...]) -> None:
        if len(rows) != self._downloads:  # not at every byte
            self._downloads = len(rows)
            self._update_greeting()

    def _on_model_chosen(self, tag: str) -> None:
        self._presenters.models.choose(tag)
        self._presenters.chat.choose_model(tag)

    def _on_engine(self, _: EngineState) -> None:
        self._update_greeting()

    def _on_neighbour(self, step: int) -> None:
        if (chat_id := self._presenters.sidebar.neighbour(step)) is not None:
            self._presenters.chat.open(chat_id)

    @property
    def _is_installing(self) -> bool:
        return self._presenters.install.state.phase not in (InstallPhase.IDLE, InstallPhase.FAILED, InstallPhase.DONE)

    def _on_install(self) -> None:
        self._window.empty_state.set_installing(self._is_installing)
        self._update_greeting()

    def _update_greeting(self) -> None:
        state, models = self._presenters.engine.state, self._presenters.models
        is_coming = any(row.state is not DownloadState.DONE for row in self._presenters.downloads.rows)
        if models.current:
            kind, reason = EmptyKind.READY, ""
        elif is_coming and (state.is_ready or self._is_installing):
            kind, reason = EmptyKind.DOWNLOADING, ""
        elif state.phase is Phase.MISSING:
            kind, reason = EmptyKind.NO_ENGINE, self.tr("There is no engine to run a model.")
        elif state.phase in (Phase.FAILED, Phase.STOPPED) or (state.is_ready and models.is_unreadable):
            kind, reason = EmptyKind.ENGINE_DOWN, self.tr("The engine can't be used now.")
        elif state.is_ready and models.is_known:
            name = place_name(state)
            words = (
                self.tr("There is no model on {name} yet.")
                if name
                else self.tr("There is no model on this computer yet.")
            )
            kind, reason = EmptyKind.NO_MODEL, words.replace("{name}", name)
        else:
            kind, reason = EmptyKind.STARTING, self.tr("The engine is starting.")
        if kind is not EmptyKind.STARTING:
            self._slow_start.stop()
            self._window.empty_state.set_kind(kind)
        elif not self._slow_start.isActive():
            self._slow_start.start()
        self._window.composer.set_can_send(bool(models.current) or is_coming, reason)
