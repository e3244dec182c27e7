"""The side of the window: brand, new chat, search, the list of chats, models and settings."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.controls.buttons import Button, IconButton, Kind, OutlinedButton, RowButton
from app.ui.controls.label import Label, WrappedLabel
from app.ui.controls.search_field import SearchField
from app.ui.sidebar.chat_view import ChatView
from app.ui.theme import theme
from app.ui.tokens import FontRole

if TYPE_CHECKING:
    from app.domain.downloads import Download
    from app.ui.models.download_list import DownloadList

WIDTH = 268
MINIMUM_WIDTH = 220
MAXIMUM_WIDTH = 360


class Sidebar(QWidget):
    """Knows nothing of chats but what its model says."""

    new_chat_requested = Signal()
    private_chat_requested = Signal()
    """A new chat that is never written down."""
    chat_selected = Signal(int)
    rename_requested = Signal(int, str)
    pin_requested = Signal(int, bool)
    delete_requested = Signal(int)
    search_changed = Signal(str)
    models_requested = Signal()
    settings_requested = Signal()
    hide_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier("sidebar")
        self.setMinimumWidth(MINIMUM_WIDTH)
        self.setMaximumWidth(MAXIMUM_WIDTH)
        self._brand = Label(FontRole.UI_STRONG)
        self._hide = IconButton("panel-left", "sidebar.hide")
        self._new_chat = OutlinedButton("square-pen", "sidebar.new_chat")
        self._is_read_press = False
        self.search = SearchField("sidebar.search")
        self.chats = ChatView()
        self._empty = WrappedLabel(FontRole.UI, "text3")
        self._clear_search = Button(Kind.LINK, "sidebar.clear_search")
        self._models = RowButton("boxes", "sidebar.models")
        self._settings = RowButton("settings", "sidebar.settings")
        self._lay_out()
        self._connect()
        self.retranslate()

    @cached_property
    def downloads(self) -> DownloadList:
        """Made at its first use: the window shows sooner without what nobody sees yet."""
        from app.ui.models.download_list import DownloadList
        from app.ui.sidebar.downloads_place import DownloadsPlace

        downloads = DownloadList("sidebar.download")
        place = DownloadsPlace(downloads)
        downloads.hide()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(self._place_of_downloads, place)
        return downloads

    def _lay_out(self) -> None:
        self._mark = _Mark()
        brand = QHBoxLayout()
        brand.setContentsMargins(4, 0, 1, 0)
        brand.setSpacing(7)
        brand.addWidget(self._mark)
        brand.addWidget(self._brand, 1)
        brand.addWidget(self._hide)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 13, 8)
        layout.setSpacing(6)
        layout.addLayout(brand)
        layout.addSpacing(7)
        layout.addWidget(self._new_chat)
        layout.addWidget(self.search)
        layout.addSpacing(4)
        layout.addWidget(self._empty)
        layout.addWidget(self._clear_search)
        layout.addWidget(self.chats, 1)
        layout.addSpacing(4)
        self._place_of_downloads = layout.count()
        layout.addWidget(self._models)
        layout.addSpacing(-4)
        layout.addWidget(self._settings)
        self._empty.setContentsMargins(10, 12, 10, 0)

    def _connect(self) -> None:
        self._hide.clicked.connect(self.hide_requested)
        self._new_chat.pressed.connect(self._on_new_chat_pressed)
        self._new_chat.clicked.connect(self._on_new_chat_clicked)
        self.search.textChanged.connect(self._on_search_changed)
        self.search.left_downwards.connect(self.chats.setFocus)
        self._clear_search.clicked.connect(self.search.clear)
        self._models.clicked.connect(self.models_requested)
        self._settings.clicked.connect(self.settings_requested)
        self.chats.chat_chosen.connect(self.chat_selected)
        self.chats.rename_requested.connect(self.rename_requested)
        self.chats.pin_requested.connect(self.pin_requested)
        self.chats.delete_requested.connect(self.delete_requested)
        theme().changed.connect(self.update)

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order; the list is one stop."""
        upper = (self._hide, self._new_chat, self.search, self._clear_search)
        return *upper, self.chats, self._models, self._settings

    def _on_new_chat_pressed(self) -> None:
        # A screen reader's press clicks only 100 ms later (QAbstractButton::animateClick). What is written meanwhile
        # would stay in the old chat, so this press counts at once. Mouse and keyboard click as always.
        self._is_read_press = not QGuiApplication.mouseButtons() and not self._new_chat.hasFocus()
        if self._is_read_press:
            self.new_chat_requested.emit()

    def _on_new_chat_clicked(self) -> None:
        if not self._is_read_press:
            self.new_chat_requested.emit()
        self._is_read_press = False

    def set_model(self, model: QAbstractItemModel) -> None:
        """The chats: any model with `ChatRole`s."""
        self.chats.setModel(model)
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self._update_empty)
        self._update_empty()

    def set_downloads(self, downloads: tuple[Download, ...]) -> None:
        """Show the one that runs, else the first that is not done, or the one that became ready last."""
        from app.domain.downloads import DownloadState

        unfinished = [one for one in downloads if one.state is not DownloadState.DONE]
        unfinished.sort(key=lambda one: not one.is_active)
        shown = tuple((unfinished or list(downloads))[:1])
        self.downloads.setVisible(bool(shown))
        self.downloads.set_downloads(shown)

    def select(self, chat_id: int | None) -> None:
        """Mark the open chat; None when it is a new one. Tells nobody."""
        self.chats.select(chat_id)

    def edit_title(self, chat_id: int) -> None:
        """Let the person rename a chat in the list."""
        self.chats.edit_title(chat_id)

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, super().sizeHint().height())

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._brand.setText(self.tr("Baleen"))
        self._hide.set_words(self.tr("Hide sidebar"))
        self._new_chat.setText(self.tr("New chat"))
        self.search.set_words(self.tr("Search chats"))
        self.chats.setAccessibleName(self.tr("Chats"))
        self._clear_search.setText(self.tr("Clear search"))
        self._models.setText(self.tr("Models"))
        self._settings.setText(self.tr("Settings"))
        self._update_empty()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = theme().tokens
        painter.fillRect(self.rect(), QColor(tokens.sidebar))
        is_ltr = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        edge = self.width() - 1 if is_ltr else 0
        painter.fillRect(edge, 0, 1, self.height(), QColor(tokens.border))

    def _on_search_changed(self, text: str) -> None:
        self.search_changed.emit(text)
        self._update_empty()

    def _update_empty(self) -> None:
        model = self.chats.model()
        has_rows = model is not None and model.rowCount() > 0
        searched = self.search.text().strip()
        if searched:
            self._empty.setText(self.tr("No chats mention “{text}”.").replace("{text}", searched))
        else:
            self._empty.setText(self.tr("Your chats will appear here."))
        self._empty.setVisible(not has_rows)
        self._clear_search.setVisible(not has_rows and bool(searched))


class _Mark(QWidget):
    """Our mark beside the name."""

    def sizeHint(self) -> QSize:
        side = theme().scaled(26)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = theme().scaled(26)
        top = (self.height() - side) / 2
        picture = icons.mark_pixmap(side, self.devicePixelRatioF())
        painter.drawPixmap(QRectF(0, top, side, side).topLeft(), picture)
