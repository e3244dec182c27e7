"""The words in the language of the person, as far as there is a catalogue for it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QGuiApplication

from app.ui.assets import resources_dir

SYSTEM = "system"
_NAME = "baleen"
_SOURCE = QLocale(QLocale.Language.English)


def install(application: QGuiApplication, code: str = SYSTEM) -> QLocale:
    """Put a language in force, and return the one that the words are in; called once, before the first widget.

    `code` is a name like "pt_BR". Numbers and dates follow the person's locale in any case. Where we have no
    catalogue for it, all words stay English, those of Qt's own dialogs as well: two languages in one window,
    or English from right to left, would be worse.
    """
    locale = QLocale.system() if code == SYSTEM else QLocale(code)
    QLocale.setDefault(locale)
    ours = str(resources_dir() / "translations")
    # English has a catalogue too, for its plurals; other languages fall back to it text by text.
    _load(application, _SOURCE, _NAME, ours)
    language = _SOURCE
    if locale.language() is not _SOURCE.language() and _load(application, locale, _NAME, ours):
        language = locale
        _load(application, locale, "qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    application.setLayoutDirection(language.textDirection())
    return language


def _load(application: QCoreApplication, locale: QLocale, name: str, folder: str) -> bool:
    translator = QTranslator(application)
    return translator.load(locale, name, "_", folder) and application.installTranslator(translator)
