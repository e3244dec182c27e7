"""Where Tab goes when things are put in another order."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtWidgets import QWidget


def follow_each_other(stops: Iterable[QWidget]) -> None:
    """Tab goes through these in this order. They are in one window; what is hidden is passed over."""
    for one, following in pairwise(stops):
        QWidget.setTabOrder(one, following)
