"""How far the installation of the engine is, in one line."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.engine_install import InstallPhase, InstallState
from app.presenters.sizes import size_text

translate = QCoreApplication.translate


def install_line(state: InstallState) -> str:
    """One line on how far the installation is."""
    match state.phase:
        case InstallPhase.IDLE | InstallPhase.FAILED:
            return ""
        case InstallPhase.DOWNLOADING:
            parts = [
                translate("InstallPresenter", "{done} of {total}").format(
                    done=size_text(state.done_bytes), total=size_text(state.total_bytes)
                )
            ]
            if state.bytes_per_second is not None:
                parts.append(
                    translate("InstallPresenter", "{speed}/s").format(speed=size_text(int(state.bytes_per_second)))
                )
            return " · ".join(parts)
        case InstallPhase.PAUSED:
            return translate("InstallPresenter", "Paused at {percent} %").format(percent=int(state.fraction * 100))
        case InstallPhase.CHECKING:
            return translate("InstallPresenter", "Checking the file…")
        case InstallPhase.UNPACKING:
            return translate("InstallPresenter", "Unpacking…")
        case InstallPhase.TRYING:
            return translate("InstallPresenter", "Starting the engine…")
        case InstallPhase.DONE:
            return translate("InstallPresenter", "Ready")
