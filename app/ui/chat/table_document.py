"""The table of a document: its look, and how wide its columns want to be and are."""

from __future__ import annotations

import re

from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCell,
)

from app.ui.chat.style import ChatStyle

_WIDEST_CELL = 340
_CELL_PADDING = 10
_ROUNDED = 1.02
_NORMAL = 500
_OBJECT = "\ufffc"


def style_table(document: QTextDocument, style: ChatStyle, goes_on: bool) -> bool:
    """Give the table of a document its look; False where there is none. One that goes on has its header taken away."""
    table = _table_of(document)
    if table is None:
        return False
    if goes_on:
        table.removeRows(0, 1)
    _split_cells(table)
    table_format = table.format()
    table_format.setBorder(1)
    table_format.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    table_format.setBorderBrush(style.border)
    table_format.setBorderCollapse(True)
    table_format.setCellPadding(_CELL_PADDING)
    table_format.setCellSpacing(0)
    table_format.setMargin(0)
    table.setFormat(table_format)
    if not goes_on:
        _style_header(table, style)
    _hide_outer_blocks(document)
    return True


def _split_cells(table: QTextTable) -> None:
    """The parser stretches the only cell of a short row over all columns."""
    for row in range(table.rows()):
        if table.cellAt(row, 0).columnSpan() > 1:
            table.splitCell(row, 0, 1, 1)


def _style_header(table: QTextTable, style: ChatStyle) -> None:
    char_format = QTextCharFormat()
    char_format.setFontWeight(600)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        cell_format = cell.format()
        cell_format.setBackground(style.raised)
        cell.setFormat(cell_format)
        cursor = cell.firstCursorPosition()
        cursor.setPosition(cell.lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(char_format)


def _hide_outer_blocks(document: QTextDocument) -> None:
    """A document cannot begin or end with a table: the empty lines around it get no height."""
    flat = QTextBlockFormat()
    flat.setLineHeight(0, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    flat.setTopMargin(0)
    flat.setBottomMargin(0)
    tiny = QTextCharFormat()
    tiny.setFontPointSize(1)
    for block in (document.begin(), document.lastBlock()):
        if not block.text() and QTextCursor(block).currentTable() is None:
            cursor = QTextCursor(block)
            cursor.setBlockFormat(flat)
            cursor.setBlockCharFormat(tiny)


def natural_columns(document: QTextDocument, style: ChatStyle) -> list[tuple[int, int]]:
    """For each column of a table its narrowest (longest word) and its natural width, without padding."""
    table = _table_of(document)
    if table is None:
        return []
    widths: list[tuple[int, int]] = []
    for column in range(table.columns()):
        narrowest = natural = 24.0
        for row in range(table.rows()):
            cell = table.cellAt(row, column)
            cursor = cell.firstCursorPosition()
            cursor.setPosition(cell.lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor)
            look = cursor.charFormat()
            metrics = style.strong_metrics if row == 0 or look.fontWeight() > _NORMAL else style.body_metrics
            measure = (style.mono_metrics if look.fontFixedPitch() else metrics).horizontalAdvance
            text = cursor.selectedText()
            if _OBJECT in text:
                drawings = _drawings(cell)
                narrowest = max(narrowest, *drawings)
                natural = max(natural, sum(drawings) + measure(text) * _ROUNDED)
            for line in re.split("[\u2028\u2029]", text):
                natural = max(natural, measure(line) * _ROUNDED)
                if len(line) * 4 > narrowest:
                    narrowest = max(narrowest, *(measure(word) * _ROUNDED for word in line.split() or [""]))
        widths.append((min(round(narrowest) + 4, _WIDEST_CELL), round(natural) + 4))
    return widths


def _drawings(cell: QTextTableCell) -> list[float]:
    """How wide the formulas of a cell are."""
    widths = [0.0]
    block = cell.firstCursorPosition().block()
    last = cell.lastCursorPosition().block().blockNumber()
    while block.isValid() and block.blockNumber() <= last:
        fragments = block.begin()
        while not fragments.atEnd():
            look = fragments.fragment().charFormat()
            if look.isImageFormat():
                widths.append(look.toImageFormat().width())
            fragments += 1
        block = block.next()
    return widths


def fitted_columns(natural: list[tuple[int, int]], available: int) -> list[int]:
    """Widths of the columns: natural where there is room, never narrower than the longest word."""
    extra = len(natural) * (2 * _CELL_PADDING + 1) + 2
    room = available - extra
    least = sum(width for width, _ in natural)
    if least >= room:
        return [max(narrow, min(width, 200)) for narrow, width in natural]
    widths = [0] * len(natural)
    waiting = sorted(range(len(natural)), key=lambda column: natural[column][1])
    while waiting:
        # The narrow ones first: what they do not need of their share is for the wide ones.
        column = waiting.pop(0)
        narrow, width = natural[column]
        others = sum(natural[other][0] for other in waiting)
        share = room // (len(waiting) + 1)
        widths[column] = min(width, max(narrow, min(share, room - others)))
        room -= widths[column]
    return widths


def set_columns(document: QTextDocument, columns: list[int]) -> int:
    """Fix the columns of a table; returns the width of the whole."""
    table = _table_of(document)
    if table is None:
        return 0
    lengths = [
        QTextLength(QTextLength.Type.FixedLength, width + 2 * _CELL_PADDING) for width in columns[: table.columns()]
    ]
    table_format = table.format()
    table_format.setColumnWidthConstraints(lengths)
    table.setFormat(table_format)
    return sum(columns) + len(columns) * (2 * _CELL_PADDING + 1) + 2


def column_edges(document: QTextDocument) -> list[float]:
    """Where the columns of a laid-out table begin and where the last one ends."""
    table = _table_of(document)
    if table is None:
        return []
    layout = document.documentLayout()
    boxes = [
        layout.blockBoundingRect(table.cellAt(0, column).firstCursorPosition().block())
        for column in range(table.columns())
    ]
    # In the middle of the lines between the columns, which are one pixel wide and lie at whole pixels.
    return [*(box.x() - _CELL_PADDING - 1 for box in boxes), boxes[-1].right() + _CELL_PADDING]


def outer_lines(document: QTextDocument) -> tuple[int, int]:
    """How high the empty lines before and after a laid-out table are."""
    height_of = document.documentLayout().blockBoundingRect
    before, after = (
        0 if QTextCursor(block).currentTable() is not None else round(height_of(block).height())
        for block in (document.begin(), document.lastBlock())
    )
    return before, after


def _table_of(document: QTextDocument) -> QTextTable | None:
    return next((frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)), None)
