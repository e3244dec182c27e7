"""Why chats are not kept, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain import errors as e
from app.presenters.remedy import Remedy, Words

translate = QCoreApplication.translate


def store_words(error: e.StoreError) -> Words:
    """Title, cause and ways out."""
    match error:
        case e.DiskFull():
            return (
                translate("explain", "Your chats can't be saved."),
                translate("explain", "The disk is full. What you see is kept until you close Baleen."),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.ReadOnly():
            return (
                translate("explain", "Chats can't be saved here."),
                translate("explain", "The folder can't be written to. You can read and copy."),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.Damaged(restored=True):
            return (
                translate("explain", "Your chats were repaired."),
                translate("explain", "They were restored from a copy. The damaged file was kept as {name}.").format(
                    name=error.set_aside
                ),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.Damaged():
            return (
                translate("explain", "Your chats could not be read."),
                translate("explain", "The damaged file was kept as {name}. New chats are saved in a new file.").format(
                    name=error.set_aside
                ),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.NotAnExport():
            return (
                translate("explain", "This file holds no chats of Baleen, or it is damaged."),
                translate("explain", "Nothing was changed. Choose a file that Baleen has exported."),
            )
        case e.NewerSchema():
            return (
                translate("explain", "Your chats were written by a newer Baleen."),
                translate("explain", "They are untouched. Update Baleen to read them; until then nothing is saved."),
                Remedy.OPEN_DATA_FOLDER,
            )
        case e.Locked():
            return (
                translate("explain", "Another program holds your chats."),
                translate("explain", "Close it and start Baleen again. Nothing is lost."),
                Remedy.OPEN_DATA_FOLDER,
            )
        case _:
            return (
                translate("explain", "Your chats could not be saved."),
                translate("explain", "This is a fault of Baleen."),
                Remedy.OPEN_DATA_FOLDER,
            )
