"""Where panels go."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize

from app.ui.controls.placing import GAP, goes_above, place_beside

AREA = QRect(0, 0, 800, 600)
SIZE = QSize(300, 200)


def placed(anchor: QRect, size: QSize = SIZE, *, prefers_above: bool = True, at_right_edge: bool = False) -> QRect:
    is_above = goes_above(anchor, size.height(), AREA, prefers_above=prefers_above)
    return place_beside(anchor, size, 100, AREA, is_above=is_above, at_right_edge=at_right_edge)


def test_on_the_side_it_prefers() -> None:
    anchor = QRect(100, 300, 80, 30)
    assert placed(anchor) == QRect(100, 300 - GAP - 200, 300, 200)
    assert placed(anchor, prefers_above=False) == QRect(100, 330 + GAP, 300, 200)


def test_right_edges_meet() -> None:
    assert placed(QRect(500, 300, 80, 30), at_right_edge=True).right() == 579


def test_on_the_other_side_where_there_is_more_room() -> None:
    assert placed(QRect(100, 150, 80, 30)).top() == 180 + GAP
    assert placed(QRect(100, 450, 80, 30), prefers_above=False).bottom() == 449 - GAP


def test_lower_where_it_fits_nowhere() -> None:
    assert placed(QRect(100, 350, 80, 30), QSize(300, 500)) == QRect(100, 0, 300, 350 - GAP)


def test_never_outside() -> None:
    assert placed(QRect(700, 300, 80, 30)).right() == 799
    assert placed(QRect(10, 300, 80, 30), at_right_edge=True).left() == 0
    assert AREA.contains(placed(QRect(0, 50, 800, 500)))
    assert placed(QRect(0, 50, 800, 500)).height() == 100
    assert placed(QRect(100, 300, 80, 30), QSize(2000, 100)).width() == 800
