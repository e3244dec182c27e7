"""Places real widgets over the painted column, only where something is visible, and reuses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.chat.code_part import CodePart
from app.ui.chat.code_toolbar import CodeToolbar, UnfoldButton
from app.ui.chat.column import Place
from app.ui.chat.entry import Entry
from app.ui.chat.error_card import ErrorCard
from app.ui.chat.furniture import Furniture, MoreRow, NoteRow, StateRow, WaitingRow
from app.ui.chat.memory_row import MemoryRow
from app.ui.chat.message_footer import MessageFooter
from app.ui.chat.model_row import ModelRow
from app.ui.chat.newest_button import GAP, NewestButton
from app.ui.chat.parts import WidgetPart
from app.ui.chat.thinking_fold import ThinkingRow, ThoughtBox

if TYPE_CHECKING:
    from app.ui.chat.transcript_view import TranscriptView

_KINDS: dict[str, type[Furniture]] = {
    "memory": MemoryRow,
    "model": ModelRow,
    "note": NoteRow,
    "thinking": ThinkingRow,
    "thought": ThoughtBox,
    "more": MoreRow,
    "waiting": WaitingRow,
    "state": StateRow,
    "error": ErrorCard,
    "footer": MessageFooter,
}


class FurniturePool:
    """The widgets of the visible part of the transcript. A widget that left the view serves the next one."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self._placed: dict[WidgetPart, Furniture] = {}
        self._free: dict[str, list[Furniture]] = {}
        self._toolbars: dict[CodePart, CodeToolbar] = {}
        self._free_toolbars: list[CodeToolbar] = []
        self._unfolds: dict[CodePart, UnfoldButton] = {}
        self._newest: NewestButton | None = None
        self._is_stale = True
        self._read: Entry | None = None

    @property
    def is_stale(self) -> bool:
        """Whether the widgets have to be placed although no place has moved."""
        return self._is_stale or self._view.reading.entry is not self._read

    def mark_stale(self) -> None:
        """The widgets want other sizes, or others of them are to be seen."""
        self._is_stale = True

    def widgets_of(self, entry: Entry) -> list[Furniture]:
        """The widgets that belong to a message now, from above."""
        return [self._placed[part] for part in entry.frame_parts if part in self._placed]

    def controls_of(self, entry: Entry) -> list[QWidget]:
        """The same with those over its code."""
        code = [part for part in entry.parts if isinstance(part, CodePart)]
        over_code = [found for part in code for found in (self._toolbars.get(part), self._unfolds.get(part)) if found]
        return [*self.widgets_of(entry), *over_code]

    def measure(self, entry: Entry, part: WidgetPart, width: int) -> int:
        """The height of a widget in a column of `width`."""
        self._is_stale = True
        widget = self._widget_for(entry, part)
        widget.bind(entry)
        return widget.wanted_height(width)

    def refresh(self, entry: Entry) -> None:
        """The message changed: its visible widgets say so."""
        self._is_stale = True
        for part in entry.frame_parts:
            widget = self._placed.get(part)
            if widget is not None:
                widget.refresh()
                if part.key == "thought":
                    part.laid_out_width = -1

    def _widget_for(self, entry: Entry, part: WidgetPart) -> Furniture:
        widget = self._placed.get(part)
        if widget is None:
            free = self._free.get(part.key)
            widget = free.pop() if free else self._made(part.key)
            widget.bind(entry)
            self._placed[part] = widget
        return widget

    def _made(self, key: str) -> Furniture:
        widget = _KINDS[key](self._view.viewport())
        widget.hide()
        widget.action_requested.connect(self._view.action_requested)
        widget.remedy_requested.connect(self._view.remedy_requested)
        widget.fold_requested.connect(self._view.folding.toggle_thinking)
        widget.text_fold_requested.connect(self._view.folding.toggle_text)
        widget.resized.connect(self._view.remeasure)
        return widget

    def place(self, places: list[Place], top: int, column: QRect) -> None:
        """Put the widgets of the visible places where they belong and take the others away."""
        self._is_stale = False
        self._read = self._view.reading.entry
        wanted: dict[WidgetPart, Place] = {}
        code: dict[CodePart, Place] = {}
        for place in places:
            if isinstance(place.part, WidgetPart):
                wanted[place.part] = place
            elif isinstance(place.part, CodePart):
                code[place.part] = place
        for part in [part for part in self._placed if part not in wanted]:
            self._release(part)
        for part, place in wanted.items():
            if part.laid_out_width != column.width():
                continue
            widget = self._widget_for(place.entry, part)
            height = max(part.height, widget.minimumSizeHint().height()) if part.key == "footer" else part.height
            rect = QRect(column.x(), place.y - top, column.width(), height)
            if widget.geometry() != rect:
                widget.setGeometry(rect)
            self._show(widget, self._view.is_footer_shown(place.entry) or part.key != "footer")
        self._place_toolbars(code, top, column)

    def _show(self, widget: QWidget, is_shown: bool) -> None:
        if widget.isHidden() is is_shown:
            widget.setVisible(is_shown)

    def _place_toolbars(self, code: dict[CodePart, Place], top: int, column: QRect) -> None:
        style = self._view.style_in_use
        for part in [part for part in self._toolbars if part not in code]:
            unseen = self._toolbars.pop(part)
            self._leave(unseen)
            self._free_toolbars.append(unseen)
        for part in [part for part in self._unfolds if part not in code or not part.is_folded]:
            button = self._unfolds.pop(part)
            self._leave(button)
            button.deleteLater()
        for part, place in code.items():
            toolbar: CodeToolbar | None = self._toolbars.get(part)
            if toolbar is None:
                toolbar = self._free_toolbars.pop() if self._free_toolbars else CodeToolbar(self._view.viewport())
                self._toolbars[part] = toolbar
            toolbar.bind(part)
            header = part.header_rect(style, column.width()).translated(column.x(), place.y - top)
            size = toolbar.size()
            y = round(header.center().y() - size.height() / 2 + 3)
            x = round(header.right()) - size.width() - style.px(14)
            if toolbar.x() != x or toolbar.y() != y:
                toolbar.move(x, y)
            self._show(toolbar, True)
            if part.is_folded:
                self._place_unfold(part, place, top, column)

    def _place_unfold(self, part: CodePart, place: Place, top: int, column: QRect) -> None:
        button = self._unfolds.get(part)
        if button is None:
            button = self._unfolds[part] = UnfoldButton(self._view.viewport())
            button.unfold_requested.connect(self._view.folding.unfold)
        button.bind(part)
        size = button.sizeHint()
        bottom = place.y - top + part.height
        style = self._view.style_in_use
        left = round(part.header_rect(style, column.width()).x()) + column.x() + style.px(11)
        button.setGeometry(QRect(left, bottom - size.height() - 6, size.width(), size.height()))
        self._show(button, True)

    def _release(self, part: WidgetPart) -> None:
        widget = self._placed.pop(part)
        self._leave(widget)
        self._free.setdefault(part.key, []).append(widget)

    def _leave(self, widget: QWidget) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and (focus is widget or widget.isAncestorOf(focus)):
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        widget.hide()

    def release_all(self) -> None:
        """Other messages come: every widget is free."""
        self._is_stale = True
        for part in list(self._placed):
            self._release(part)
        self._place_toolbars({}, 0, QRect())

    def tell_news(self) -> None:
        """Text came that the reader does not see."""
        if self._newest is not None:
            self._newest.set_news(True)

    def show_newest_button(self, is_shown: bool) -> None:
        """The round button that goes to the end."""
        if self._newest is None:
            if not is_shown:
                return
            self._newest = NewestButton(self._view)
            self._newest.clicked.connect(self._view.scroll_to_end)
        self._newest.setVisible(is_shown)
        if not is_shown:
            self._newest.set_news(False)
        if is_shown:
            size = self._newest.sizeHint()
            column = self._view.column_rect
            x = column.center().x() - size.width() // 2
            self._newest.setGeometry(x, self._view.height() - size.height() - GAP, size.width(), size.height())
            self._newest.raise_()
