"""One download: name, bar, a line that says the truth, and the buttons that belong to its state."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.downloads import Download, DownloadState
from app.domain.models import display_name
from app.presenters.download_words import download_line, percent
from app.presenters.explain import Remedy, explain
from app.ui.controls.buttons import Button, IconButton, Kind
from app.ui.controls.label import Label, WrappedLabel
from app.ui.controls.menu import Menu
from app.ui.controls.progress_bar import ProgressBar
from app.ui.theme import theme
from app.ui.tokens import FontRole

_PAUSABLE = (DownloadState.STARTING, DownloadState.RUNNING, DownloadState.STALLED)
_LEAD_TO_MODELS = (Remedy.FREE_SPACE, Remedy.SEE_MODELS)
_LINE_PX = 110
"""At 100 % text: the bar and its line beside the buttons, as in the sidebar."""
_WITHOUT_SHARE = (DownloadState.DONE, DownloadState.WAITING, DownloadState.CHECKING)
_RESUMABLE = (DownloadState.PAUSED, DownloadState.FAILED, DownloadState.HELD)


class DownloadRow(QWidget):
    """Follows the download it is given; the names of its buttons end with the model's tag."""

    pause_requested = Signal(str)
    resume_requested = Signal(str)
    start_now_requested = Signal(str)
    cancel_requested = Signal(str)
    use_requested = Signal(str)
    remedy_requested = Signal(object)
    """What helps, beside trying again: a `Remedy`."""
    shift_requested = Signal(int)
    """-1 for one place up, 1 for one place down."""
    dragged_to = Signal(int)
    """Where the pointer is that holds the row, in pixels of the screen from its top."""

    def __init__(self, tag: str, place: str, parent: QWidget | None = None, *, leads_to_models: bool = True) -> None:
        """`place` begins the identifiers: there may be several rows of one download in the window."""
        super().__init__(parent)
        self._useless = (Remedy.RESUME_DOWNLOAD, *(() if leads_to_models else _LEAD_TO_MODELS))
        self._tag = tag
        self._download = Download(tag, DownloadState.WAITING)
        self._is_next = False
        self._is_current = False
        self._can_move = (False, False)
        self._pressed_at: QPoint | None = None
        self.setAccessibleIdentifier(f"{place}.{tag}")
        self._name = WrappedLabel(FontRole.UI_STRONG)
        self._percent = Label(FontRole.UI_STRONG)
        self._percent.hide()
        self._bar = ProgressBar()
        self._line = WrappedLabel(FontRole.CAPTION, "text3")
        self._start = Button(Kind.LINK, f"{place}.start_now.{tag}")
        self._use = Button(Kind.PLAIN, f"{place}.use.{tag}")
        self._pause = IconButton("pause", f"{place}.pause.{tag}")
        self._resume = IconButton("play", f"{place}.resume.{tag}")
        self._more = IconButton("ellipsis", f"{place}.more.{tag}")
        self._cancel = IconButton("x", f"{place}.cancel.{tag}")
        self._help = Button(Kind.LINK, f"{place}.help.{tag}")
        # Qt's own layouts: ours in Python would cost too much at every step of the bar.
        self._head = head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.addWidget(self._name, 1)
        head.addWidget(self._percent, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._bar)
        words.addWidget(self._line)
        words.addWidget(self._help, 0, Qt.AlignmentFlag.AlignLeading)
        self._buttons = buttons = QHBoxLayout()
        buttons.setSpacing(6)
        self._all_buttons = self._start, self._use, self._pause, self._resume, self._more, self._cancel
        self._buttons_px = 0
        for button in self._all_buttons:
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(6)
        row.addLayout(words, 1)
        row.addLayout(buttons)
        self._column = column = QVBoxLayout(
            self
        )  # the buttons below the name: beside it they would cut it off in the sidebar
        column.setContentsMargins(16, 12, 12, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(row, 1)
        theme().changed.connect(self._fold)
        self._start.clicked.connect(lambda: self.start_now_requested.emit(self._tag))
        self._use.clicked.connect(lambda: self.use_requested.emit(self._tag))
        self._pause.clicked.connect(lambda: self.pause_requested.emit(self._tag))
        self._resume.clicked.connect(lambda: self.resume_requested.emit(self._tag))
        self._more.clicked.connect(self._open_menu)
        self._help.clicked.connect(self._on_help)
        self._cancel.clicked.connect(lambda: self.cancel_requested.emit(self._tag))
        self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def minimumSizeHint(self) -> QSize:
        """As narrow as it can be folded."""
        edges = self.contentsMargins() + self._column.contentsMargins()
        widest = max(self._name.minimumSizeHint().width(), self._buttons_px)
        return QSize(widest + edges.left() + edges.right(), super().minimumSizeHint().height())

    def _fold(self) -> None:
        """The buttons beside the line, and how much is done beside the name, where there is room."""
        # By hand: a layout that was not shown yet may remember buttons that are hidden now.
        shown = [one.minimumSizeHint().width() for one in self._all_buttons if not one.isHidden()]
        self._buttons_px = sum(shown) + self._buttons.spacing() * max(0, len(shown) - 1)
        edges = self._column.contentsMargins()
        room = self.width() - edges.left() - edges.right()
        beside = room - self._buttons_px - self._row.spacing()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        share = self._percent.sizeHint().width() if not self._percent.isHidden() else 0
        before = self._row.direction(), self._head.direction()
        self._row.setDirection(across if beside >= theme().scaled(_LINE_PX) else down)
        self._head.setDirection(across if self._name.minimumSizeHint().width() + share + 6 <= room else down)
        if before != (self._row.direction(), self._head.direction()):
            self._column.invalidate()  # it remembers how high they were
            self.updateGeometry()

    def set_download(self, download: Download, *, is_next: bool) -> None:
        """How it stands now; `is_next` for the first that waits."""
        if (download, is_next) != (self._download, self._is_next):
            before = self._download
            is_same = (download.state, download.error, is_next) == (before.state, before.error, self._is_next)
            self._download, self._is_next = download, is_next
            if is_same:
                self._show_progress()  # many times a second
            else:
                self.retranslate()

    def set_current(self, is_current: bool) -> None:
        """Whether this model answers next already: there is nothing more to choose then."""
        self._is_current = is_current
        self._use.setVisible(self._download.state is DownloadState.DONE and not is_current)
        self._fold()

    def set_movable(self, *, up: bool, down: bool) -> None:
        """Whether there is a place before and after it in the queue."""
        self._can_move = (up, down)
        is_movable = any(self._can_move) and self._download.state is not DownloadState.DONE
        if is_movable == self._more.isHidden():
            self._more.setVisible(is_movable)
            self._fold()

    def retranslate(self) -> None:
        """All words again, after the language or the state changed."""
        state, name = self._download.state, display_name(self._tag)
        is_done = state is DownloadState.DONE
        self._name.setText(name)
        self._bar.setVisible(state not in (DownloadState.WAITING, DownloadState.DONE))
        self._show_progress()
        self._start.setText(self.tr("Start now"))
        self._use.setText(self.tr("Use"))
        self._pause.set_words(self.tr("Pause {model}").replace("{model}", name))
        is_failed = state is DownloadState.FAILED
        words = self.tr("Try {model} again") if is_failed else self.tr("Resume {model}")
        self._resume.set_icon("refresh-cw" if is_failed else "play")
        self._resume.set_words(words.replace("{model}", name))
        self._more.set_words(self.tr("More for {model}").replace("{model}", name))
        cancel = self.tr("Take {model} off the list") if is_done else self.tr("Cancel {model}")
        self._cancel.set_words(cancel.replace("{model}", name))
        helps = self._helps()
        self._help.setText(helps[0][1] if helps else "")
        self._help.setVisible(bool(helps))
        self._start.setVisible(state is DownloadState.WAITING and not self._is_next)
        self._use.setVisible(is_done and not self._is_current)
        self._pause.setVisible(state in _PAUSABLE)
        self._resume.setVisible(state in _RESUMABLE)
        self._cancel.setVisible(state is not DownloadState.CHECKING)
        self._fold()

    def _helps(self) -> list[tuple[Remedy, str]]:
        """What its error offers, but for what the row has a button for anyway."""
        error = self._download.error
        offered = explain(error, self._tag).remedies if error else ()
        return [(one, words) for one, words in offered if one not in self._useless]

    def _on_help(self) -> None:
        if helps := self._helps():
            self.remedy_requested.emit(helps[0][0])

    def _show_progress(self) -> None:
        state, name = self._download.state, self._name.text()
        share = percent(self._download)
        line = download_line(self._download, is_next=self._is_next)
        # All bytes are here then, also where the server never told of the last ones.
        self._bar.set_parts(1.0 if state is DownloadState.CHECKING else self._download.fraction)
        if line != self._line.text():
            self._line.setText(line)
            self.setAccessibleName(f"{name}, {line}")
        shown = "" if state in _WITHOUT_SHARE else share
        if shown != self._percent.text():
            self._percent.setText(shown)
            if self._percent.isHidden() == bool(shown):
                self._percent.setVisible(bool(shown))
                self._fold()
            self._bar.setAccessibleName(f"{name} {share}")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right mouse button, or the menu key on one of the buttons."""
        if not self._more.isHidden():
            self._open_menu()
            event.accept()

    def _open_menu(self) -> None:
        menu = Menu(self._more)
        up, down = self._can_move
        if up:
            menu.add(self.tr("Move up"), "arrow-up").clicked.connect(lambda: self.shift_requested.emit(-1))
        if down:
            menu.add(self.tr("Move down"), "arrow-down").clicked.connect(lambda: self.shift_requested.emit(1))
        menu.open()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_held = event.button() is Qt.MouseButton.LeftButton and not self._more.isHidden()
        self._pressed_at = event.position().toPoint() if is_held else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        if self.cursor().shape() is not Qt.CursorShape.ClosedHandCursor:
            if (event.position().toPoint() - self._pressed_at).manhattanLength() < QApplication.startDragDistance():
                return
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.dragged_to.emit(event.globalPosition().toPoint().y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        self.unsetCursor()
