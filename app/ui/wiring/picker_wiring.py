"""What the picker lists beside the models that are here."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.fit import Verdict
from app.domain.models import TOUR_TAG, normal_tag
from app.presenters.catalogue_words import good_at
from app.presenters.picker_model import ToGet
from app.ui.models.model_picker import ModelPicker
from app.ui.wiring.presenters import Presenters


class PickerWiring(QObject):
    """Lives as long as the picker."""

    def __init__(self, picker: ModelPicker, presenters: Presenters) -> None:
        super().__init__(picker)
        self._picker = picker
        self._presenters = presenters
        picker.model.set_facts(self._facts)
        picker.get_requested.connect(presenters.downloads.get)
        presenters.downloads.rows_changed.connect(picker.model.set_coming)
        presenters.library.changed.connect(self._show_library)
        picker.model.set_coming(presenters.downloads.rows)
        self._show_library()

    def _show_library(self) -> None:
        self._picker.model.set_to_get([ToGet(model.tag, model.size_bytes) for model in self._presenters.library.to_get])

    def _facts(self, tag: str) -> tuple[Verdict | None, str]:
        library = self._presenters.library
        entry = library.entry(tag)
        verdict = None if normal_tag(tag) == TOUR_TAG else library.verdict(tag)
        return verdict, good_at(entry.model.good_at) if entry else ""
