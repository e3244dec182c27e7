"""Where the composer stands while a chat has no messages."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class ComposerPlace:
    """In the middle, or below everything, where what has to be done first would not be seen."""

    def __init__(self) -> None:
        self.middle = QVBoxLayout()
        self.low = QVBoxLayout()
        self.composer: QWidget | None = None
        self._is_low = False

    def take(self, composer: QWidget) -> None:
        """Show it here from now on."""
        self.composer = composer
        (self.low if self._is_low else self.middle).addWidget(composer)

    def set_low(self, is_low: bool) -> None:
        """Whether it stands below everything."""
        if is_low is self._is_low:
            return
        self._is_low = is_low
        before, now = (self.middle, self.low) if is_low else (self.low, self.middle)
        if self.composer is not None and before.indexOf(self.composer) >= 0:  # else it is in another chat's place
            before.removeWidget(self.composer)
            now.addWidget(self.composer)
