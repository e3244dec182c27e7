"""Settings > Privacy: all chats at once. Whatever is told stands in the dialog too, for that lies over the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from app.domain.chat import ChatId
from app.domain.errors import AppError, DiskFull, NewerSchema, NotAnExport, ReadOnly
from app.services.chat_keeping import BroughtIn
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters


class OldChatsWiring(QObject):
    """Tells in the window that old chats went by themselves. Lives as long as the window."""

    def __init__(self, window: BaleenWindow, presenters: Presenters) -> None:
        super().__init__(window)
        self._window = window
        self._keeping = presenters.keeping
        self._keeping.old_deleted.connect(self._on_old_deleted)

    def _on_old_deleted(self, chat_ids: tuple[ChatId, ...]) -> None:
        self._window.toast.show_text(
            self.tr("%n old chat(s) were deleted.", "", len(chat_ids)),
            lambda: self._keeping.bring_back(chat_ids),
        )


class YourChatsWiring(QObject):
    """Lives as long as the dialog."""

    def __init__(self, dialog: SettingsDialog, window: BaleenWindow, presenters: Presenters) -> None:
        super().__init__(dialog)
        self._box = box = dialog.privacy.chats
        self._window = window
        self._keeping = keeping = presenters.keeping
        self._is_backup = False
        """What is being read in is a backup of ours, not a file that the person chose."""
        self._deleted: tuple[ChatId, ...] = ()
        box.keep.count_requested.connect(keeping.count)
        box.keep.chosen.connect(keeping.keep_for)
        box.import_requested.connect(lambda name: self._bring_in(Path(name), is_backup=False))
        box.backups_requested.connect(keeping.look_for_backups)
        box.restore_requested.connect(lambda path: self._bring_in(path, is_backup=True))
        box.delete_requested.connect(keeping.delete_all)
        box.undo_requested.connect(lambda: keeping.bring_back(self._deleted))
        keeping.counted.connect(box.keep.ask)
        keeping.backups_found.connect(box.show_backups)
        keeping.brought_in.connect(self._on_brought_in)
        keeping.not_brought_in.connect(self._on_not_brought_in)
        keeping.all_deleted.connect(self._on_all_deleted)
        keeping.came_back.connect(self._on_came_back)
        keeping.failed.connect(self._on_failed)

    def _bring_in(self, path: Path, *, is_backup: bool) -> None:
        self._is_backup = is_backup
        self._keeping.bring_in(path)

    def _on_brought_in(self, result: BroughtIn) -> None:
        if result.added:
            text = self.tr("%n chat(s) were added.", "", result.added)
        elif result.known:
            text = self.tr("Nothing was added: all of its chats are here already.")
        else:
            text = self.tr("Nothing was added: there is no chat in it.")
        self._box.set_import_result(text, is_backup=self._is_backup)
        self._window.toast.show_text(text)

    def _on_not_brought_in(self, error: AppError) -> None:
        match error:
            case NotAnExport():
                text = self.tr("This file holds no chats of Baleen, or it is damaged. Nothing was changed.")
            case NewerSchema():
                text = self.tr("This file was written by a newer Baleen. Update Baleen to read it.")
            case DiskFull():
                text = self.tr("No chats were added: the disk is full.")
            case ReadOnly():
                text = self.tr("No chats were added: the file can't be read, or chats can't be saved here.")
            case _:
                text = self.tr("No chats were added.")
        self._box.set_import_result(text, is_backup=self._is_backup)

    def _on_all_deleted(self, chat_ids: tuple[ChatId, ...]) -> None:
        self._deleted = chat_ids
        if not chat_ids:
            self._box.set_delete_result(self.tr("There is no chat."), can_undo=False)
            return
        text = self.tr("%n chat(s) were deleted.", "", len(chat_ids))
        self._box.set_delete_result(text, can_undo=True)
        self._window.toast.show_text(text, lambda: self._keeping.bring_back(chat_ids))

    def _on_came_back(self) -> None:
        self._deleted = ()
        self._box.set_delete_result("", can_undo=False)

    def _on_failed(self, error: AppError) -> None:
        can_undo = bool(self._deleted)  # what was deleted before can still be taken back, or again if that failed
        match error:
            case DiskFull() if not can_undo:
                text = self.tr("No chat was deleted: the disk is full, so that no backup could be made.")
            case ReadOnly() if not can_undo:
                text = self.tr("No chat was deleted: the folder with your chats can't be written to.")
            case _:
                text = self.tr("That could not be done with all chats.")
        self._box.set_delete_result(text, can_undo=can_undo)
