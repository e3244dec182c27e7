"""The list of pages for screen readers: tabs, of which one is selected. Qt would call each of them a check box.

See `ui.chat.accessible` for what an interface made in Python must not have, and for who holds it.
"""

from __future__ import annotations

import atexit

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import isValid

from app.ui.settings.page_button import PageButton


class PageTab(QAccessibleWidget):
    """One page in the list. Pressing turns to it."""

    def __init__(self, button: PageButton) -> None:
        super().__init__(button, QAccessible.Role.PageTab, button.text())
        self._button = button

    def text(self, t: QAccessible.Text) -> str:
        if t is QAccessible.Text.Name and isValid(self._button):
            return self._button.text()
        return super().text(t)

    def state(self) -> QAccessible.State:
        state = super().state()
        if isValid(self._button):
            state.selectable = True
            state.selected = self._button.isChecked()
        return state

    def actionNames(self) -> list[str]:
        return [self.pressAction(), self.setFocusAction()]

    def doAction(self, actionName: str) -> None:
        if isValid(self._button):
            if actionName == self.pressAction():
                self._button.setChecked(True)
            else:
                super().doAction(actionName)


_tabs: list[PageTab] = []
"""Strong references; one is let go only when Qt's cache has deleted it."""
_is_installed = False


def _factory(class_name: str, owner: QObject) -> QAccessibleInterface | None:
    if not isinstance(owner, PageButton):
        return None
    _tabs[:] = [tab for tab in _tabs if isValid(tab)]
    made = PageTab(owner)
    _tabs.append(made)
    return made


def _end() -> None:
    for tab in _tabs:
        if isValid(tab):
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(tab))
    _tabs.clear()


def install() -> None:
    """Make lists of pages accessible from now on; once per process is enough."""
    global _is_installed
    if not _is_installed:
        _is_installed = True
        QAccessible.installFactory(_factory)
        atexit.register(_end)
