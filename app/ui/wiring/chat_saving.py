"""Export as… in the menu of the open chat: what is on screen as a file of Markdown."""

from __future__ import annotations

import re

from PySide6.QtCore import QIODevice, QObject, QSaveFile, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from app.domain.chat import Message, Role
from app.domain.models import display_name
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.shown_messages import ShownMessages

_NOTICE = "chat_export"
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_LONGEST_NAME = 80


class ChatSaving(QObject):
    """Asks where, and writes the file whole or not at all. Thinking stays out of it."""

    def __init__(self, window: BaleenWindow, messages: ShownMessages) -> None:
        super().__init__(window)
        self._window = window
        self._messages = messages
        self._dialog: QFileDialog | None = None
        window.header.export_requested.connect(self._on_export)

    def _on_export(self, title: str) -> None:
        self._window.notices.remove(_NOTICE)
        # What is shown now: another chat may be open when the place is chosen.
        content = self.markdown(title)
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = _NOT_IN_NAMES.sub(" ", title)[:_LONGEST_NAME].strip(" .") or "chat"
        dialog = self._dialog = QFileDialog(self._window, self.tr("Export this chat"), folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{name}.md")
        dialog.setDefaultSuffix("md")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.write(path, content))
        dialog.open()

    def markdown(self, title: str) -> str:
        """The messages on screen under the title, each below the name of who wrote it."""
        shown = [message for message in reversed(list(self._messages.newest_first())) if message.text.strip()]
        pieces = [f"# {title}"] if title else []
        for message in shown:
            pieces += [f"## {self._author(message)}", message.text.strip("\n")]
        return "\n\n".join(pieces) + "\n"

    def write(self, path: str, content: str) -> None:
        """Write the file and say so, or say that it could not be written."""
        file = QSaveFile(path)
        data = content.encode()
        if file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(data) == len(data) and file.commit():
            name = path.replace("\\", "/").rpartition("/")[2]
            self._window.toast.show_text(self.tr("The chat was written to {file}.").format(file=name))
            return
        file.cancelWriting()
        text = self.tr("The chat was not exported: the file can't be written there. Choose another place.")
        self._window.notices.show_notice(_NOTICE, text)

    def _author(self, message: Message) -> str:
        if message.role is Role.USER:
            return self.tr("You")
        return display_name(message.model) if message.model else self.tr("Answer")
