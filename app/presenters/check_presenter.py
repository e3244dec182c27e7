"""One sentence on whether everything works."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTime, Signal

from app.domain.engine import is_here
from app.domain.who_works import Worker
from app.presenters.performance_words import why_words
from app.services.engine_check import Checked, EngineCheck
from app.services.tasks import TaskOwner

translate = QCoreApplication.translate


class CheckPresenter(QObject):
    """Runs the check, one at a time."""

    busy_changed = Signal(bool)
    passed = Signal(str)
    """The sentence."""
    failed = Signal(object)
    """AppError"""

    def __init__(self, check: EngineCheck, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._check = check
        self._tasks = tasks

    def check(self) -> None:
        """Begin; asking again meanwhile changes nothing."""
        if not self._tasks.is_running("engine:check"):
            self._tasks.start("engine:check", self._run(), self.failed.emit)

    async def _run(self) -> None:
        self.busy_changed.emit(True)
        try:
            checked = await self._check.run()
        finally:
            self.busy_changed.emit(False)
        self.passed.emit(checked_words(checked))


def checked_words(checked: Checked) -> str:
    """What works, who works and why not a card, and when that was seen."""
    at = QLocale().toString(QTime(*checked.at.astimezone().timetuple()[3:5]), QLocale.FormatType.ShortFormat)
    why = why_words(checked.who, "") if checked.who.worker is Worker.PROCESSOR else ""
    when = translate("Check", "Checked at {time}.").format(time=at)
    return " ".join(part for part in (_sentence(checked), why, when) if part)


def _sentence(checked: Checked) -> str:
    version = checked.engine.version
    if not is_here(checked.engine):
        return translate("Check", "Everything works: the engine at {address} answers.").format(
            address=checked.engine.url
        )
    card = checked.who.card or translate("Check", "the graphics card")
    match checked.who.worker:
        case Worker.CARD:
            return translate("Check", "Everything works: engine {version} answers, and {card} does the work.").format(
                version=version, card=card
            )
        case Worker.BOTH:
            return translate(
                "Check", "Everything works: engine {version} answers; {card} and the processor share the work."
            ).format(version=version, card=card)
        case Worker.PROCESSOR:
            return translate(
                "Check", "Everything works: engine {version} answers, and the processor does the work."
            ).format(version=version)
        case Worker.UNKNOWN:
            return translate("Check", "Everything works: engine {version} answers.").format(version=version)
