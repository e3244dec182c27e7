"""The models on this computer, as an item model for the picker and the settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from app.domain.models import InstalledModel

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ModelRole(IntEnum):
    """What can be asked of a row, beside its name."""

    TAG = Qt.ItemDataRole.UserRole + 1
    SIZE_BYTES = Qt.ItemDataRole.UserRole + 2
    IS_CURRENT = Qt.ItemDataRole.UserRole + 3


class ModelListModel(QAbstractListModel):
    """One row a model, in the order given. `describe(model, is_current)` is what a screen reader says of a row."""

    def __init__(self, describe: Callable[[InstalledModel, bool], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._describe = describe
        self._models: tuple[InstalledModel, ...] = ()
        self._current = ""

    @property
    def models(self) -> tuple[InstalledModel, ...]:
        return self._models

    @property
    def current(self) -> str:
        """The tag of the model that answers next; empty while none is chosen."""
        return self._current

    def set_models(self, models: Sequence[InstalledModel], current: str) -> None:
        """Show these models. Models that run on somebody else's computer are left out."""
        local = tuple(model for model in models if not model.is_cloud)
        if [model.tag for model in local] == [model.tag for model in self._models]:
            self._models = local
            self.set_current(current)
            if local:
                self.dataChanged.emit(self.index(0), self.index(len(local) - 1))
            return
        self.beginResetModel()
        self._models = local
        self._current = current
        self.endResetModel()

    def set_current(self, tag: str) -> None:
        """Tick another model."""
        if tag == self._current:
            return
        self._current = tag
        if self._models:
            self.dataChanged.emit(self.index(0), self.index(len(self._models) - 1))

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._models)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        model = self._models[index.row()]
        is_current = model.tag == self._current
        match role:
            case Qt.ItemDataRole.DisplayRole:
                from app.domain.models import display_name  # with the first rows, after the window

                return display_name(model.tag)
            case Qt.ItemDataRole.ToolTipRole | ModelRole.TAG:
                return model.tag
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._describe(model, is_current)
            case ModelRole.SIZE_BYTES:
                return model.size_bytes
            case ModelRole.IS_CURRENT:
                return is_current
        return None
