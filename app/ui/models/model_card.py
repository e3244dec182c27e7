"""A model that can be had: name, what it is good at, the verdict for this computer and why, and one button."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.downloads import Download, DownloadState
from app.domain.fit import Fit
from app.domain.models import display_name
from app.presenters.catalogue_words import good_at
from app.presenters.download_words import short_state
from app.presenters.sizes import size_text
from app.services.library import LibraryEntry
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import Label, WrappedLabel
from app.ui.controls.painting import fill
from app.ui.models.fit_badge import FitBadge
from app.ui.theme import theme
from app.ui.tokens import FontRole

_REFUSED = (Fit.TOO_BIG, Fit.NO_DISK)


class ModelCard(QWidget):
    """What does not fit offers its reasons instead of the download."""

    get_requested = Signal(str)
    why_requested = Signal(str)
    use_requested = Signal(str)

    def __init__(self, tag: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tag = tag
        self._does = "get"
        self.setAccessibleIdentifier(f"card.{tag}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._name = WrappedLabel(FontRole.UI_STRONG)
        self._line = WrappedLabel(FontRole.CAPTION, "text2")
        self._badge = FitBadge()
        self._size = Label(FontRole.UI_MEDIUM)
        self._state = Label(FontRole.CAPTION_STRONG, "accent_text")
        self._button = Button(Kind.PLAIN, f"card.get.{tag}")
        self._why = Button(Kind.LINK, f"card.why.{tag}")
        self._about = Button(Kind.LINK, f"card.about.{tag}")
        verdict = QHBoxLayout()
        verdict.setSpacing(2)
        verdict.addWidget(self._badge)
        verdict.addWidget(self._about)
        verdict.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self._size, 1)
        foot.addWidget(self._state)
        foot.addWidget(self._why)
        foot.addWidget(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 14, 12)
        column.setSpacing(4)
        column.addWidget(self._name)
        column.addWidget(self._line)
        column.addLayout(verdict)
        column.addStretch(1)
        column.addLayout(foot)
        self._button.clicked.connect(self._on_clicked)
        for button in (self._why, self._about):
            button.clicked.connect(lambda: self.why_requested.emit(self._tag))
        theme().changed.connect(self.update)

    def set_entry(self, entry: LibraryEntry, download: Download | None) -> None:
        """The model, its verdict, and its download if there is one."""
        name = display_name(self._tag)
        self._name.setText(name)
        self._line.setText(good_at(entry.model.good_at))
        self._badge.set_verdict(entry.verdict if entry.is_of_use else None)
        self._size.setText(size_text(entry.model.size_bytes))
        self.setAccessibleName(name)
        is_loading = download is not None and download.state is not DownloadState.DONE
        is_refused = entry.verdict is not None and entry.verdict.fit in _REFUSED
        is_here = entry.installed is not None
        is_of_use = is_here or (entry.is_of_use and not entry.lacks_engine)
        self._does = "use" if is_here else "get"
        self._button.setText(self.tr("Use") if is_here else self.tr("Download"))
        words = self.tr("Use {model}") if is_here else self.tr("Download {model}")
        self._button.setAccessibleName(words.replace("{model}", name))
        for button in (self._why, self._about):
            button.setText(self.tr("Why?"))
            button.setAccessibleName(self.tr("Why? {model}").replace("{model}", name))
        self._button.setVisible(not is_loading and is_of_use and (is_here or not is_refused))
        is_reason = not is_loading and not is_here and is_refused
        self._why.setVisible(is_reason)
        self._about.setVisible(entry.verdict is not None and not is_reason)
        self._state.setVisible(is_loading or not (is_of_use or is_refused))
        if download is not None and is_loading:
            self._state.setText(short_state(download))
        elif entry.lacks_engine:
            self._state.setText(self.tr("Needs a newer engine"))
        else:
            self._state.setText(self.tr("Can't be used yet"))

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self._about, self._why, self._button

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(200), max(super().sizeHint().height(), theme().scaled(150)))

    def _on_clicked(self) -> None:
        (self.use_requested if self._does == "use" else self.get_requested).emit(self._tag)

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), QRectF(self.rect()), 12, "surface", "border")
