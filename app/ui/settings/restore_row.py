"""Restore defaults of one page, with a way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.settings import DEFAULTS, Settings, changed_from_defaults
from app.ui.controls.announce import announce
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import Label
from app.ui.tokens import FontRole


class RestoreRow(QWidget):
    """A button where something on the page differs from its default; after it, Undo until something is changed."""

    edited = Signal(str, object)

    def __init__(self, page: str, keys: Sequence[str], parent: QWidget | None = None) -> None:
        """`page` names it for tests; `keys` are those of `Settings` that the page shows."""
        super().__init__(parent)
        self._keys = tuple(keys)
        self._before: Mapping[str, object] = {}
        """What was in force before the defaults came back; empty where there is nothing to undo."""
        self._settings = Settings()
        self._is_at_work = False
        self._said = Label(FontRole.CAPTION, "text2")
        self._restore = Button(Kind.LINK, f"settings.{page}.restore")
        self._undo = Button(Kind.LINK, f"settings.{page}.undo")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(8)
        for part in (self._said, self._restore, self._undo):
            row.addWidget(part)
        row.addStretch(1)
        self._restore.clicked.connect(self._on_restore)
        self._undo.clicked.connect(self._on_undo)
        self._retranslate()
        self._show()

    def set_settings(self, settings: Settings) -> None:
        """What is in force now."""
        self._settings = settings
        if self._is_at_work:
            return
        if self._before and changed_from_defaults(settings, self._keys):
            self._before = {}  # the page was changed since: nobody would expect what was before that
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._restore.setText(self.tr("Restore defaults"))
        self._undo.setText(self.tr("Undo"))
        self._said.setText(self.tr("This page is as it was at first."))

    def _show(self) -> None:
        can_undo = bool(self._before)
        had_focus = self._restore.hasFocus() or self._undo.hasFocus()
        self._restore.setVisible(bool(changed_from_defaults(self._settings, self._keys)))
        self._said.setVisible(can_undo)
        self._undo.setVisible(can_undo)
        if had_focus:  # where the keyboard was there is another button now
            (self._undo if can_undo else self._restore).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_restore(self) -> None:
        before = changed_from_defaults(self._settings, self._keys)
        self._change({key: DEFAULTS[key] for key in before}, before)
        announce(self._said, self._said.text())

    def _on_undo(self) -> None:
        self._change(self._before, {})

    def _change(self, values: Mapping[str, object], before: Mapping[str, object]) -> None:
        self._is_at_work = True  # one step for the person, however many settings it is
        for key, value in values.items():
            self.edited.emit(key, value)
        self._is_at_work = False
        self._before = before
        self._show()
