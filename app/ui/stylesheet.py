"""The one style sheet, made from tokens. Small on purpose: setting it costs time for every living widget."""

from __future__ import annotations

from string import Template

from app.ui.tokens import Tokens

# Selectors by `kind`, a property that a control sets once before it is shown.
_SHEET = Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px 8px; }

QMenu { background: $surface; border: 1px solid $border; border-radius: 12px; padding: 6px; }
QMenu::item { padding: 7px 14px 7px 10px; border-radius: 8px; color: $text; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $disabled; }
QMenu::icon { padding-left: 10px; }
QMenu::separator { height: 1px; background: $border; margin: 6px 8px; }

QPushButton[kind="plain"], QPushButton[kind="primary"], QPushButton[kind="danger"] {
  border-radius: 8px; padding: 6px 14px; min-height: 18px; border: 1px solid $border;
  background: $surface; color: $text; }
QPushButton[kind="plain"]:hover { background: $hover; }
QPushButton[kind="plain"]:pressed { background: $selected; }
QPushButton[kind="primary"] { background: $accent; border-color: $accent; color: $on_accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_press; border-color: $accent_press; }
QPushButton[kind="danger"] {
  background: $danger_fill; border-color: $danger_fill; color: $on_accent; font-weight: 600; }
QPushButton[kind="plain"]:focus { border: 2px solid $focus; padding: 5px 13px; }
QPushButton[kind="primary"]:focus, QPushButton[kind="danger"]:focus {
  border: 2px solid $text; padding: 5px 13px; }
QPushButton[kind="plain"]:disabled, QPushButton[kind="primary"]:disabled, QPushButton[kind="danger"]:disabled {
  background: $raised; color: $disabled; border-color: $border; }

QPushButton[kind="link"] { border: 2px solid transparent; border-radius: 6px; padding: 4px 4px;
  background: transparent; color: $accent_text; text-align: left; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border-color: $focus; }

QLineEdit[kind="field"] { border: 1px solid $border; border-radius: 8px; padding: 6px 8px; background: $surface;
  color: $text; placeholder-text-color: $text3; selection-background-color: $accent;
  selection-color: $on_accent; }
QLineEdit[kind="field"]:focus { border: 2px solid $focus; padding: 5px 7px; }

QComboBox[kind="field"] { border: 1px solid $border; border-radius: 8px; padding: 6px 32px 6px 12px;
  background: $surface; color: $text; }
QComboBox[kind="field"]:hover { background: $raised; }
QComboBox[kind="field"]:focus { border: 2px solid $focus; padding: 5px 31px 5px 11px; }
QComboBox[kind="field"]::drop-down { border: 0; width: 30px; }
QComboBox[kind="field"]::down-arrow { image: none; }
QComboBox[kind="field"] QAbstractItemView { background: $surface; border: 1px solid $border; padding: 4px;
  selection-background-color: $hover; selection-color: $text; outline: 0; }

QComboBox[kind="field"] { combobox-popup: 0; }

QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $track; }
QSlider::sub-page:horizontal { border-radius: 2px; background: $progress; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -7px 0; border: 2px solid $progress;
  border-radius: 9px; background: $surface; }
QSlider::handle:horizontal:focus { background: $accent_soft; border-width: 3px; width: 12px; height: 12px; }

QPlainTextEdit[kind="box"] { border: 1px solid $border; border-radius: 8px; background: $code; color: $text2;
  padding: 6px; selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit[kind="box"]:focus { border: 2px solid $focus; padding: 5px; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $track; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $border_strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def stylesheet(tokens: Tokens) -> str:
    """The style sheet of the application in these colours."""
    return _SHEET.substitute({name: getattr(tokens, name) for name in Tokens.__dataclass_fields__})
