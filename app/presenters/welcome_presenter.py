"""What is offered at the first run: models that are here already, and three that can be had."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.domain.first_choice import first_choices
from app.domain.fit import Fit, Verdict
from app.domain.models import TOUR_TAG, display_name, normal_tag
from app.presenters.catalogue_words import computer_line, good_at
from app.presenters.downloads_presenter import DownloadsPresenter
from app.presenters.install_presenter import InstallPresenter
from app.presenters.library_presenter import LibraryPresenter
from app.presenters.model_presenter import ModelPresenter

translate = QCoreApplication.translate
ASSUMED_BYTES_PER_S = 50e6 / 8
"""Before anything was downloaded (ux §3)."""
_MOST_HERE = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One card."""

    tag: str
    name: str
    line: str
    size_bytes: int
    verdict: Verdict | None = None
    is_here: bool = False
    is_recommended: bool = False
    download_s: float = 0.0
    """About how long it takes; 0 for a model that is here."""

    @property
    def has_room(self) -> bool:
        return self.is_here or self.verdict is None or self.verdict.fit is not Fit.NO_DISK


class WelcomePresenter(QObject):
    """Follows the library while the first model is chosen."""

    changed = Signal()

    def __init__(
        self,
        library: LibraryPresenter,
        models: ModelPresenter,
        downloads: DownloadsPresenter,
        install: InstallPresenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._models = models
        self._downloads = downloads
        self._install = install
        library.changed.connect(self.changed)
        models.models_changed.connect(lambda *_: self.changed.emit())

    @property
    def computer(self) -> str:
        """This computer in a line; empty until it was looked at."""
        hardware = self._library.hardware
        return computer_line(hardware, self._library.disk_free_bytes) if hardware else ""

    @property
    def here(self) -> tuple[Choice, ...]:
        """Models on this computer, the one that would answer first."""
        real = [model for model in self._models.installed if normal_tag(model.tag) != TOUR_TAG]
        real.sort(key=lambda model: normal_tag(model.tag) != normal_tag(self._models.current or " "))
        return tuple(
            Choice(
                model.tag,
                display_name(model.tag),
                good_at(entry.model.good_at) if (entry := self._library.entry(model.tag)) else "",
                model.size_bytes,
                self._library.verdict(model.tag),
                is_here=True,
            )
            for model in real[:_MOST_HERE]
        )

    @property
    def to_get(self) -> tuple[Choice, ...]:
        """Models that can be had, the recommended one first; empty until the computer was looked at."""
        found = [(entry.model, entry.verdict) for entry in self._library.entries if entry.verdict]
        recommended = self._library.recommended
        here = {normal_tag(model.tag) for model in self._models.installed}
        choices = []
        for model in first_choices(found):
            is_recommended = recommended is not None and model.tag == recommended.tag
            if normal_tag(model.tag) in here:
                continue
            choices.append(
                Choice(
                    model.tag,
                    display_name(model.tag),
                    _best_line(thinks=model.thinks) if is_recommended else good_at(model.good_at),
                    model.size_bytes,
                    self._library.verdict(model.tag),
                    is_recommended=is_recommended,
                    download_s=model.size_bytes / ASSUMED_BYTES_PER_S,
                )
            )
        return tuple(choices)

    def get(self, tag: str, *, with_engine: bool) -> None:
        """Download a model, and the engine as well where there is none."""
        if with_engine and not self._install.state.is_busy:
            self._install.install()
        self._downloads.get(tag)

    def use(self, tag: str) -> None:
        """Chat with a model that is here."""
        self._models.choose(tag)


class DownloadTime(QObject):
    """Plurals of times."""

    def words(self, seconds: float) -> str:
        """About how long a download takes; empty for none."""
        if seconds <= 0:
            return ""
        minutes = round(seconds / 60)
        if minutes < 1:
            return self.tr("less than a minute")
        return self.tr("about %n min", "", minutes) if minutes < 90 else self.tr("about %n h", "", round(minutes / 60))


def _best_line(*, thinks: bool) -> str:
    if thinks:
        return translate("Welcome", "Best balance for this computer. Thinks before it answers.")
    return translate("Welcome", "Best balance for this computer.")
