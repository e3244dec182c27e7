"""Settings in a TOML file: the real `domain.ports.SettingsStore`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.settings import Settings, checked
from app.store.private_files import private_folder, write_atomically

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.errors import AppError

_log = logging.getLogger(__name__)


class TomlSettingsStore:
    """One file, beside it a copy of the last one that could be read. Blocking.

    Keys that this program does not know survive; comments do not.
    """

    def __init__(self, path: Path, now: Callable[[], datetime] | None = None) -> None:
        self._path = path
        self._last_good = path.with_name(f"{path.stem}.last-good{path.suffix}")
        self._now = now
        self._document: dict[str, Any] = {}
        self.problems: tuple[AppError, ...] = ()
        """What the last `load` found wrong, worst first."""

    @property
    def problem(self) -> AppError | None:
        """The worst that the last `load` found; None if all was well or there was no file yet."""
        return self.problems[0] if self.problems else None

    def load(self) -> Settings:
        """Never raises. A damaged file is set aside with the date and the last good copy is used.

        A single bad value becomes the default of its key, the others count.
        """
        self.problems = ()
        self._document = self._read()
        settings, bad = _from_document(self._document)
        self.problems += bad
        return settings

    def save(self, settings: Settings) -> None:
        """See `SettingsStore`. What another program wrote under unknown keys since `load` survives too."""
        import tomli_w  # when something was changed, not before the window shows

        try:
            private_folder(self._path.parent)
            document = _parsed(self._path) or self._document
            document = document | {f.name: _plain(getattr(settings, f.name)) for f in fields(settings)}
            content = tomli_w.dumps(document).encode()
            write_atomically(self._path, content)
            self._document = document
            write_atomically(self._last_good, content)
        except OSError as error:
            from app.store.file_faults import from_os

            raise from_os(error) from error

    def _read(self) -> dict[str, Any]:
        try:
            if not self._path.exists():
                return {}
            document = _parsed(self._path)
            if document is not None:
                self._remember()
                return document
            self._set_aside()
        except OSError as error:
            from app.store.file_faults import from_os

            self.problems += (from_os(error),)
        return self._last_good_document()

    def _set_aside(self) -> None:
        """Raises: `OSError`."""
        from datetime import UTC

        from app.domain.errors import SettingsDamaged
        from app.store.clock import utc_now

        now = (self._now or utc_now)().astimezone(UTC)
        aside = self._path.with_name(f"{self._path.stem}.damaged-{now:%Y-%m-%dT%H-%M-%S-%f}{self._path.suffix}")
        self._path.rename(aside)
        self.problems += (SettingsDamaged(set_aside=str(aside)),)

    def _last_good_document(self) -> dict[str, Any]:
        try:
            return _parsed(self._last_good) or {}
        except OSError:
            return {}

    def _remember(self) -> None:
        """Keep a copy of a file that a person has edited by hand and that reads well."""
        content = self._path.read_bytes()
        try:
            if not self._last_good.exists() or self._last_good.read_bytes() != content:
                write_atomically(self._last_good, content)
        except OSError as error:
            _log.warning("no copy of the settings: %s", error)


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings of one run, read once: before the window shows, for its look."""

    file: TomlSettingsStore
    settings: Settings

    @classmethod
    def of(cls, path: Path) -> LoadedSettings:
        """Read the file at `path`; `file.problem` says what was wrong with it."""
        file = TomlSettingsStore(path)
        return cls(file, file.load())


def _parsed(path: Path) -> dict[str, Any] | None:
    """The document; None when there is none or it is not TOML. Raises: `OSError`."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    import tomllib  # where there is something to read

    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        _log.warning("settings cannot be read: %s", error)
        return None


def _from_document(document: dict[str, Any]) -> tuple[Settings, tuple[AppError, ...]]:
    settings = Settings()
    bad: list[AppError] = []
    for key in (f.name for f in fields(Settings)):
        if key not in document:
            continue
        try:
            settings = replace(settings, **{key: checked(key, document[key])})  # type: ignore[arg-type]
        except Exception as error:
            from app.domain.errors import InvalidSetting  # a value that is wrong is rare, and the window waits for this

            if not isinstance(error, InvalidSetting):
                raise
            bad.append(error)
    return settings, tuple(bad)


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case tuple():
            return list(value)
    return value
