"""Models on their way, here, and to be had: the window's side and the settings'."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.domain.downloads import Download, DownloadState
from app.domain.errors import AppError, NoInternet
from app.domain.fit import Verdict
from app.domain.models import TOUR_TAG, ModelUsage, display_name, normal_tag
from app.presenters.catalogue_words import computer_line, good_at
from app.presenters.explain import Remedy, explain
from app.presenters.model_about import about_other, where_from
from app.services.import_models import ImportProgress
from app.services.library import LibraryEntry
from app.ui.models.why_dialog import about_dialog, why_question
from app.ui.notices.system_notice import SystemNotice
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.picker_wiring import PickerWiring
from app.ui.wiring.presenters import Presenters


class ModelsWiring(QObject):
    """What belongs to the window: the news of a model that is ready."""

    remedy_chosen = Signal(object)
    """`Remedy` of a download that cannot go on."""

    def __init__(self, window: BaleenWindow, presenters: Presenters) -> None:
        super().__init__(window)
        self._window = window
        self._presenters = presenters
        self._count = 0
        self._notice = SystemNotice(self)
        self._notice.clicked.connect(window.bring_to_front)
        PickerWiring(window.picker, presenters)
        presenters.downloads.finished.connect(self._on_finished)
        presenters.downloads.rows_changed.connect(self._on_downloads)
        self._current = presenters.models.current
        presenters.models.models_changed.connect(lambda _, current: self._on_current(current))
        presenters.models.deleted.connect(presenters.downloads.dismiss)  # "Ready" is true no longer
        presenters.chat.busy_changed.connect(self._on_busy)
        card = window.sidebar.downloads
        card.pause_requested.connect(presenters.downloads.pause)
        card.resume_requested.connect(presenters.downloads.resume)
        card.start_now_requested.connect(presenters.downloads.start_now)
        card.move_requested.connect(presenters.downloads.move)
        card.cancel_requested.connect(self._on_cancel)
        card.use_requested.connect(self._on_use)
        card.remedy_requested.connect(self.remedy_chosen)
        self._is_first_card_connected = False
        empty = window.empty_state
        presenters.library.changed.connect(self._show_recommended)
        empty.recommended_requested.connect(self._on_get_recommended)
        empty.models_requested.connect(window.sidebar.models_requested)

    def _on_downloads(self, rows: tuple[Download, ...]) -> None:
        self._window.sidebar.set_downloads(rows)
        self._window.sidebar.downloads.set_current(self._presenters.models.current)
        if not self._presenters.models.current:
            self._show_first(tuple(row for row in rows if row.state is not DownloadState.DONE))
        if len(rows) != self._count:
            self._count = len(rows)
            self._show_recommended()

    def _on_current(self, current: str) -> None:
        """Another model answers next: what its row in the list of downloads was there for is done."""
        before, self._current = self._current, current
        row = self._presenters.downloads.find(current) if current else None
        if row is None or row.state is not DownloadState.DONE or before == current:
            return
        if before:
            self._presenters.downloads.dismiss(row.tag)
        else:  # the first model is taken by itself: its row still says that it is ready
            self._window.sidebar.downloads.set_current(current)

    def _on_busy(self, is_busy: bool) -> None:
        """A model that answers need not be called ready."""
        if is_busy:
            self._presenters.downloads.dismiss(self._presenters.models.current)

    def _show_first(self, rows: tuple[Download, ...]) -> None:
        """Where there is no model yet, the chat itself shows how far the first one is."""
        empty, downloads = self._window.empty_state, self._presenters.downloads
        empty.set_downloads(rows)
        if rows and not self._is_first_card_connected:
            self._is_first_card_connected = True
            card = empty.downloads
            card.pause_requested.connect(downloads.pause)
            card.resume_requested.connect(downloads.resume)
            card.start_now_requested.connect(downloads.start_now)
            card.move_requested.connect(downloads.move)
            card.cancel_requested.connect(self._on_cancel)
            card.use_requested.connect(self._on_use)
            card.remedy_requested.connect(self.remedy_chosen)

    def _show_recommended(self) -> None:
        model = self._presenters.library.recommended
        if model and self._presenters.downloads.find(model.tag):
            model = None  # on its way: the card in the sidebar says how far
        library = self._presenters.library
        computer = computer_line(library.hardware, library.disk_free_bytes) if library.hardware else ""
        self._window.empty_state.set_recommended(model.tag if model else "", model.size_bytes if model else 0, computer)

    def _on_get_recommended(self) -> None:
        if model := self._presenters.library.recommended:
            self._presenters.downloads.get(model.tag)

    def _on_finished(self, tag: str) -> None:
        text = self.tr("{model} is ready.").replace("{model}", display_name(tag))
        if self._presenters.settings.current.notify and not self._is_in_front():
            self._notice.tell(text)
        if self._presenters.models.current in ("", normal_tag(tag)):
            self._window.toast.show_text(text)
        else:
            self._window.toast.show_offer(text, self.tr("Use it now"), lambda: self._on_use(tag))

    def _is_in_front(self) -> bool:
        return QApplication.activeWindow() is not None and not self._window.isMinimized()

    def _on_use(self, tag: str) -> None:
        self._presenters.models.choose(tag)
        self._presenters.downloads.dismiss(tag)

    def _on_cancel(self, tag: str) -> None:
        self._presenters.downloads.cancel(tag)


class ModelsPageWiring(QObject):
    """Lives as long as the dialog."""

    def __init__(self, dialog: SettingsDialog, presenters: Presenters) -> None:
        super().__init__(dialog)
        presenters.models.models_changed.connect(lambda *_: dialog.models.set_known(presenters.models.is_known))
        dialog.models.set_known(presenters.models.is_known)
        self._dialog = dialog
        self._page = page = dialog.models
        self._presenters = presenters
        downloads = presenters.downloads
        page.installed.use_requested.connect(presenters.models.choose)
        page.installed.free_requested.connect(lambda _: presenters.performance.free())
        page.installed.why_requested.connect(self._on_why_here)
        page.installed.set_order(presenters.settings.current.models_order)
        page.installed.order_chosen.connect(lambda order: presenters.settings.edit("models_order", order))
        page.downloads.pause_requested.connect(downloads.pause)
        page.downloads.resume_requested.connect(downloads.resume)
        page.downloads.start_now_requested.connect(downloads.start_now)
        page.downloads.move_requested.connect(downloads.move)
        page.downloads.cancel_requested.connect(downloads.cancel)
        page.downloads.use_requested.connect(self._on_use)
        page.cards.get_requested.connect(downloads.get)
        page.cards.use_requested.connect(presenters.models.choose)
        page.cards.why_requested.connect(self._on_why)
        by_name, field = presenters.by_name, page.add_by_name
        field.look_up_requested.connect(by_name.look_up)
        field.changed.connect(by_name.forget)
        field.download_requested.connect(self._on_name)
        by_name.looking.connect(field.set_looking)
        by_name.found.connect(field.set_found)
        by_name.failed.connect(self._on_no_name)
        files = presenters.files
        self._is_import_told = False
        page.import_row.file_chosen.connect(lambda path: files.offer(Path(path)))
        page.import_row.cancelled.connect(files.cancel)
        files.ended.connect(self._on_import_ended)
        files.progress_changed.connect(self._on_progress)
        files.done.connect(self._on_imported)
        files.failed.connect(self._on_import_failed)
        downloads.rows_changed.connect(self._show_downloads)
        presenters.models.models_changed.connect(lambda _, current: page.downloads.set_current(current))
        presenters.library.changed.connect(self._show_library)
        self._show_downloads(downloads.rows)
        self._show_library()

    def _show_downloads(self, rows: tuple[Download, ...]) -> None:
        self._page.set_downloads(rows)
        self._page.downloads.set_current(self._presenters.models.current)

    def _show_library(self) -> None:
        library = self._presenters.library
        recommended = library.recommended
        self._page.cards.set_entries(library.entries, recommended.tag if recommended else "")
        self._page.set_facts(self._facts, library.disk_free_bytes)

    def _facts(self, tag: str) -> tuple[Verdict | None, ModelUsage, str]:
        library = self._presenters.library
        entry = library.entry(tag)
        line = "" if tag == TOUR_TAG else good_at(entry.model.good_at) if entry else where_from(tag)
        return library.verdict(tag), library.usage(tag), line

    def _on_use(self, tag: str) -> None:
        self._presenters.models.choose(tag)
        self._presenters.downloads.dismiss(tag)

    def _on_why_here(self, tag: str) -> None:
        if self._presenters.library.entry(tag) is not None:
            self._on_why(tag)
        else:
            dialog = about_dialog(self._dialog, about_other(tag, self._presenters.library.verdict(tag)))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _on_why(self, tag: str) -> None:
        library, downloads = self._presenters.library, self._presenters.downloads
        entry = library.entry(tag)
        if entry is None:
            return
        row = downloads.find(tag)
        is_coming = row is not None and row.state is not DownloadState.DONE
        fitting = library.smaller_that_fit(tag)
        question = why_question(self._dialog, entry, fitting, engine=library.engine_version, is_coming=is_coming)
        question.finished.connect(question.deleteLater)
        question.accepted.connect(lambda: self._go_on(entry))
        question.open()

    def _go_on(self, entry: LibraryEntry) -> None:
        if entry.lacks_engine:
            self._page.downloads.remedy_requested.emit(Remedy.INSTALL_ENGINE)
        else:
            self._presenters.downloads.get(entry.model.tag)

    def _on_progress(self, progress: ImportProgress) -> None:
        self._page.import_row.set_progress(progress.done_bytes / max(1, progress.total_bytes))

    def _on_imported(self, tag: str) -> None:
        self._page.import_row.set_result(self.tr("{model} is ready.").replace("{model}", display_name(tag)))
        self._is_import_told = True

    def _on_import_failed(self, error: AppError) -> None:
        words = explain(error)
        self._page.import_row.set_result(f"{words.title} {words.cause}")
        self._is_import_told = True

    def _on_import_ended(self) -> None:
        if not self._is_import_told:
            self._page.import_row.set_result("")
        self._is_import_told = False

    def _on_no_name(self, text: str, error: AppError) -> None:
        words = explain(error, text)
        # Nothing is being downloaded that could go on by itself.
        cause = self.tr("The name can't be looked up now.") if isinstance(error, NoInternet) else words.cause
        self._page.add_by_name.set_problem(text, f"{words.title} {cause}")

    def _on_name(self, tag: str) -> None:
        self._presenters.downloads.get(tag)
        words = self.tr("{model} is in the list above.").replace("{model}", display_name(tag))
        self._page.add_by_name.set_done(words)
