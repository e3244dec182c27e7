"""Connects a window to its presenters, all of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from app.domain.chat import Chat
from app.domain.engine import Phase
from app.domain.errors import AppError, EngineMissing
from app.domain.settings import Settings
from app.presenters.explain import Explanation
from app.presenters.notices import ENGINE
from app.presenters.remedy import Remedy
from app.ui.look import apply_look
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.chat_wiring import ChatWiring
from app.ui.wiring.import_wiring import ImportWiring
from app.ui.wiring.install_wiring import InstallWiring
from app.ui.wiring.jump_wiring import JumpWiring
from app.ui.wiring.long_chat_wiring import LongChatWiring
from app.ui.wiring.models_wiring import ModelsWiring
from app.ui.wiring.presenters import Presenters
from app.ui.wiring.program_update_wiring import ProgramUpdateWiring
from app.ui.wiring.reading_place import ReadingPlace
from app.ui.wiring.remedies import Remedies
from app.ui.wiring.settings_wiring import SettingsWiring
from app.ui.wiring.sharing_wiring import SharingWiring
from app.ui.wiring.side_wiring import SideWiring
from app.ui.wiring.slow_wiring import SlowWiring

_TEXT_SIZES = (80, 200)


class Wiring(QObject):
    """Lives as long as its window. `data` is the folder that "Open the folder" opens."""

    def __init__(self, window: BaleenWindow, presenters: Presenters, data: Path) -> None:
        super().__init__(window)
        self._window = window
        self._presenters = presenters
        self._settings = SettingsWiring(window, presenters, data)
        self._remedies = Remedies(window, presenters, data, self._settings.open)
        self._settings.remedy_chosen.connect(self._remedies.apply)
        self._chat = ChatWiring(window, presenters, self._remedies)
        self._place = ReadingPlace(window, presenters.chat)
        self._jump = JumpWiring(window, presenters)
        self._long_chat = LongChatWiring(window, presenters)
        self._slow = SlowWiring(window, presenters, self._settings.open)
        self._side = SideWiring(window, presenters)
        self._models = ModelsWiring(window, presenters)
        self._models.remedy_chosen.connect(self._remedies.apply)
        self._install = InstallWiring(window, presenters)
        self._sharing = SharingWiring(window, presenters)
        self._program_update = ProgramUpdateWiring(window, presenters)
        self._import = ImportWiring(window, presenters)
        self._connect_notices()
        if window.welcome is not None:
            from app.ui.wiring.welcome_wiring import WelcomeWiring  # once in the life of a profile

            WelcomeWiring(window, presenters, window.welcome)
        presenters.settings.changed.connect(lambda _, settings: self._apply(settings))
        window.text_scale_requested.connect(self._on_text_scale)
        window.quit_requested.connect(window.close)
        self._apply(presenters.settings.current)

    def _connect_notices(self) -> None:
        presenters, board, area = self._presenters, self._presenters.notices, self._window.notices
        for source in (presenters.chat, presenters.sidebar, presenters.models, presenters.tour):
            source.failed.connect(board.post)
        presenters.engine.failed.connect(self._on_engine_failed)
        presenters.engine.recovered.connect(lambda: board.clear(ENGINE))
        presenters.models.unreadable.connect(board.post)
        presenters.models.readable.connect(lambda: board.clear(ENGINE))
        presenters.chat.opened.connect(self._on_opened)
        board.posted.connect(self._show_notice)
        board.cleared.connect(area.remove)
        area.acted.connect(self._on_notice_acted)
        area.acted_otherwise.connect(self._on_notice_acted_otherwise)
        area.closed.connect(board.clear)
        for cause, explanation in board.notices.items():
            self._show_notice(cause, explanation)

    def _on_engine_failed(self, error: AppError) -> None:
        # The greeting of a new chat says itself that there is no engine: never twice for one cause.
        if not isinstance(error, EngineMissing) or self._presenters.chat.chat_id is not None:
            self._presenters.notices.post(error)

    def _on_opened(self, chat: Chat | None, _: object) -> None:
        state = self._presenters.engine.state
        if state.phase is Phase.MISSING:
            if chat is None:
                self._presenters.notices.clear(ENGINE)
            else:
                self._presenters.notices.post(state.error or EngineMissing())

    def _show_notice(self, cause: str, explanation: Explanation) -> None:
        action = explanation.remedies[0][1] if explanation.remedies else ""
        other = explanation.remedies[1][1] if _has_other(explanation) else ""
        self._window.notices.show_notice(cause, f"{explanation.title} {explanation.cause}", action, other=other)

    def _on_notice_acted(self, cause: str) -> None:
        explanation = self._presenters.notices.notices.get(cause)
        if explanation is not None and explanation.remedies:
            self._remedies.apply(explanation.remedies[0][0])

    def _on_notice_acted_otherwise(self, cause: str) -> None:
        explanation = self._presenters.notices.notices.get(cause)
        if explanation is not None and _has_other(explanation):
            self._remedies.apply(explanation.remedies[1][0])

    def _apply(self, settings: Settings) -> None:
        apply_look(settings)
        self._window.composer.set_enter_sends(settings.enter_sends)
        self._window.transcript_view.folding.set_show_thinking(settings.show_thinking)
        self._window.transcript_view.announcer.read_answers = settings.read_answers

    def _on_text_scale(self, step: int) -> None:
        settings = self._presenters.settings
        percent = settings.current.text_scale_percent + step if step else 100
        low, high = _TEXT_SIZES
        settings.edit("text_scale_percent", max(low, min(high, percent)))


def _has_other(explanation: Explanation) -> bool:
    """Whether the second way out goes where the first may never lead: back to what is on this computer."""
    others = {Remedy.USE_THIS_COMPUTER, Remedy.USUAL_FOLDER, Remedy.INSTALL_ENGINE}
    return len(explanation.remedies) > 1 and explanation.remedies[1][0] in others
