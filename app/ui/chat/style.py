"""Fonts, colours and distances of the transcript, made once per theme."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from app.render.code import CodeRole
from app.ui.theme import theme
from app.ui.tokens import FontRole

COLUMN_WIDTH = 744
BUBBLE_WIDTH = 500
"""Widest text of the person's own messages; the padding comes on top."""
NARROW_MARGIN = 16


class ChatStyle:
    """What the parts of the transcript are drawn with. Thrown away when the theme or the text size changes."""

    def __init__(self) -> None:
        look = theme()
        tokens = look.tokens
        self.tokens = tokens
        self.body = look.font(FontRole.BODY)
        self.mono = look.font(FontRole.MONO)
        self.caption = look.font(FontRole.CAPTION)
        self.caption_strong = look.font(FontRole.CAPTION_STRONG)
        self.body_metrics = QFontMetricsF(self.body)
        strong = QFont(self.body)
        strong.setWeight(QFont.Weight.Bold)
        self.strong_metrics = QFontMetricsF(strong)
        self.mono_metrics = QFontMetricsF(self.mono)
        self.headings = [self._heading_font(level) for level in range(1, 7)]
        self.inline_code = QFont(self.mono)
        self.inline_code.setPixelSize(max(1, round(self.body.pixelSize() * 0.9)))
        self.scale = self.body.pixelSize() / 15
        natural = QFontMetricsF(self.body).height()
        self.line = round(natural * 1.5)
        """Height of a line of text: 150 % of the font's own."""
        self.lead = round((self.line - natural) / 2)
        """What the line height adds above the first line; it is split evenly by drawing that much higher."""
        self.code_line = max(round(look.style_of(FontRole.MONO).line_px * 1.2), round(self.mono_metrics.height()) + 2)
        self.palette = QPalette(QApplication.palette())
        self.palette.setColor(QPalette.ColorRole.Text, QColor(tokens.text))
        self.text = QColor(tokens.text)
        self.text2 = QColor(tokens.text2)
        self.text3 = QColor(tokens.text3)
        self.bg = QColor(tokens.bg)
        self.border = QColor(tokens.border)
        self.bubble = QColor(tokens.bubble)
        self.code_ground = QColor(tokens.code)
        self.raised = QColor(tokens.raised)
        self.link = QColor(tokens.accent_text)
        self.accent = QColor(tokens.accent)
        self.selection = QColor(tokens.accent)
        self.selection.setAlpha(110 if tokens.is_dark else 64)
        self.hit = QColor("#4A3B12" if tokens.is_dark else "#FFE9A8")
        self.current_hit = QColor("#8A5A00" if tokens.is_dark else "#FFC233")
        self.code_colours = {
            CodeRole.KEYWORD: QColor(tokens.code_keyword),
            CodeRole.STRING: QColor(tokens.code_string),
            CodeRole.COMMENT: QColor(tokens.code_comment),
            CodeRole.FUNCTION: QColor(tokens.code_function),
            CodeRole.NUMBER: QColor(tokens.code_number),
        }

    def px(self, at_15: float) -> int:
        """A distance that grows with the text size."""
        return round(at_15 * self.scale)

    def _heading_font(self, level: int) -> QFont:
        role = {1: FontRole.TITLE, 2: FontRole.TITLE, 3: FontRole.HEADING}.get(level, FontRole.BODY_STRONG)
        font = theme().font(role)
        if level == 1:
            font.setPixelSize(round(font.pixelSize() * 1.2))  # display size, but capped at 24 of 14
        elif level == 2:
            font.setPixelSize(round(font.pixelSize() * 0.95))
        return font
