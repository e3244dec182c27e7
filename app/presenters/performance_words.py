"""Who does the work, in a sentence and a line that says more."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.engine import EngineState, Origin
from app.domain.models import LoadedModel, display_name
from app.presenters.sizes import size_text

translate = QCoreApplication.translate


def who_works(engine: EngineState, loaded: tuple[LoadedModel, ...]) -> tuple[str, str]:
    """The sentence and what is behind it. The split is the server's own word of the model that it loaded last."""
    if not engine.is_ready:
        return translate("Performance", "The engine isn't running"), translate(
            "Performance", "As soon as it runs, this page says who does the work."
        )
    if not loaded:
        return _expected(engine)
    model = loaded[0]
    name, size = display_name(model.tag), size_text(model.size_bytes)
    if model.vram_bytes <= 0:
        return translate("Performance", "The processor is doing the work"), translate(
            "Performance", "{model} is in the computer's memory and uses {size}."
        ).format(model=name, size=size)
    if model.vram_bytes >= model.size_bytes:
        card = f"{engine.device}. " if engine.device else ""
        return translate("Performance", "Your graphics card is doing the work"), card + translate(
            "Performance", "{model} fits completely, so answers come at full speed."
        ).format(model=name)
    return translate("Performance", "Part of the model runs on the graphics card"), translate(
        "Performance",
        "{part} of {size} of {model} lie on the card. The rest is done by the processor, which slows it down.",
    ).format(part=size_text(model.vram_bytes), size=size, model=name)


def _expected(engine: EngineState) -> tuple[str, str]:
    if engine.device:
        return translate("Performance", "Your graphics card is ready"), translate(
            "Performance", "{device}. The next answer shows how much of the model fits."
        ).format(device=engine.device)
    if engine.origin is Origin.MANAGED:
        return translate("Performance", "The processor will do the work"), translate(
            "Performance", "The engine found no graphics card that it can use."
        )
    return translate("Performance", "No model is in memory"), translate(
        "Performance", "The next answer shows who does the work."
    )


def memory_line(loaded: tuple[LoadedModel, ...]) -> str:
    """What "Free memory now" would free; empty for nothing."""
    if not loaded:
        return translate("Performance", "No model is in memory.")
    size = size_text(sum(model.size_bytes for model in loaded))
    if len(loaded) == 1:
        return translate("Performance", "{model} is ready and uses {size}.").format(
            model=display_name(loaded[0].tag), size=size
        )
    return translate("Performance", "%n model(s) are ready", "", len(loaded)) + f" · {size}"
