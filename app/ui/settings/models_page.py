"""Settings > Models."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.domain.computers import Offers
from app.domain.downloads import Download, DownloadState
from app.domain.model_space import FreedSpace
from app.domain.models import InstalledModel
from app.presenters.model_list_model import ModelListModel
from app.presenters.model_order import Facts
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.folding import FoldingRow
from app.ui.controls.label import Label, WrappedLabel
from app.ui.models.add_by_name import AddByName
from app.ui.models.delete_question import delete_question
from app.ui.models.disk_line import DiskLine
from app.ui.models.download_list import DownloadList
from app.ui.models.folder_row import FolderRow
from app.ui.models.import_row import ImportRow
from app.ui.models.installed_list import InstalledList, News
from app.ui.models.model_cards import ModelCards
from app.ui.models.proxy_row import ProxyRow
from app.ui.models.updates_line import UpdatesLine
from app.ui.settings.rows import SettingBox, SettingRow, SettingsPage
from app.ui.tokens import FontRole

Freed = Callable[[str], FreedSpace | None]
"""Of a tag: what deleting it gives back; None where that is not known."""

_KEYS = (
    "proxy",
    "proxy_address",
)
"""What the page shows of the settings."""


class ModelsPage(SettingsPage):
    """What is on its way, what is here, what can be had, and whether it works."""

    delete_requested = Signal(str)
    """The person wants this tag gone, and has been asked."""
    check_requested = Signal()
    """Take the tour, to see that engine and computer work."""

    def __init__(self, models: ModelListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="models", keys=_KEYS)
        self._models = models
        self._freed: Freed = lambda _: None
        self._free_bytes: int | None = None
        self._used_bytes = 0
        self._disk_bytes: int | None = None
        self._offers = Offers(changes_models=True, manages_memory=True, is_ours=True, is_here=True)
        self._place = ""
        self._downloads_heading = Label(FontRole.HEADING)
        self._downloads_line = Label(FontRole.CAPTION, "text3")
        self.downloads = DownloadList("settings.download", leads_to_models=False)
        self._heading = Label(FontRole.HEADING)
        self._disk = DiskLine()
        self.installed = InstalledList(models)
        self._empty = WrappedLabel(FontRole.UI, "text2")
        self._is_known = True
        self.updates = UpdatesLine()
        self.cards = ModelCards()
        self.add_by_name = AddByName()
        self.import_row = ImportRow()
        self.folder_row = FolderRow()
        self.proxy_row = ProxyRow()
        self._check = Button(Kind.PLAIN, "settings.check")
        self._check_row = SettingRow(self._check)
        head = QWidget()
        row = FoldingRow(head)
        row.addWidget(self._downloads_heading)
        row.addWidget(self._downloads_line)
        self._downloads_head = head
        self.add(head)
        self.add(self.downloads)
        self.add(self._heading, gap=6)
        self.add(self._empty)
        self.add(self._disk)
        self.add(self.installed)
        self.add(self.updates)
        self.add(self.cards, gap=6)
        self.add(self.add_by_name, gap=6)
        self.add(self.import_row)
        self.add(self.folder_row)
        self.add(self.proxy_row)
        self._check_box = SettingBox(self._check_row)
        self.add(self._check_box, gap=6)
        self._check.clicked.connect(self.check_requested)
        self.installed.delete_pressed.connect(self._ask_to_delete)
        models.modelReset.connect(self._show_models)
        models.dataChanged.connect(lambda: self._show_models())
        self.set_downloads(())
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.set_title(self.tr("Models"))
        self._downloads_heading.setText(self.tr("Downloads"))
        if self._place:
            self._heading.setText(self.tr("On {name}").replace("{name}", self._place))
        else:
            self._heading.setText(self.tr("On this computer"))
        self._say_why_empty()
        self._check.setText(self.tr("Take the tour"))
        self._check_row.set_words(
            self.tr("See how an answer looks"),
            self.tr("A scripted demonstration that runs on your own computer. It always gives the same answer."),
        )
        self._check.setAccessibleName(self.tr("Take the tour"))
        self.downloads.retranslate()
        self.updates.retranslate()
        self.cards.retranslate()
        self.add_by_name.retranslate()
        self.import_row.retranslate()
        self.folder_row.retranslate()
        self.proxy_row.retranslate()
        self.installed.retranslate()
        self._show_models()

    def set_known(self, is_known: bool) -> None:
        """Whether the server in use has told which models it has."""
        self._is_known = is_known
        self._say_why_empty()
        self._show_space()

    def _say_why_empty(self) -> None:
        if not self._is_known:
            text = self.tr("Models appear here as soon as the server that has them answers.")
        elif self._place:
            text = self.tr("There is no model yet. Every model that is put there appears here by itself.")
        else:
            text = self.tr(
                "No model is installed yet. Every model that Ollama has on this computer appears here by itself."
            )
        self._empty.setText(text)

    def set_offers(self, offers: Offers, name: str) -> None:
        """What the server in use offers; `name` is its computer's, empty for this one.

        Verdicts and the tour are about this computer; models of another one are looked after there.
        """
        self._offers, self._place = offers, name
        self.installed.set_offers(offers)
        self.cards.set_offered(offers.changes_models)
        self.add_by_name.setVisible(offers.changes_models)
        self.import_row.setVisible(offers.changes_models)
        self.folder_row.setVisible(offers.is_here)
        self.proxy_row.setVisible(offers.is_here)
        self._check_box.setVisible(offers.is_here)
        self.retranslate()

    def set_facts(self, facts: Facts, free_bytes: int | None) -> None:
        """What is known of models and of the disk that they lie on."""
        self.installed.set_facts(facts)
        self._free_bytes = free_bytes
        self._show_space()

    def set_space(self, freed: Freed, used_bytes: int, disk_bytes: int | None) -> None:
        """What deleting each model frees, what all of them take, and how big their disk is, if that is known."""
        self._freed, self._used_bytes, self._disk_bytes = freed, used_bytes, disk_bytes
        self._show_space()

    def set_news(self, news: News) -> None:
        """Which models have a newer version."""
        self.installed.set_news(news)

    def set_downloads(self, downloads: tuple[Download, ...]) -> None:
        """The queue."""
        self._downloads_head.setVisible(bool(downloads))
        self.downloads.setVisible(bool(downloads))
        active = sum(one.is_active for one in downloads)
        waiting = sum(one.state is DownloadState.WAITING for one in downloads)
        parts = [self.tr("%n downloading", "", active)] if active else []
        if waiting:
            parts.append(self.tr("%n waiting", "", waiting))
        self._downloads_line.setText(", ".join(parts))
        self.downloads.set_downloads(downloads)
        self.cards.set_downloads(downloads)

    def _show_models(self) -> None:
        models = self._models.models
        self._empty.setVisible(not models)
        self.updates.setVisible(bool(models) and self._offers.changes_models)
        self._show_space()

    def _show_space(self) -> None:
        used = self._used_bytes or sum(model.size_bytes for model in self._models.models)
        self._disk.set_sizes(used, self._free_bytes if self._is_known else None, self._disk_bytes)

    def _ask_to_delete(self, model: InstalledModel) -> None:
        is_last = len(self._models.models) == 1
        question = delete_question(self.window(), model, self._freed(model.tag), is_last=is_last)
        question.finished.connect(question.deleteLater)
        question.finished.connect(
            lambda result: self.delete_requested.emit(model.tag) if result == QDialog.DialogCode.Accepted else None
        )
        question.open()
