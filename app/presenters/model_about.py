"""All that is known of one model: what is behind "Why?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale

from app.domain.catalogue import CatalogueModel
from app.domain.fit import WORDS_PER_TOKEN, Fit, Verdict
from app.domain.models import display_name
from app.presenters.catalogue_words import (
    badge,
    good_at,
    licence,
    memory,
    origin,
    server_note,
    thinking_note,
    why,
)
from app.presenters.sizes import memory_text

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class About:
    """A heading and paragraphs."""

    title: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


def about_model(
    model: CatalogueModel,
    verdict: Verdict | None,
    fitting: Sequence[CatalogueModel] = (),
    *,
    engine: str = "",
    lacks_engine: bool = False,
) -> About:
    """Of a model of the catalogue; `engine` is the version in use, empty while there is none."""
    first = [good_at(model.good_at)]
    if not model.can_chat:
        first.append(pictures_note())
    if lacks_engine:
        first.append(engine_note(model.minimum_engine, engine))
    parts = [*first, *_verdict_parts(verdict)]
    if fitting and verdict and not verdict.runs:
        names = translate("ModelAbout", ", ").join(display_name(other.tag) for other in fitting[:3])
        parts.append(translate("ModelAbout", "These fit: {models}.").format(models=names))
    what = [origin(model.origin)]
    if model.thinks:
        what.append(thinking_note())
    if model.needs_server:
        what.append(server_note())
    words = _words_of(model.context_tokens)
    what.append(translate("ModelAbout", "It can remember at most about {words} words of a chat.").format(words=words))
    parts.append(" ".join(what))
    parts.append(licence(model.licence, model.licence_note))
    if not lacks_engine:
        parts.append(_engine_needed(model.minimum_engine, engine))
    return About(_title(model.tag, verdict if model.can_chat else None), tuple(parts))


def about_other(tag: str, verdict: Verdict | None) -> About:
    """Of a model on this computer that the catalogue does not know."""
    told = translate("ModelAbout", "It is not in Baleen's list of models, so its size alone tells how it would run.")
    if verdict is not None and verdict.is_measured:
        told = translate("ModelAbout", "It is not in Baleen's list of models.")
    name = translate("ModelAbout", "Its full name is {tag}.").format(tag=tag)
    return About(_title(tag, verdict), (*_verdict_parts(verdict), told, name))


def pictures_note() -> str:
    """Of a model that does nothing but read pictures."""
    return translate(
        "ModelAbout", "Pictures can't be attached to a message yet, so it has nothing to read: get it when they can."
    )


def engine_note(needed: str, running: str) -> str:
    """Of a model that the engine in use is too old for."""
    return translate("ModelAbout", "It needs Ollama {needed} or newer, and {running} is in use.").format(
        needed=needed, running=running
    )


def where_from(tag: str) -> str:
    """In a line, where a model that the catalogue does not know comes from."""
    if tag.startswith("/"):  # llama.cpp's own server names the file
        return translate("ModelAbout", "A file on that computer")
    host, _, rest = tag.partition("/")
    if rest and ("." in host or ":" in host):
        return translate("ModelAbout", "Added by name, from {place}").format(place=host)
    if rest:
        return translate("ModelAbout", "Added by name, made by {owner}").format(owner=host)
    return translate("ModelAbout", "Added by you")


def _title(tag: str, verdict: Verdict | None) -> str:
    name = display_name(tag)
    if verdict is None:
        return name
    return translate("ModelAbout", "{model}: {badge}").format(model=name, badge=badge(verdict))


def _verdict_parts(verdict: Verdict | None) -> list[str]:
    if verdict is None:
        return []
    parts = [why(verdict)]
    if verdict.fit is Fit.NO_DISK:
        parts.append(memory(verdict))
    if verdict.conversation_bytes:
        text = translate("ModelAbout", "Of that memory, about {size} is for remembering {words} words of a chat.")
        words = _words_of(verdict.context_tokens)
        parts.append(text.format(size=memory_text(verdict.conversation_bytes), words=words))
    return [" ".join(parts)]


def _engine_needed(minimum: str, running: str) -> str:
    if not minimum:
        return translate("ModelAbout", "Every version of Ollama that Baleen works with runs it.")
    if not running:
        return translate("ModelAbout", "It needs Ollama {needed} or newer.").format(needed=minimum)
    return translate("ModelAbout", "It needs Ollama {needed} or newer; {running} is in use.").format(
        needed=minimum, running=running
    )


def _words_of(tokens: int) -> str:
    """Two digits are as much as an estimate is worth."""
    words = round(tokens * WORDS_PER_TOKEN)
    step = 10 ** max(0, len(str(words)) - 2)
    return QLocale().toString(round(words / step) * step)
