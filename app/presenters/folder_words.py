"""Moving the models, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.models_folder import FolderMove, MoveProgress, MoveStage
from app.presenters.sizes import size_text

translate = QCoreApplication.translate


def move_line(progress: MoveProgress) -> str:
    """What the row says below its bar."""
    done, total = size_text(progress.done_bytes), size_text(progress.total_bytes)
    match progress.stage:
        case MoveStage.STOPPING:
            return translate("ModelsFolder", "Stopping the engine…")
        case MoveStage.BRINGING:
            return translate("ModelsFolder", "Moving: {done} of {total}").format(done=done, total=total)
        case MoveStage.CHECKING:
            return translate("ModelsFolder", "Checking what arrived: {done} of {total}").format(done=done, total=total)
        case MoveStage.FINISHING:
            return translate("ModelsFolder", "Removing what is no longer needed…")


def move_fraction(progress: MoveProgress) -> float:
    """Of the whole: copying takes about as long as checking."""
    share = progress.done_bytes / progress.total_bytes if progress.total_bytes else 0.0
    match progress.stage:
        case MoveStage.STOPPING:
            return 0.0
        case MoveStage.BRINGING:
            return share / 2
        case MoveStage.CHECKING:
            return (1 + share) / 2
        case MoveStage.FINISHING:
            return 1.0


def move_question(move: FolderMove, *, is_shared: bool) -> str:
    """What follows from a move; `is_shared`: an Ollama that is installed here looks for its models there."""
    sentences = [
        translate("ModelsFolder", "{size} go to {folder}.").format(size=size_text(move.size_bytes), folder=move.target)
    ]
    if not move.is_linked:
        sentences.append(translate("ModelsFolder", "Each file is checked before the old one is deleted."))
    sentences.append(translate("ModelsFolder", "Until that is done, no model can answer."))
    if is_shared:
        sentences.append(translate("ModelsFolder", "Ollama's own app will no longer find these models."))
    return " ".join(sentences)
