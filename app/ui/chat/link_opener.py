"""Opens links of answers in the browser: after a question that shows where they really lead."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.render.links import Link, LinkWarning, check
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.theme import theme
from app.ui.tokens import FontRole

_SHOWN_ADDRESS_CHARS = 300


class LinkOpener(QObject):
    """The one way out of an answer. Asks once for each site, and each time for a link that looks deceiving."""

    def __init__(self, window: QWidget, open_url: Callable[[QUrl], object] = QDesktopServices.openUrl) -> None:
        super().__init__(window)
        self._window = window
        self._open_url = open_url
        self._agreed: set[str] = set()

    def open(self, address: str) -> None:
        """Open a link or ask about it; does nothing with an address that must not be opened."""
        link = check(address)
        if link is None:
            return
        if link.host in self._agreed and not link.warnings:
            self._go(link)
            return
        dialog = LinkDialog(self._window, link)
        dialog.accepted.connect(lambda: self._agree(link))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _agree(self, link: Link) -> None:
        if not link.warnings:
            self._agreed.add(link.host)
        self._go(link)

    def _go(self, link: Link) -> None:
        self._open_url(QUrl(link.url))


class LinkDialog(QDialog):
    """Where a link leads, what is odd about it, and Open, Copy link, Cancel."""

    def __init__(self, parent: QWidget, link: Link) -> None:
        super().__init__(parent)
        self._link = link
        self.setAccessibleIdentifier("link")
        question = self.tr("Write to {address}?") if link.is_mail else self.tr("Open {host} in your browser?")
        title = question.format(address=link.host, host=link.host)
        self.setWindowTitle(title)
        heading = WrappedLabel(FontRole.HEADING)
        heading.setText(title)
        address = WrappedLabel(FontRole.UI, "text2")
        address.setText(_breakable(_shortened(link.url)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addWidget(address)
        for warning in sorted(link.warnings, key=lambda warning: warning.value):
            label = WrappedLabel(FontRole.UI, "warning")
            label.setText(_sentence(warning))
            layout.addWidget(label)
        layout.addSpacing(12)
        layout.addWidget(self._buttons())
        self.setMinimumWidth(theme().scaled(420))

    def _buttons(self) -> QDialogButtonBox:
        go = Button(Kind.PLAIN if self._link.warnings else Kind.PRIMARY, "link.open")
        go.setText(self.tr("Open"))
        copy = Button(Kind.PLAIN, "link.copy")
        copy.setText(self.tr("Copy link"))
        cancel = Button(Kind.PLAIN, "link.cancel")
        cancel.setText(self.tr("Cancel"))
        buttons = QDialogButtonBox()
        buttons.addButton(go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        copy.clicked.connect(self._copy)
        default = cancel if self._link.warnings else go
        default.setDefault(True)
        default.setFocus()
        return buttons

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._link.url)
        self.reject()


def _shortened(url: str) -> str:
    return url if len(url) <= _SHOWN_ADDRESS_CHARS else url[:_SHOWN_ADDRESS_CHARS] + "…"


def _breakable(url: str) -> str:
    """With places where a label may break the line; an address has no spaces."""
    return "\u200b".join(url[start : start + 8] for start in range(0, len(url), 8))


def _sentence(warning: LinkWarning) -> str:
    translate = QCoreApplication.translate
    match warning:
        case LinkWarning.USER_INFO:
            return translate("LinkDialog", "The beginning of this link is made to look like another site.")
        case LinkWarning.IP_HOST:
            return translate("LinkDialog", "This link leads to a number instead of a named site.")
        case LinkWarning.LOOKALIKE_HOST:
            return translate("LinkDialog", "The name of this site has letters that can look like others.")
        case LinkWarning.LONG_QUERY:
            return translate("LinkDialog", "This link carries a long hidden text.")
        case LinkWarning.HIDDEN_CHARACTERS:
            return translate("LinkDialog", "This link had invisible characters in it. They were removed.")
        case LinkWarning.PORT:
            return translate("LinkDialog", "This link leads to an unusual place on that site.")
