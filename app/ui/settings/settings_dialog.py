"""The settings: a list of pages, changes at once."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from app.domain.computers import Offers
from app.domain.settings import Settings
from app.presenters.model_list_model import ModelListModel
from app.ui.settings.about_page import AboutPage
from app.ui.settings.appearance_page import AppearancePage
from app.ui.settings.general_page import GeneralPage
from app.ui.settings.models_page import ModelsPage
from app.ui.settings.page_button import PageButton
from app.ui.settings.page_list import PageList
from app.ui.settings.performance_page import PerformancePage
from app.ui.settings.privacy_page import PrivacyPage
from app.ui.settings.rows import SettingsPage
from app.ui.settings.server_page import ServerPage
from app.ui.theme import theme


class Page(StrEnum):
    """The pages, in the order of the list."""

    GENERAL = "general"
    MODELS = "models"
    PERFORMANCE = "performance"
    APPEARANCE = "appearance"
    SERVER = "server"
    PRIVACY = "privacy"
    ABOUT = "about"


_ICONS = {
    Page.GENERAL: "settings",
    Page.MODELS: "boxes",
    Page.PERFORMANCE: "gauge",
    Page.APPEARANCE: "palette",
    Page.SERVER: "server",
    Page.PRIVACY: "lock",
    Page.ABOUT: "info",
}


_PAGE_PX = 400
"""With less room, at 100 % text, a page has the whole width."""


class SettingsDialog(QDialog):
    """Not modal. Tells what the person changed and shows what is true: call `set_settings` after every change."""

    edited = Signal(str, object)
    """(key of `Settings`, value in its own type)"""
    model_delete_requested = Signal(str)
    check_requested = Signal()
    export_requested = Signal(str)
    """The file that all chats are to be written to."""
    folder_requested = Signal()
    """Show the folder with the chats."""

    def __init__(self, models: ModelListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier("settings")
        self._list = PageList()
        self._stack = QStackedWidget()
        self.general = GeneralPage()
        self.models = ModelsPage(models)
        self.performance = PerformancePage()
        self._appearance = AppearancePage()
        self.server = ServerPage()
        self.privacy = PrivacyPage()
        self.about = AboutPage()
        self._pages: dict[Page, SettingsPage] = {
            Page.GENERAL: self.general,
            Page.MODELS: self.models,
            Page.PERFORMANCE: self.performance,
            Page.APPEARANCE: self._appearance,
            Page.SERVER: self.server,
            Page.PRIVACY: self.privacy,
            Page.ABOUT: self.about,
        }
        self._place: QByteArray | None = None
        self._buttons: dict[Page, PageButton] = {}
        self._lay_out()
        for page in self._pages.values():
            page.edited.connect(self.edited)
        self.models.delete_requested.connect(self.model_delete_requested)
        self.models.check_requested.connect(self.check_requested)
        self.privacy.chats.export_requested.connect(self.export_requested)
        self.privacy.chats.folder_requested.connect(self.folder_requested)
        self.retranslate()
        self.open_page(Page.GENERAL)
        self.resize(960, 720)

    def _lay_out(self) -> None:
        for name, page in self._pages.items():
            button = PageButton(_ICONS[name], f"settings.page.{name}")
            # Not `clicked`: a screen reader toggles.
            button.toggled.connect(lambda is_on, name=name: self.open_page(name) if is_on else None)
            self._list.add(button)
            self._buttons[name] = button
            self._stack.addWidget(_scrolling(page))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._list)
        self._row.addWidget(self._stack, 1)
        theme().changed.connect(self._fold)
        self._fold()

    def _fold(self) -> None:
        """The list of pages stands above the page where it would leave it no room beside it."""
        has_room = self.width() - self._list.column_px() >= theme().scaled(_PAGE_PX)
        self._list.set_column(has_room)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if has_room else QBoxLayout.Direction.TopToBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def open_page(self, page: Page | str) -> None:
        """Turn to a page; to the server's where it has none of this kind."""
        name = Page.SERVER if self._buttons[Page(page)].isHidden() else Page(page)
        self._buttons[name].setChecked(True)
        self._stack.setCurrentIndex(list(Page).index(name))
        if self.focusWidget() in self._buttons.values():
            self._take_focus(name)

    def show_proxy(self) -> None:
        """Turn to the proxy for downloads, which stands with the models."""
        self.open_page(Page.MODELS)
        row = self.models.proxy_row
        area = self._stack.currentWidget()
        if isinstance(area, QScrollArea):
            for choice in row.findChildren(QRadioButton):
                if choice.isChecked():
                    choice.setFocus(Qt.FocusReason.OtherFocusReason)
            # Only once the page has its size can it be scrolled.
            QTimer.singleShot(0, area, lambda: area.ensureWidgetVisible(row))

    def set_offers(self, offers: Offers, name: str) -> None:
        """What the server in use offers; `name` is its computer's, empty for this one. The rest is not shown."""
        self._buttons[Page.PERFORMANCE].setVisible(offers.manages_memory)
        if not offers.manages_memory and self._buttons[Page.PERFORMANCE].isChecked():
            self.open_page(Page.SERVER)
        self.performance.set_offers(offers)
        self.models.set_offers(offers, name)

    def set_settings(self, settings: Settings) -> None:
        """Show these values; tells nobody."""
        for page in self._pages.values():
            page.set_settings(settings)
            page.restore.set_settings(settings)

    def set_versions(self, version: str, engine_version: str) -> None:
        """Version of the program, and of the engine (empty while none runs)."""
        self.about.set_versions(version, engine_version)

    def set_managed(self, is_managed: bool) -> None:
        """Whether the system brings new versions of the program by itself."""
        self.general.updates.set_managed(is_managed)

    def set_export_result(self, text: str) -> None:
        """What became of the last export, in one sentence."""
        self.privacy.chats.set_export_result(text)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.setWindowTitle(self.tr("Settings"))
        self._list.title.setText(self.tr("Settings"))
        words = (
            self.tr("General"),
            self.tr("Models"),
            self.tr("Performance"),
            self.tr("Appearance"),
            self.tr("Server"),
            self.tr("Privacy"),
            self.tr("About"),
        )
        for button, text in zip(self._buttons.values(), words, strict=True):
            button.setText(text)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the list of pages, so that no key changes what was changed last time; where the dialog was."""
        if not event.spontaneous():
            if self._place is not None:
                self.restoreGeometry(self._place)
            self._take_focus(list(Page)[self._stack.currentIndex()])
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self._place = self.saveGeometry()
            for row in self._buttons.values():
                row.has_ring = False
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            for page in self._pages.values():
                page.retranslate()

    def _take_focus(self, page: Page) -> None:
        """Bring the focus to the row of a page, with the ring if another row has it now."""
        row, before = self._buttons[page], self.focusWidget()
        if row is not before:
            has_ring = isinstance(before, PageButton) and before.has_ring
            row.setFocus(Qt.FocusReason.TabFocusReason if has_ring else Qt.FocusReason.OtherFocusReason)


def _scrolling(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    area.viewport().setAutoFillBackground(False)
    page.setAutoFillBackground(False)
    return area
