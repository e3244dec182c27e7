"""The window. Signals up, setters down: it knows no rule of the program."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.actions import WindowActions
from app.ui.chat.chat_page import ChatPage
from app.ui.controls.keys import typed
from app.ui.header import Header
from app.ui.notices.notice_area import NoticeArea
from app.ui.notices.toast import Toast
from app.ui.side_panel import SidePanel
from app.ui.sidebar.sidebar import WIDTH, Sidebar
from app.ui.window_place import WindowPlace

if TYPE_CHECKING:
    from app.presenters.model_list_model import ModelListModel
    from app.ui.models.model_picker import ModelPicker

_TEXT_STEP_PERCENT = 10
_TOLD_MS = 4_000
"""Long enough to read why something was not done."""


class MainWindow(QMainWindow):
    """Sidebar, header, notices, transcript or greeting, composer, footer.

    Its parts are public for their signals and setters: `sidebar`, `composer`, `empty_state`, `picker`, `notices`,
    `toast`, `footer`, `header`, `commands`. Signals about chats come from `sidebar` also where the header's menu was
    used.
    """

    closed = Signal()
    """The person closed the window. It is hidden and lives on until its owner ends it."""
    quit_requested = Signal()
    neighbour_requested = Signal(int)
    """The next (1) or the previous (-1) chat."""
    text_scale_requested = Signal(int)
    """Percent to add to the size of text; 0 means back to normal."""
    answer_again_requested = Signal()
    copy_answer_requested = Signal()
    copy_code_requested = Signal()
    find_requested = Signal()
    find_next_requested = Signal(bool)
    """True: forwards."""

    def __init__(
        self, transcript: QWidget, chats: QAbstractItemModel, models: ModelListModel, place_file: Path
    ) -> None:
        """`place_file` remembers where the window was."""
        super().__init__()
        self._models = models
        self._chat_id: int | None = None
        self._title = ""
        self._place = WindowPlace(place_file)
        self.setWindowIcon(icons.mark())
        self.setMinimumSize(560, 480)
        self.sidebar = Sidebar()
        self.sidebar.set_model(chats)
        self.header = Header()
        self.notices = NoticeArea()
        self.chat_page = ChatPage(transcript)
        self.transcript = transcript
        self.composer = self.chat_page.composer
        self.empty_state = self.chat_page.empty_state
        self.footer = self.chat_page.footer
        column = self._chat_column()
        self._side = SidePanel(self.sidebar, column)
        self.setCentralWidget(self._side)
        self.toast = Toast(self, column)
        self.commands = WindowActions(self)
        self._connect_parts()
        self._connect_actions()
        self.set_new_chat()
        self.set_empty(True)
        self._side.set_sidebar(self._place.sidebar_width(WIDTH), self._place.is_sidebar_shown())
        self._place.restore(self)
        self._set_tab_order()
        self.composer.setFocus()

    @cached_property
    def picker(self) -> ModelPicker:
        """Made at its first use, so that the window shows earlier."""
        from app.ui.models.model_picker import ModelPicker

        picker = ModelPicker(self._models, self)
        picker.manage_requested.connect(self.sidebar.models_requested)
        picker.picked.connect(self.composer.setFocus)
        return picker

    def _chat_column(self) -> QWidget:
        column = QWidget()
        column.setMinimumWidth(320)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.notices)
        layout.addWidget(self.chat_page, 1)
        return column

    def _connect_parts(self) -> None:
        self._side.shown_changed.connect(self._on_sidebar_shown)
        self.sidebar.hide_requested.connect(self._side.toggle)
        self.sidebar.chat_selected.connect(self._side.close_drawer)
        self.sidebar.chats.clicked.connect(lambda _: self.composer.setFocus())
        self.sidebar.new_chat_requested.connect(self._side.close_drawer)
        self.sidebar.new_chat_requested.connect(self.composer.setFocus)
        self.sidebar.private_chat_requested.connect(self._side.close_drawer)
        self.sidebar.private_chat_requested.connect(self.composer.setFocus)
        self.header.sidebar_requested.connect(self._side.open_drawer)
        self.header.private_requested.connect(self.sidebar.private_chat_requested)
        self.header.find_requested.connect(self.find_requested)
        self.header.rename_requested.connect(self._on_rename)
        self.header.pin_requested.connect(self._on_pin)
        self.header.delete_requested.connect(self._on_delete)
        self.composer.model_requested.connect(self._open_picker)
        self.composer.send_refused.connect(self._on_send_refused)

    def _connect_actions(self) -> None:
        on = self.commands
        on.new_chat.triggered.connect(self.sidebar.new_chat_requested)
        on.private_chat.triggered.connect(self.sidebar.private_chat_requested)
        on.search_chats.triggered.connect(self._on_search)
        on.find.triggered.connect(self.find_requested)
        on.find_next.triggered.connect(lambda: self.find_next_requested.emit(True))
        on.find_previous.triggered.connect(lambda: self.find_next_requested.emit(False))
        on.focus_composer.triggered.connect(self.composer.setFocus)
        on.answer_again.triggered.connect(self.answer_again_requested)
        on.copy_answer.triggered.connect(self.copy_answer_requested)
        on.copy_code.triggered.connect(self.copy_code_requested)
        on.choose_model.triggered.connect(self._open_picker)
        on.toggle_think.triggered.connect(self.composer.toggle_think)
        on.toggle_sidebar.triggered.connect(self._side.toggle)
        on.next_chat.triggered.connect(lambda: self.neighbour_requested.emit(1))
        on.previous_chat.triggered.connect(lambda: self.neighbour_requested.emit(-1))
        on.larger_text.triggered.connect(lambda: self.text_scale_requested.emit(_TEXT_STEP_PERCENT))
        on.smaller_text.triggered.connect(lambda: self.text_scale_requested.emit(-_TEXT_STEP_PERCENT))
        on.normal_text.triggered.connect(lambda: self.text_scale_requested.emit(0))
        on.undo.triggered.connect(self.toast.undo)
        on.next_region.triggered.connect(lambda: self._move_region(1))
        on.previous_region.triggered.connect(lambda: self._move_region(-1))
        on.settings.triggered.connect(self.sidebar.settings_requested)
        on.models.triggered.connect(self.sidebar.models_requested)
        on.full_screen.triggered.connect(self._toggle_full_screen)
        on.close.triggered.connect(self.close)
        on.quit.triggered.connect(self.quit_requested)

    # What it shows ------------------------------------------------------------------------------

    def set_chat(self, chat_id: int, title: str, is_pinned: bool) -> None:
        """A stored chat is open."""
        self._chat_id = chat_id
        self._title = title
        self.header.set_chat(title, is_stored=True, is_pinned=is_pinned)
        self.sidebar.select(chat_id)
        self.setWindowTitle(self._window_title())

    def set_new_chat(self) -> None:
        """A chat is open that does not exist yet."""
        self._chat_id = None
        self._title = ""
        self.header.set_chat("", is_stored=False, is_pinned=False)
        self.sidebar.select(None)
        self.setWindowTitle(self._window_title())

    def set_opening(self) -> None:
        """The place for a chat that is on its way: no greeting that would go at once."""
        self.header.set_opening()
        self.set_empty(False)
        self.header.find_button.hide()
        self.composer.setFocus()

    def set_empty(self, is_empty: bool) -> None:
        """Greet instead of a transcript without messages."""
        self.chat_page.set_empty(is_empty)
        self.header.find_button.setVisible(not is_empty)
        for action in (self.commands.find, self.commands.find_next, self.commands.find_previous):
            action.setEnabled(not is_empty)

    def bring_to_front(self) -> None:
        """Show the window before all others, also out of the task bar."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def save_place(self) -> None:
        """Remember size and place for the next start."""
        self._place.save(self, self._side.sidebar_width, self._side.is_wanted)

    # Qt's side ----------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        self.save_place()
        event.ignore()
        self.hide()
        self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.toast.place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.setWindowTitle(self._window_title())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the widget with the focus had no use for."""
        if event.key() == Qt.Key.Key_Escape:
            if self._side.is_drawer_open:
                self._side.close_drawer()
            else:
                self.composer.escape()
        elif text := typed(event):
            self._side.close_drawer()
            self.composer.write(text)
        else:
            super().keyPressEvent(event)

    # Inside -------------------------------------------------------------------------------------

    def _window_title(self) -> str:
        name = self.tr("Baleen")
        return self.tr("{title} — Baleen").replace("{title}", self._title) if self._title else name

    def _set_tab_order(self) -> None:
        """Composer, chat, header, sidebar (design: ux §13)."""
        chat = (*self.composer.tab_stops, *self.empty_state.tab_stops, self.transcript)
        for first, second in pairwise((*chat, *self.header.tab_stops, *self.sidebar.tab_stops)):
            QWidget.setTabOrder(first, second)

    def _on_sidebar_shown(self, is_shown: bool) -> None:
        self.header.set_sidebar_shown(is_shown)
        if not is_shown:
            self.composer.setFocus()
        elif self._side.is_drawer_open:
            self.sidebar.chats.setFocus(Qt.FocusReason.PopupFocusReason)

    def _open_picker(self) -> None:
        self.picker.open_above(self.composer.model_button)

    def _on_send_refused(self, reason: str) -> None:
        self.toast.flash(reason, _TOLD_MS)

    def _on_rename(self) -> None:
        if self._chat_id is not None:
            self._side.open_drawer()
            self.sidebar.edit_title(self._chat_id)

    def _on_pin(self, is_pinned: bool) -> None:
        if self._chat_id is not None:
            self.sidebar.pin_requested.emit(self._chat_id, is_pinned)

    def _on_delete(self) -> None:
        if self._chat_id is not None:
            self.sidebar.delete_requested.emit(self._chat_id)

    def _on_search(self) -> None:
        self._side.open_drawer()
        self.sidebar.focus_search()

    def _move_region(self, step: int) -> None:
        regions = [w for w in (self.sidebar.chats, self.transcript, self.composer.text_edit) if w.isVisible()]
        focus = self.focusWidget()
        here = next((n for n, w in enumerate(regions) if focus and (w is focus or w.isAncestorOf(focus))), -1)
        regions[(here + step) % len(regions)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
