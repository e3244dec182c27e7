"""What the picker lists: models that are here, those on their way, and those to be had (design: ux §5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, IntEnum, auto

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.downloads import Download, DownloadState
from app.domain.fit import Fit, Verdict
from app.domain.models import display_name
from app.presenters.catalogue_words import badge
from app.presenters.download_words import download_line, percent
from app.presenters.model_list_model import ModelListModel, ModelRole
from app.presenters.sizes import size_text

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

Facts = Callable[[str], tuple[Verdict | None, str]]
"""Of a tag: the verdict, and what the model is good at."""


class Section(Enum):
    """The parts of the list, in their order."""

    HERE = auto()
    COMING = auto()
    TO_GET = auto()


class PickerRole(IntEnum):
    """What can be asked of a row beside `ModelRole`."""

    ROW = Qt.ItemDataRole.UserRole + 20


@dataclass(frozen=True, slots=True)
class PickerRow:
    """A heading, which has no tag, or a model."""

    section: Section
    name: str
    tag: str = ""
    size: str = ""
    """Or how much of it is here."""
    state: str = ""
    """The verdict, the time left, or what a press does."""
    fit: Fit | None = None
    line: str = ""
    """What it is good at."""
    is_current: bool = False

    @property
    def is_heading(self) -> bool:
        return not self.tag


@dataclass(frozen=True, slots=True)
class ToGet:
    """A model that is recommended for this computer."""

    tag: str
    size_bytes: int


class PickerModel(QAbstractListModel):
    """Filters by itself, and lists nothing while it is not open: a screen reader would see it all the same."""

    def __init__(self, models: ModelListModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._facts: Facts = lambda _: (None, "")
        self._coming: tuple[Download, ...] = ()
        self._to_get: tuple[ToGet, ...] = ()
        self._filter = ""
        self._is_open = False
        self._only_here = False
        self.place = ""
        self._rows: tuple[PickerRow, ...] = ()
        models.modelReset.connect(self.refresh)
        models.dataChanged.connect(lambda *_: self.refresh())

    @property
    def has_models(self) -> bool:
        """There is something to filter."""
        return bool(self._models.models or ((self._coming or self._to_get) and not self._only_here))

    @property
    def rows(self) -> tuple[PickerRow, ...]:
        return self._rows

    def set_facts(self, facts: Facts) -> None:
        self._facts = facts
        self.refresh()

    def set_coming(self, downloads: Sequence[Download]) -> None:
        """Models on their way."""
        self._coming = tuple(one for one in downloads if one.state is not DownloadState.DONE)
        self.refresh()

    def set_to_get(self, models: Sequence[ToGet]) -> None:
        """Models to recommend."""
        self._to_get = tuple(models)
        self.refresh()

    def set_place(self, name: str) -> None:
        """The name of the computer whose models these are; empty for this one. Elsewhere nothing can be had."""
        self.place = name
        self.refresh()

    def set_filter(self, text: str) -> None:
        """Only models whose name contains this."""
        self._filter = text.strip().casefold()
        self.refresh()

    def open(self, *, only_here: bool) -> None:
        """List them; `only_here` for a choice that needs a model now."""
        self._is_open, self._only_here = True, only_here
        self.refresh()

    def close(self) -> None:
        self._is_open = False
        self.refresh()

    def refresh(self) -> None:
        """All rows anew; those that stay where they are keep their place in the list."""
        rows = self._made() if self._is_open else ()
        if [(row.section, row.tag) for row in rows] == [(row.section, row.tag) for row in self._rows]:
            if rows != self._rows:
                self._rows = rows
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    # Qt's side

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if index.isValid() and self._rows[index.row()].is_heading:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole | ModelRole.TAG:
                return row.tag
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._said(row)
            case ModelRole.IS_CURRENT:
                return row.is_current
            case PickerRole.ROW:
                return row
        return None

    # Inside

    def _made(self) -> tuple[PickerRow, ...]:
        here = self.tr("On {name}").replace("{name}", self.place) if self.place else self.tr("On this computer")
        parts = [(here, self._here())]
        if not self._only_here and not self.place:
            parts += [
                (self.tr("Downloading"), self._on_their_way()),
                (self.tr("Recommended for you"), self._to_be_had()),
            ]
        rows: list[PickerRow] = []
        for title, section in parts:
            found = [
                row for row in section if self._filter in row.name.casefold() or self._filter in row.tag.casefold()
            ]
            if found:
                rows += [PickerRow(found[0].section, title), *found]
        return tuple(rows)

    def _here(self) -> list[PickerRow]:
        return [
            replace(self._row(Section.HERE, model.tag, model.size_bytes), is_current=model.tag == self._models.current)
            for model in self._models.models
        ]

    def _on_their_way(self) -> list[PickerRow]:
        rows = []
        for one in self._coming:
            state = download_line(one).rsplit(" · ", 1)[-1]
            rows.append(PickerRow(Section.COMING, display_name(one.tag), one.tag, percent(one), state))
        return rows

    def _to_be_had(self) -> list[PickerRow]:
        coming = {one.tag for one in self._coming}
        return [
            replace(self._row(Section.TO_GET, one.tag, one.size_bytes), state=self.tr("Get"), fit=None)
            for one in self._to_get
            if one.tag not in coming
        ]

    def _row(self, section: Section, tag: str, size_bytes: int) -> PickerRow:
        verdict, line = self._facts(tag)
        words, fit = (badge(verdict), verdict.fit) if verdict else ("", None)
        size = size_text(size_bytes) if size_bytes else ""  # not every server tells it
        return PickerRow(section, display_name(tag), tag, size, words, fit, line)

    def _said(self, row: PickerRow) -> str:
        if row.section is Section.TO_GET and not row.is_heading:
            first = self.tr("Download {model}").replace("{model}", row.name)
            return ", ".join(part for part in (first, row.size, row.line) if part)
        chosen = self.tr("chosen") if row.is_current else ""
        return ", ".join(part for part in (row.name, row.size, row.state, row.line, chosen) if part)
