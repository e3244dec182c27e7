"""Selecting and copying text in the transcript, by mouse and keyboard, and its context menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent, QKeySequence

from app.domain.chat import Role
from app.presenters.actions import MessageAction
from app.ui.chat.caret_keys import CaretKeys
from app.ui.chat.column import Place
from app.ui.chat.parts import WidgetPart
from app.ui.chat.rich_copy import copy_rich
from app.ui.chat.selection import END, Selection, Spot, copied_text
from app.ui.chat.table_part import TablePart
from app.ui.controls.menu import Menu

if TYPE_CHECKING:
    from app.ui.chat.transcript_view import TranscriptView


class Selecting:
    """Keeps the selection of one transcript."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self.selection = Selection()
        self._keys = CaretKeys(view, self.selection)

    def clear(self) -> None:
        """Select nothing."""
        if not self.selection.is_empty:
            self._view.repaint_text()
        self.selection.clear()

    # -- places ----------------------------------------------------------------------------------------------------

    def spot_at(self, point: QPoint) -> Spot | None:
        """The place in the text nearest to a point of the viewport."""
        places = [place for place in self._view.visible_places if _is_text(place)]
        if not places:
            return None
        place = min(places, key=lambda place: self._distance(place, point.y()))
        local = QPointF(point - self._view.origin_of(place))
        if local.y() < 0:
            position = 0
        elif local.y() > place.part.height:
            position = END
        else:
            position = place.part.position_at(local.x(), local.y())
        return Spot(place.entry_index, place.part_index, position)

    def _distance(self, place: Place, y: int) -> int:
        top = self._view.origin_of(place).y()
        return max(top - y, y - top - place.part.height, 0)

    def part_text(self, spot: Spot) -> str:
        """The text of the part of a spot, as it is shown."""
        return self._view.column.entries[spot.entry].parts[spot.part].text()

    def select_all(self) -> None:
        """All messages."""
        last = len(self._view.column.entries) - 1
        if last >= 0:
            self.selection.start(Spot(0, 0, 0))
            self.selection.extend(Spot(last, END, END))
            self._view.repaint_text()

    # -- clipboard -------------------------------------------------------------------------------------------------

    def text(self, *, as_markdown: bool = False) -> str:
        """The selected text."""
        return copied_text(self._view.column, self.selection, as_markdown=as_markdown)

    def copy(self, *, as_markdown: bool = False) -> bool:
        """Put the selection on the clipboard; False if there is none. Other programs may take it with its looks."""
        if self.selection.is_empty:
            return False
        markdown = self.text(as_markdown=True)
        if as_markdown:
            QGuiApplication.clipboard().setText(markdown)
        else:
            copy_rich(self.text(), markdown)
        return True

    def offer(self) -> None:
        """On X11 what is selected can be pasted with the middle button."""
        clipboard = QGuiApplication.clipboard()
        if clipboard.supportsSelection() and not self.selection.is_empty:
            clipboard.setText(self.text(), QClipboard.Mode.Selection)

    # -- keyboard --------------------------------------------------------------------------------------------------

    def take_key(self, event: QKeyEvent) -> bool:
        """Copy, select all, extend the selection, or drop it."""
        if event.matches(QKeySequence.StandardKey.Copy):
            return self.copy()
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
            return True
        if event.key() == Qt.Key.Key_Escape and not self.selection.is_empty:
            self.clear()
            return True
        return self._keys.take(event)

    # -- menu ------------------------------------------------------------------------------------------------------

    def open_menu(self, point: QPoint, link: str) -> None:
        """The context menu at a point of the viewport."""
        view = self._view
        menu = Menu(view)
        if link:
            menu.add(view.tr("Copy link")).clicked.connect(lambda: QGuiApplication.clipboard().setText(link))
        if not self.selection.is_empty:
            menu.add(view.tr("Copy")).clicked.connect(lambda: self.copy())
            menu.add(view.tr("Copy as Markdown")).clicked.connect(lambda: self.copy(as_markdown=True))
        place = view.place_at(point)
        if place is not None:
            self._add_for_place(menu, place)
        menu.add_separator()
        menu.add(view.tr("Select all")).clicked.connect(self.select_all)
        menu.open_at(view.viewport().mapTo(view, point))

    def _add_for_place(self, menu: Menu, place: Place) -> None:
        view = self._view
        if isinstance(place.part, TablePart):
            menu.add(view.tr("Copy as table")).clicked.connect(lambda: self._copy_table(place))
        menu.add_separator()
        message = place.entry.message
        actions = [(view.tr("Copy message"), MessageAction.COPY)]
        if message.role is Role.USER:
            actions.append((view.tr("Edit"), MessageAction.EDIT))
        elif not place.entry.is_streaming:
            actions.append((view.tr("Answer again"), MessageAction.AGAIN))
            actions.append((view.tr("Branch into new chat"), MessageAction.BRANCH))
        actions.append((view.tr("Delete from here"), MessageAction.DELETE_FROM))
        for words, action in actions:
            menu.add(words).clicked.connect(
                lambda _checked=False, chosen=action: view.action_requested.emit(message.id, chosen)
            )

    def _copy_table(self, place: Place) -> None:
        """The whole table, its chunks included, with tabs between the cells."""
        parts = place.entry.parts
        first = last = place.part_index
        while isinstance(parts[first], TablePart) and parts[first].block.goes_on and first > 0:  # type: ignore[attr-defined]
            first -= 1
        while last + 1 < len(parts) and (following := parts[last + 1]) and isinstance(following, TablePart):
            if not following.block.goes_on:
                break
            last += 1
        table = Selection()
        table.start(Spot(place.entry_index, first, 0))
        table.extend(Spot(place.entry_index, last, END))
        QGuiApplication.clipboard().setText(copied_text(self._view.column, table, as_markdown=False))


def _is_text(place: Place) -> bool:
    return not isinstance(place.part, WidgetPart) and place.part_index in range(
        *place.entry.content.indices(len(place.entry.parts))
    )
