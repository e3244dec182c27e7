"""The verdict on a model as a badge."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.fit import Fit, Verdict
from app.presenters.catalogue_words import badge, why
from app.ui.controls.badge import Badge

_LOOKS = {
    Fit.GREAT: ("success", "zap"),
    Fit.SLOW: ("warning", "clock"),
    Fit.TOO_BIG: ("danger", "circle-alert"),
    Fit.NO_DISK: ("danger", "hard-drive"),
}


class FitBadge(Badge):
    """Hidden until there is a verdict."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hide()

    def set_verdict(self, verdict: Verdict | None) -> None:
        """What the badge says; None hides it."""
        self.setVisible(verdict is not None)
        if verdict is not None:
            colour, icon_name = _LOOKS[verdict.fit]
            self.set_badge(badge(verdict), icon_name, colour, f"{colour}_soft")
            self.setToolTip(why(verdict))
