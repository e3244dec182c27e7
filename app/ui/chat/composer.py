"""Where the person writes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.chat.composer_buttons import ModelButton, SendButton, ThinkPill
from app.ui.chat.composer_text import ComposerText
from app.ui.chat.editing_line import EditingLine
from app.ui.chat.fullness_gauge import FullnessGauge
from app.ui.chat.postponed_line import PostponedLine
from app.ui.controls.announce import announce
from app.ui.controls.painting import fill
from app.ui.theme import theme

_RADIUS = 20


class Composer(QWidget):
    """Knows nothing of chats, models or servers, and never clears itself: `clear` is for when the text is safe."""

    send_requested = Signal(str)
    """The text, without the white space around it; never empty."""
    send_refused = Signal(str)
    """Why what is written cannot be sent now, in words; told once until that changes."""
    stop_requested = Signal()
    think_toggled = Signal(bool)
    text_changed = Signal(str)
    """For drafts. Told for typing alone, not for `set_text` and `clear`."""
    edit_last_requested = Signal()
    """The arrow up was pressed in the empty field."""
    edit_cancelled = Signal()
    """The person gives up asking an earlier question in other words."""
    model_requested = Signal()
    """The person wants to choose another model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier("composer")
        self._model_name = ""
        self._is_busy = False
        self._can_send = True
        self._reason = ""
        self._has_refused = False
        self._is_first = True
        self._text_before = ""
        """What stood in the field before an earlier question was put there."""
        self.editing = EditingLine()
        self.editing.hide()
        self.postponed = PostponedLine()
        self.postponed.hide()
        self._sends_later = False
        self.text_edit = ComposerText()
        self.think = ThinkPill()
        self.gauge = FullnessGauge()
        self.model_button = ModelButton()
        self.send = SendButton()
        self.setFocusProxy(self.text_edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self._connect()
        self.think.hide()
        self.retranslate()

    def _lay_out(self) -> None:
        text_row = QHBoxLayout()
        text_row.setContentsMargins(8, 0, 8, 0)
        text_row.addWidget(self.text_edit)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.think)
        buttons.addWidget(self.gauge)
        buttons.addStretch(1)
        buttons.addWidget(self.model_button)
        buttons.addWidget(self.send)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(11, 15, 11, 11)
        layout.setSpacing(19)
        layout.addWidget(self.editing)
        layout.addWidget(self.postponed)
        layout.addLayout(text_row)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self.text_edit.textChanged.connect(self._on_text_changed)
        self.text_edit.sent.connect(self._on_sent)
        self.text_edit.escaped.connect(self.escape)
        self.editing.cancelled.connect(self.edit_cancelled)
        self.text_edit.up_in_empty.connect(self.edit_last_requested)
        self.think.toggled.connect(self._on_think_toggled)
        self.model_button.clicked.connect(self.model_requested)
        self.send.clicked.connect(self._on_send_clicked)
        theme().changed.connect(self.update)

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return (
            self.text_edit,
            self.think,
            self.gauge,
            self.model_button,
            self.send,
            self.editing.cancel,
            self.postponed.cancel,
        )

    # What it shows ------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """What stands in the field, as typed."""
        return self.text_edit.toPlainText()

    def set_text(self, text: str) -> None:
        """Put text into the field, the cursor behind it; one step of its undo."""
        if text == self.text:
            return
        self.text_edit.blockSignals(True)
        cursor = self.text_edit.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.movePosition(cursor.MoveOperation.End)
        self.text_edit.setTextCursor(cursor)
        self.text_edit.blockSignals(False)
        self.text_edit.ensureCursorVisible()

    def write(self, text: str) -> None:
        """What was typed where nothing could be written goes on here."""
        self.text_edit.setFocus()
        self.text_edit.insertPlainText(text)
        self.text_edit.ensureCursorVisible()

    def clear(self) -> None:
        """Empty the field, for the text is stored."""
        self.text_edit.blockSignals(True)
        self.text_edit.empty()
        self.text_edit.blockSignals(False)

    @property
    def is_editing(self) -> bool:
        """Whether an earlier question stands in the field."""
        return not self.editing.isHidden()

    def start_edit(self, text: str) -> None:
        """Put an earlier question into the field, to be asked in other words."""
        if not self.is_editing:
            self._text_before = self.text
        self.editing.show()
        self.set_text(text)
        self.text_edit.setFocus()
        announce(self.text_edit, self.editing.words)

    def end_edit(self) -> None:
        """It was sent or given up: what stood in the field before comes back."""
        if self.is_editing:
            self.text_edit.setFocus()
            self.editing.hide()
            before, self._text_before = self._text_before, ""
            self.clear()
            self.set_text(before)

    def escape(self) -> None:
        """Give up editing, else stop the model, where there is something of that."""
        if self.is_editing:
            self.edit_cancelled.emit()
        elif self._is_busy:
            self.stop_requested.emit()

    def set_busy(self, is_busy: bool) -> None:
        """While a model answers, the button stops it and Enter sends nothing."""
        self._is_busy = is_busy
        self._update_send()

    def set_can_send(self, can_send: bool, reason: str = "") -> None:
        """Whether there is something to send to; `reason` says in words why not."""
        self._can_send = can_send
        self._reason = reason
        self._update_send()

    def set_sends_later(self, is_later: bool) -> None:
        """Whether what is sent now waits for its model."""
        if is_later != self._sends_later:
            self._sends_later = is_later
            self._update_send()

    def set_postponed(self, name: str) -> None:
        """Say that what is written waits for the model of this name; empty for nothing."""
        if name and self.postponed.isHidden():
            self.postponed.set_model(name)
            announce(self.text_edit, self.postponed.words)
        elif not name and self.postponed.cancel.hasFocus():
            self.text_edit.setFocus()
        if name:
            self.postponed.set_model(name)
        self.postponed.setVisible(bool(name))

    def set_model_name(self, name: str) -> None:
        """The model that answers next, in words; empty while none is chosen."""
        self._model_name = name
        self.model_button.setText(name or self.tr("Choose a model"))
        self.model_button.set_words(
            self.tr("Model: {name}").replace("{name}", name) if name else self.tr("Choose a model")
        )
        self.model_button.updateGeometry()

    def set_think(self, is_visible: bool, is_on: bool) -> None:
        """Whether the model can think, and whether it will."""
        self.think.blockSignals(True)
        self.think.setChecked(is_on)
        self.think.blockSignals(False)
        self.think.setVisible(is_visible)
        self.think.update()

    def toggle_think(self) -> None:
        """As if the pill had been pressed, where there is one."""
        if self.think.isVisible():
            self.think.toggle()

    def set_enter_sends(self, sends: bool) -> None:
        """Whether Enter sends, or Ctrl+Enter."""
        self.text_edit.set_enter_sends(sends)

    def set_first(self, is_first: bool) -> None:
        """Whether what is written begins a chat: another hint in the empty field."""
        self._is_first = is_first
        self.text_edit.setPlaceholderText(self.tr("Ask anything") if is_first else self.tr("Reply…"))

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.text_edit.setAccessibleName(self.tr("Message"))
        self.editing.retranslate()
        self.postponed.retranslate()
        self.think.setText(self.tr("Think"))
        self.think.set_words(self.tr("Think"), self.tr("Think before answering: slower, better for hard questions"))
        self.set_model_name(self._model_name)
        self.set_first(self._is_first)
        self._update_send()

    # What it does -------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.text_edit.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), QRectF(self.rect()), _RADIUS, "surface", "border")

    def _on_text_changed(self) -> None:
        self.text_changed.emit(self.text)

    def _on_think_toggled(self, is_on: bool) -> None:
        self.think_toggled.emit(is_on)
        self.text_edit.setFocus()

    def _on_send_clicked(self) -> None:
        if self._is_busy:
            self.stop_requested.emit()
        else:
            self._on_sent()
        self.text_edit.setFocus()

    def _on_sent(self) -> None:
        text = self.text
        if not text.strip():
            return
        if self._can_send and not self._is_busy:
            self.send_requested.emit(text)
        elif not self._has_refused:
            self._has_refused = True
            self.send_refused.emit(self.tr("Wait for the answer, or stop it.") if self._is_busy else self._reason)

    def _update_send(self) -> None:
        self._has_refused = False
        self.send.set_stop(self._is_busy)
        self.send.setEnabled(self._is_busy or self._can_send)
        later = self.tr("Send when ready") if self._sends_later else self.tr("Send message")
        name = self.tr("Stop") if self._is_busy else later
        self.send.set_words(name, None if self._is_busy or self._can_send else self._reason)
