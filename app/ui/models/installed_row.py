"""A model on this computer: what it is, how it does here, and what can be done with it."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.computers import Offers
from app.domain.fit import Verdict
from app.domain.models import InstalledModel, ModelUsage, display_name
from app.presenters.catalogue_words import badge, speed
from app.presenters.sizes import size_text
from app.ui.controls.buttons import Button, IconButton, Kind
from app.ui.controls.folding import Flow, FoldingRow
from app.ui.controls.label import ElidedLabel, Label, WrappedLabel
from app.ui.controls.menu import Menu
from app.ui.models.fit_badge import FitBadge
from app.ui.theme import theme
from app.ui.tokens import FontRole


class InstalledRow(QWidget):
    """Name, badge, what it is good at; a newer version; size and last use; ⋯ and delete."""

    use_requested = Signal(str)
    update_requested = Signal(str)
    free_requested = Signal(str)
    delete_pressed = Signal(object)
    why_requested = Signal(str)

    def __init__(self, model: InstalledModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self._is_current = False
        self._manages_memory = True
        self._changes_models = True
        self._is_in_use = False
        name, shown = ElidedLabel(FontRole.UI_STRONG), display_name(model.tag)
        self._name = name
        name.setText(shown)
        theme().changed.connect(self._fit)
        self._fit()
        name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        name.setToolTip(model.tag)
        self.setAccessibleIdentifier(f"settings.installed.{model.tag}")
        self._badge = FitBadge()
        self._line = ElidedLabel(FontRole.CAPTION, "text3")
        self._why = Button(Kind.LINK, f"settings.why.{model.tag}")
        self._why.setText(self.tr("Why?"))
        self._why.setAccessibleName(self.tr("Why? {model}").replace("{model}", shown))
        self._why.hide()
        self._news = WrappedLabel(FontRole.CAPTION, "text2")
        self._news.hide()
        self._update = Button(Kind.PLAIN, f"settings.update.{model.tag}")
        self._update.setText(self.tr("Update"))
        self._update.setAccessibleName(self.tr("Update {model}").replace("{model}", shown))
        self._update.hide()
        self._size = size = Label(FontRole.UI_STRONG)
        size.setText(size_text(model.size_bytes) if model.size_bytes else "")
        self._used = Label(FontRole.CAPTION, "text3")
        self._more = IconButton("ellipsis", f"settings.model.{model.tag}")
        self._more.set_words(self.tr("More for {model}").replace("{model}", shown))
        self._delete = delete = IconButton("trash-2", f"settings.delete.{model.tag}")
        delete.set_words(self.tr("Delete {model}").replace("{model}", shown))
        head = QWidget()
        flow = Flow(head, spacing=8)
        flow.addWidget(name)
        flow.addWidget(self._badge)
        flow.addWidget(self._why)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(head)
        words.addWidget(self._line)
        words.addWidget(self._news)
        figures = QVBoxLayout()
        figures.setSpacing(2)
        figures.addStretch(1)
        figures.addWidget(size, 0, Qt.AlignmentFlag.AlignRight)
        figures.addWidget(self._used, 0, Qt.AlignmentFlag.AlignRight)
        figures.addStretch(1)
        controls = QHBoxLayout()
        controls.setSpacing(10)
        controls.addWidget(self._update)
        controls.addLayout(figures)
        controls.addWidget(self._more)
        controls.addWidget(delete)
        row = FoldingRow(self, spacing=10, margins=(16, 10, 12, 10))
        row.add_layout(words)
        row.add_layout(controls)
        self._more.clicked.connect(self._open_menu)
        self._why.clicked.connect(lambda: self.why_requested.emit(self.model.tag))
        self._update.clicked.connect(lambda: self.update_requested.emit(self.model.tag))
        delete.clicked.connect(lambda: self.delete_pressed.emit(self.model))

    def set_facts(self, verdict: Verdict | None, usage: ModelUsage, good_at: str, *, is_current: bool) -> None:
        """What is known of it on this computer; `good_at` is its line, empty where there is nothing to say."""
        self._is_current = is_current
        self._show_more()
        self._badge.set_verdict(verdict)
        self._why.setVisible(verdict is not None)
        parts = [good_at] if good_at else []
        if is_current:
            parts.append(self.tr("answers next"))
        if verdict is not None and verdict.is_measured:
            parts.append(speed(verdict))
        self._line.setText(" · ".join(parts))
        self._line.setVisible(bool(parts))
        self._used.setText(self.tr("In use") if self._is_in_use else self._last_use(usage.last_used))
        said = (display_name(self.model.tag), badge(verdict) if verdict else "", *parts)
        said += (self._size.text(), self._used.text())
        self.setAccessibleName(", ".join(part for part in said if part))

    def _fit(self) -> None:
        # As wide as its words and no wider, so that the badge stands beside them; narrower where there is no room.
        self._name.setMaximumWidth(self._name.sizeHint().width() + 2)

    def set_in_use(self, is_in_use: bool) -> None:
        """Whether it is answering now. To be told before `set_facts`."""
        self._is_in_use = is_in_use
        self._delete.setEnabled(not is_in_use)
        self._delete.setAccessibleDescription(self.tr("In use") if is_in_use else "")

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self._why, self._update, self._more, self._delete

    def set_offers(self, offers: Offers) -> None:
        """What the server in use lets one do with a model."""
        self._changes_models = offers.changes_models
        self._delete.setVisible(offers.changes_models)
        self._manages_memory = offers.manages_memory
        self._show_more()

    def _show_more(self) -> None:
        self._more.setVisible(self._manages_memory or not self._is_current)

    def set_news(self, text: str, *, can_update: bool) -> None:
        """What a newer version brings; empty when there is none. Not `can_update` while it is on its way."""
        self._news.setText(text)
        self._news.setVisible(bool(text))
        self._update.setVisible(can_update)
        self._update.setAccessibleDescription(text)

    def _last_use(self, moment: datetime | None) -> str:
        if moment is None:
            return self.tr("Never used")
        days = (datetime.now(UTC).astimezone().date() - moment.astimezone().date()).days
        return self.tr("Used %n day(s) ago", "", days) if days > 0 else self.tr("Used today")

    def _open_menu(self) -> None:
        menu = Menu(self._more)
        if not self._is_current:
            menu.add(self.tr("Use this model"), "check").clicked.connect(
                lambda: self.use_requested.emit(self.model.tag)
            )
        if self._manages_memory:
            menu.add(self.tr("Free its memory"), "zap").clicked.connect(
                lambda: self.free_requested.emit(self.model.tag)
            )
        if self._changes_models and not self._is_in_use:
            menu.add(self.tr("Delete"), "trash-2").clicked.connect(lambda: self.delete_pressed.emit(self.model))
        menu.open()
