"""Copy and Save as in the header of a code block, and the button that unfolds a long one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QWidget

from app.render.code_languages import file_extension
from app.ui import icons
from app.ui.chat.code_part import CodePart
from app.ui.chat.furniture import FeedbackTimer
from app.ui.controls.buttons import Button, Kind, PaintedButton
from app.ui.controls.painting import draw_centred, fill, focus_ring, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole


class _SmallButton(PaintedButton):
    """An icon and a small word."""

    def __init__(self, icon_name: str, identifier: str, parent: QWidget) -> None:
        super().__init__(identifier, parent)
        self.icon_name = icon_name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme().font(FontRole.CAPTION_STRONG)).horizontalAdvance(self.text())
        return QSize(theme().scaled(16 + 8 + 18) + words, theme().scaled(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.isDown() or self.underMouse():
            fill(painter, rect, 6, "selected" if self.isDown() else "hover")
        side, left = theme().scaled(16), theme().scaled(8)
        picture = icons.pixmap(self.icon_name, "text2", side, self.devicePixelRatioF())
        draw_centred(painter, mirrored(self, QRect(left, 0, side, self.height())), picture)
        painter.setFont(theme().font(FontRole.CAPTION_STRONG))
        painter.setPen(QColor(theme().tokens.text2))
        start = left + side + theme().scaled(8)
        words = mirrored(self, QRect(start, 0, self.width() - start, self.height()))
        painter.setLayoutDirection(self.layoutDirection())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self.text())
        if self.hasFocus():
            focus_ring(painter, rect, 6)


class CodeToolbar(QWidget):
    """Stands in the header of one visible code block."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._part: CodePart | None = None
        self._dialog: QFileDialog | None = None
        self.copy = _SmallButton("copy", "code.copy", self)
        self.save = _SmallButton("download", "code.save", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.save)
        row.addWidget(self.copy)
        self._feedback = FeedbackTimer(self)
        self._feedback.timeout.connect(self._show_words)
        self.copy.clicked.connect(self._on_copy)
        self.save.clicked.connect(self._on_save)
        theme().changed.connect(self._fit)

    def bind(self, part: CodePart) -> None:
        """Serve this block."""
        if part is not self._part:
            self._part = part
            self._feedback.stop()
            self._show_words()

    def _show_words(self) -> None:
        self.copy.icon_name = "copy"
        self.copy.setText(self.tr("Copy"))
        self.copy.set_words(self.tr("Copy code"))
        self.save.setText(self.tr("Save as…"))
        self.save.set_words(self.tr("Save code as…"))
        self._fit()

    def _fit(self) -> None:
        """As wide as the words need; the end stays where it is."""
        right = self.x() + self.width()
        self.adjustSize()
        self.move(right - self.width(), self.y())

    def _on_copy(self) -> None:
        if self._part is None:
            return
        QGuiApplication.clipboard().setText(self._part.block.source)
        self.copy.icon_name = "check"
        self.copy.setText(self.tr("Copied"))
        self._fit()
        self._feedback.start()

    def _on_save(self) -> None:
        if self._part is None:
            return
        code = self._part.block.source
        name = f"code.{file_extension(self._part.block.lang)}"
        dialog = self._dialog = QFileDialog(self.window(), self.tr("Save code as"), name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._write(Path(path), code))
        dialog.open()

    def _write(self, path: Path, code: str) -> None:
        try:
            path.write_text(code + "\n", "utf-8")
        except OSError as error:
            self.save.setText(self.tr("Not saved"))
            self.save.setToolTip(str(error))
        else:
            self.save.setText(self.tr("Saved"))
        self._fit()
        self._feedback.start()


class UnfoldButton(Button):
    """ "Show all 312 lines" at the end of a folded code block."""

    unfold_requested = Signal(object)
    """The `CodePart`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Kind.LINK, "code.unfold", parent)
        self._part: CodePart | None = None
        self.clicked.connect(lambda: self.unfold_requested.emit(self._part))

    def bind(self, part: CodePart) -> None:
        """Serve this block."""
        self._part = part
        self.setText(self.tr("Show all %n line(s)", "", len(part.lines)))
        self.adjustSize()
