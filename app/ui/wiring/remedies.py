"""What the buttons at errors do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.domain.chat import Message
from app.domain.errors import WontFit
from app.domain.model_settings import without
from app.domain.settings import GpuMode
from app.presenters.actions import MessageAction
from app.presenters.explain import Remedy
from app.ui.web_pages import DOWNLOAD_OLLAMA, open_page
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters

_SAFE_CONTEXT_TOKENS = 4096
_ACTIONS = {
    Remedy.AGAIN: MessageAction.AGAIN,
    Remedy.CONTINUE: MessageAction.CONTINUE,
    Remedy.ANSWER_WITHOUT_THINKING: MessageAction.AGAIN_WITHOUT_THINKING,
    Remedy.LOAD_ANYWAY: MessageAction.AGAIN_ANYWAY,
}


class Remedies:
    """Does what an error's button says, wherever the button is."""

    def __init__(
        self, window: BaleenWindow, presenters: Presenters, data: Path, open_settings: Callable[[str], None]
    ) -> None:
        """`open_settings` opens the settings at the page named."""
        self._window = window
        self._presenters = presenters
        self._data = data
        self._open_settings = open_settings

    def apply(self, remedy: Remedy, message: Message | None = None) -> None:
        """`message` is the answer that failed, where it is about one."""
        match remedy:
            case Remedy.REMEMBER_LESS | Remedy.USE_SMALLER:
                if message is not None and isinstance(message.error, WontFit):
                    self._make_it_fit(remedy, message, message.error)
            case Remedy.SAFE_SETTINGS:
                self._presenters.settings.edit("gpu_mode", GpuMode.PROCESSOR)
                self._presenters.remembering.remember(message.model or "" if message else "", _SAFE_CONTEXT_TOKENS)
                if message is not None:
                    settings = self._presenters.settings
                    own = without(settings.current, message.model or "", "gpu_mode")
                    settings.edit("model_settings", own)
                    self._presenters.chat.act(message, MessageAction.AGAIN)
            case Remedy.AGAIN | Remedy.CONTINUE | Remedy.ANSWER_WITHOUT_THINKING | Remedy.LOAD_ANYWAY:
                if message is not None:
                    self._presenters.chat.act(message, _ACTIONS[remedy])
                else:
                    self._presenters.engine.search()
            case Remedy.CHOOSE_MODEL:
                self._window.picker.open_above(self._window.composer.model_button)
            case Remedy.RESTART_ENGINE:
                self._presenters.engine.restart()
            case Remedy.SEARCH_ENGINE:
                self._presenters.engine.search()
            case Remedy.USE_THIS_COMPUTER:
                self._presenters.settings.edit("engine_url", "")
            case Remedy.USUAL_FOLDER:
                self._presenters.folder.use_usual()
            case Remedy.CHANGE_ADDRESS | Remedy.ENTER_KEY | Remedy.ENGINE_SETTINGS:
                self._open_settings("server")
            case Remedy.REMEMBER_MORE:
                self._open_settings("performance")
            case Remedy.OPEN_DATA_FOLDER:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._data)))
            case Remedy.PROXY_SETTINGS | Remedy.FREE_SPACE | Remedy.SEE_MODELS | Remedy.RESUME_DOWNLOAD:
                self._open_settings("models")
            case Remedy.INSTALL_ENGINE:
                self._presenters.install.install()
                if self._presenters.chat.chat_id is not None:
                    self._open_settings("server")  # which says how far it is; else the empty chat does
            case Remedy.GET_ENGINE:
                open_page(DOWNLOAD_OLLAMA)

    def _make_it_fit(self, remedy: Remedy, message: Message, error: WontFit) -> None:
        if remedy is Remedy.REMEMBER_LESS:
            self._presenters.remembering.remember(message.model or "", error.fitting_context_tokens)
            self._presenters.chat.act(message, MessageAction.AGAIN)
        else:  # from now on: the next question would meet the same wall
            self._presenters.models.choose(error.smaller)
            self._presenters.chat.choose_model(error.smaller)
            self._presenters.chat.act(message, MessageAction.AGAIN_OTHER_MODEL, error.smaller)
