"""What keeps chats and settings from being kept."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors.base import AppError


class StoreError(AppError):
    """Chats could not be read or saved."""


class DiskFull(StoreError):
    """No space left, or a quota is reached."""


class ReadOnly(StoreError):
    """The folder or the file cannot be written."""


@dataclass(eq=False)
class Damaged(StoreError):
    """The file is damaged; `set_aside` is where it was kept, `restored` says if a backup took its place."""

    set_aside: str = ""
    restored: bool = False


@dataclass(eq=False)
class NewerSchema(StoreError):
    """Written by a newer Baleen; never touched."""

    found: int = 0
    known: int = 0


class Locked(StoreError):
    """Another program holds the file."""


class NotAnExport(StoreError):
    """A file that was to be read in holds no chats of Baleen, or is damaged."""


class StoreBug(StoreError):
    """An error that is ours: a broken statement or a broken rule."""


class SettingsError(AppError):
    """A setting is not what it should be."""


@dataclass(eq=False)
class InvalidSetting(SettingsError):
    """A value was refused; nothing was changed."""

    key: str = ""
    value: str = ""


@dataclass(eq=False)
class BadProxy(SettingsError):
    """What was given as a proxy's address is none; `reason` is one of empty, scheme, address, port, password."""

    address: str = ""
    reason: str = ""


@dataclass(eq=False)
class SettingsDamaged(SettingsError):
    """The file could not be read; it was set aside and defaults (or the last good copy) are used."""

    set_aside: str = ""
