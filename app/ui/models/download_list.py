"""The downloads, one row each, kept while they live."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.downloads import Download, DownloadState
from app.domain.models import normal_tag
from app.ui.models.download_row import DownloadRow
from app.ui.settings.rows import SettingBox


class DownloadList(QWidget):
    """Tells which button of which row was pressed; the tag goes along."""

    pause_requested = Signal(str)
    resume_requested = Signal(str)
    start_now_requested = Signal(str)
    cancel_requested = Signal(str)
    use_requested = Signal(str)
    remedy_requested = Signal(object)
    """The `Remedy` that the row of a download offers."""
    move_requested = Signal(str, int)
    """To this place in the list, counted from 0."""

    def __init__(self, place: str, parent: QWidget | None = None, *, leads_to_models: bool = True) -> None:
        """`leads_to_models`: rows offer to open the page of models; not where that is the page they are on."""
        super().__init__(parent)
        self._leads_to_models = leads_to_models
        self._place = place
        self._rows: dict[str, DownloadRow] = {}
        self._order: tuple[str, ...] = ()
        self._current = ""
        self._box = SettingBox()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._box)

    def set_downloads(self, downloads: tuple[Download, ...]) -> None:
        """Show these, in this order."""
        order = tuple(download.tag for download in downloads)
        if order != self._order:
            self._order = order
            self._rows = {tag: self._rows.get(tag) or self._made(tag) for tag in order}
            self._box.set_rows(tuple(self._rows.values()))
        first = next((one.tag for one in downloads if one.state is DownloadState.WAITING), None)
        for place, download in enumerate(downloads):
            row = self._rows[download.tag]
            row.set_download(download, is_next=download.tag == first)
            row.set_movable(up=place > 0, down=place + 1 < len(downloads))

    def set_current(self, tag: str) -> None:
        """The model that answers next."""
        if tag == self._current:
            return  # asked a hundred times a second
        self._current = tag
        for one, row in self._rows.items():
            row.set_current(normal_tag(one) == normal_tag(tag))

    def retranslate(self) -> None:
        for row in self._rows.values():
            row.retranslate()

    def _made(self, tag: str) -> DownloadRow:
        row = DownloadRow(tag, self._place, leads_to_models=self._leads_to_models)
        row.set_current(normal_tag(tag) == normal_tag(self._current))
        row.remedy_requested.connect(self.remedy_requested)
        row.pause_requested.connect(self.pause_requested)
        row.resume_requested.connect(self.resume_requested)
        row.start_now_requested.connect(self.start_now_requested)
        row.cancel_requested.connect(self.cancel_requested)
        row.use_requested.connect(self.use_requested)
        row.shift_requested.connect(lambda by: self.move_requested.emit(tag, self._order.index(tag) + by))
        row.dragged_to.connect(lambda y: self._on_drag(tag, y))
        return row

    def _on_drag(self, tag: str, y: int) -> None:
        """The row takes the place of another as soon as the pointer is past the middle of it."""
        others = [row for other, row in self._rows.items() if other != tag]
        place = sum(row.mapToGlobal(row.rect().center()).y() < y for row in others)
        if place != self._order.index(tag):
            self.move_requested.emit(tag, place)
