"""Settings of one model alone, which win over those for all."""

from __future__ import annotations

from dataclasses import replace

from app.domain.errors import InvalidSetting
from app.domain.models import normal_tag
from app.domain.settings import Settings, checked

OF_ONE_MODEL = ("gpu_mode", "gpu_share_percent", "keep_alive", "threads", "context_tokens")
"""Keys that can differ from model to model: those that go with each request."""

REMEMBERED_BY = ("context_tokens", "model_settings")
"""Keys that say how much a model remembers."""


def for_model(settings: Settings, tag: str) -> Settings:
    """The settings as they are for this model. What cannot be understood counts as not said."""
    changes: dict[str, object] = {}
    for line in settings.model_settings:
        name, key, value = _parts(line)
        if name == normal_tag(tag) and key in OF_ONE_MODEL:
            try:
                is_number = isinstance(getattr(settings, key), int)
                changes[key] = checked(key, int(value) if is_number else value)
            except (ValueError, InvalidSetting):
                continue
    return replace(settings, **changes) if changes else settings  # type: ignore[arg-type]


def with_one(settings: Settings, tag: str, key: str, value: object) -> tuple[str, ...]:
    """`Settings.model_settings` with another value for one model; the value for all takes its own away."""
    name = normal_tag(tag)
    others = tuple(line for line in settings.model_settings if _parts(line)[:2] != (name, key))
    return others if value == getattr(settings, key) else (*others, f"{name} {key}={value}")


def without(settings: Settings, tag: str, key: str) -> tuple[str, ...]:
    """`Settings.model_settings` with the value for all models for this one too."""
    return with_one(settings, tag, key, getattr(settings, key))


def without_own(settings: Settings, tag: str) -> tuple[str, ...]:
    """`Settings.model_settings` with nothing said for this model alone."""
    return tuple(line for line in settings.model_settings if _parts(line)[0] != normal_tag(tag))


def remembered(settings: Settings, tag: str, context_tokens: int) -> tuple[str, object]:
    """The setting to change, and to what, so that this model remembers so much: its own where it has one."""
    name = normal_tag(tag)
    if any(_parts(line)[:2] == (name, "context_tokens") for line in settings.model_settings):
        return "model_settings", with_one(settings, tag, "context_tokens", context_tokens)
    return "context_tokens", context_tokens


def has_own(settings: Settings, tag: str) -> bool:
    """Whether anything is said for this model alone."""
    return any(_parts(line)[0] == normal_tag(tag) for line in settings.model_settings)


def _parts(line: str) -> tuple[str, str, str]:
    name, _, rest = line.partition(" ")
    key, _, value = rest.partition("=")
    return name, key, value
