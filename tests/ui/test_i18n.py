"""Which language the words are in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from app.ui.i18n import install


@pytest.fixture(autouse=True)
def _as_before(qapp: QApplication) -> Iterator[None]:
    locale, there = QLocale(), set(qapp.findChildren(QTranslator))
    yield
    for translator in set(qapp.findChildren(QTranslator)) - there:
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(locale)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize("code", ["system", "en", "pt_BR", "ar", "xx"])
def test_numbers_have_their_word_where_a_language_has_no_catalogue(qapp: QApplication, code: str) -> None:
    language = install(qapp, code)
    texts = [QCoreApplication.translate("MessageFooter", "%n word(s) per second", "", n) for n in (0, 1, 90)]
    assert texts == ["0 words per second", "1 word per second", "90 words per second"]
    assert language.language() is QLocale.Language.English
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_numbers_are_written_as_the_person_writes_them(qapp: QApplication) -> None:
    install(qapp, "pt_BR")
    assert QLocale().toString(1234.5, "f", 1) == "1.234,5"


def test_qts_own_words_do_not_mix_with_ours(qapp: QApplication) -> None:
    install(qapp, "de")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
