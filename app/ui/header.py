"""The top of the chat: its title, find and what can be done with the chat."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.controls.buttons import IconButton
from app.ui.controls.label import ElidedLabel
from app.ui.controls.menu import Menu
from app.ui.theme import theme
from app.ui.tokens import FontRole


class Header(QWidget):
    """Shows the title of the open chat; the menu is for chats that exist."""

    sidebar_requested = Signal()
    find_requested = Signal()
    private_requested = Signal()
    """A chat that is never written down instead of this empty one."""
    rename_requested = Signal()
    pin_requested = Signal(bool)
    export_requested = Signal(str)
    """The title of the open chat."""
    delete_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title_text = ""
        self._is_pinned = False
        self._title = ElidedLabel(FontRole.UI_STRONG)
        self._title.setAccessibleIdentifier("header.title")
        self._show_sidebar = IconButton("panel-left", "header.show_sidebar")
        self.find_button = IconButton("search", "header.find")
        self._private = IconButton("lock", "header.private")
        self._more = IconButton("ellipsis", "header.more")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 0, 15, 0)
        layout.setSpacing(3)
        layout.addWidget(self._show_sidebar)
        layout.addWidget(self._title, 1)
        layout.addWidget(self.find_button)
        layout.addWidget(self._private)
        layout.addWidget(self._more)
        self._show_sidebar.clicked.connect(self.sidebar_requested)
        self.find_button.clicked.connect(self.find_requested)
        self._private.clicked.connect(self.private_requested)
        self._more.clicked.connect(self._open_menu)
        theme().changed.connect(self.updateGeometry)
        self.set_sidebar_shown(True)
        self.set_chat("", is_stored=False, is_pinned=False)
        self.retranslate()

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self._show_sidebar, self.find_button, self._private, self._more

    def set_chat(self, title: str, *, is_stored: bool, is_pinned: bool) -> None:
        """The open chat; one that is not stored yet can be neither renamed, pinned nor deleted."""
        self._title_text = title
        self._is_pinned = is_pinned
        self._title.setText(title or self.tr("New chat"))
        self._more.setVisible(is_stored)
        self._private.setVisible(not is_stored)

    def set_opening(self) -> None:
        """A stored chat is on its way; its title is not known yet."""
        self._title.setText("")
        self._private.hide()

    def set_sidebar_shown(self, is_shown: bool) -> None:
        """Offer the sidebar while it is hidden."""
        self._show_sidebar.setVisible(not is_shown)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme().scaled(52))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), theme().scaled(52))

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._title.setText(self._title_text or self.tr("New chat"))
        self._show_sidebar.set_words(self.tr("Show sidebar"))
        self.find_button.set_words(self.tr("Find in this chat"))
        self._private.set_words(self.tr("Private chat"), self.tr("Private chat: never saved, gone when Baleen closes"))
        self._more.set_words(self.tr("More about this chat"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def _open_menu(self) -> None:
        menu = Menu(self._more)
        menu.add(self.tr("Rename"), "pencil").clicked.connect(self.rename_requested)
        pin_icon, pin_text = ("pin-off", self.tr("Unpin")) if self._is_pinned else ("pin", self.tr("Pin"))
        menu.add(pin_text, pin_icon).clicked.connect(lambda: self.pin_requested.emit(not self._is_pinned))
        export = menu.add(self.tr("Export as…"), "download")
        export.clicked.connect(lambda: self.export_requested.emit(self._title_text))
        menu.add_separator()
        menu.add(self.tr("Delete"), "trash-2").clicked.connect(self.delete_requested)
        menu.open()
