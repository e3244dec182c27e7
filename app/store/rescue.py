"""The journal of last resort: words that the database refused to take, kept in a plain file until it does."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from app.domain.chat import State, title_from
from app.store.private_files import FILE_MODE, private_folder
from app.store.rows import checksum

FILE_NAME = "rescue.jsonl"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RescuedText:
    """Words and where they belong; the last record of a key counts."""

    key: str
    chat_id: int
    text: str
    thinking: str = ""
    state: str = ""
    is_saved: bool = False
    """The database took them after all."""
    at_ns: int = 0


def draft_key(chat_id: int) -> str:
    """Key of what the person wrote and did not get sent."""
    return f"draft:{chat_id}"


def answer_key(message_id: int) -> str:
    """Key of what a model wrote."""
    return f"answer:{message_id}"


def rescue_paths(data_dir: Path) -> tuple[Path, ...]:
    """Where the file may be: beside the database, and where temporary files go when that folder takes nothing.

    The second one may not outlive a restart of the computer. Its folder belongs to this user alone.
    """
    name = hashlib.sha256(str(data_dir.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    owner = os.getuid() if os.name == "posix" else "user"
    return data_dir / FILE_NAME, Path(tempfile.gettempdir()) / f"baleen-rescue-{owner}-{name}" / FILE_NAME


class Rescue:
    """Appends to the first place that takes it. Blocking; used from the store's thread."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)
        self._kept: set[str] = set()

    def has(self, key: str) -> bool:
        """True while the file holds words of this key that the database has not."""
        return key in self._kept

    def keep(self, words: RescuedText) -> None:
        """Append, flushed to the disk. Where no place takes it, it is only logged: the caller's error tells already."""
        if self._append(words):
            self._kept.add(words.key)
        else:
            _log.error("no place for a rescue file")

    def forget(self, key: str) -> None:
        """The database has newer words. The files go when it has all of them."""
        self._kept.discard(key)
        if self._kept:
            self._append(RescuedText(key, 0, "", is_saved=True))
        else:
            self._remove_files()

    def merge(self, connection: sqlite3.Connection) -> int:
        """Put the words into the database, in a transaction of its own; how many. What has no place there stays.

        Doing it twice changes nothing, so a crash in between loses nothing. Raises: `sqlite3.Error`.
        """
        waiting = _newest(record for path in self._paths for record in _read(path))
        if not waiting:
            return 0
        connection.execute("BEGIN IMMEDIATE")
        try:
            left = [words for words in waiting if not _put_back(connection, words)]
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        self._remove_files()
        for words in left:
            self.keep(words)
        return len(waiting) - len(left)

    def _append(self, words: RescuedText) -> bool:
        record = asdict(words) | {"at_ns": time.time_ns()}
        # A line begins with the line end: after a torn write the next record is still whole.
        line = ("\n" + json.dumps(record) + "\n").encode()
        return any(_try_append(path, line) for path in self._paths)

    def _remove_files(self) -> None:
        for path in self._paths:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                _log.warning("a rescue file stays: %s", error)


def _try_append(path: Path, line: bytes) -> bool:
    try:
        private_folder(path.parent)
        if not _is_ours(path.parent):
            return False
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(path, flags, FILE_MODE)
        try:
            written = os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        _log.info("not rescued to %s: %s", path.parent, error)
        return False
    return written == len(line)


def _is_ours(folder: Path) -> bool:
    """In a folder for everybody's temporary files somebody else may have been first."""
    if os.name != "posix":
        return True
    found = folder.lstat()
    return folder.is_dir() and not folder.is_symlink() and found.st_uid == os.getuid()


def _read(path: Path) -> list[RescuedText]:
    try:
        if not _is_ours(path.parent):
            return []
        lines = path.read_bytes().splitlines()
    except OSError:
        return []
    return [record for line in lines if (record := _parse(line))]


def _parse(line: bytes) -> RescuedText | None:
    try:
        found = json.loads(line)
        words = RescuedText(**{f.name: found[f.name] for f in fields(RescuedText)})
        State(words.state or State.SENT)
        return words
    except (ValueError, KeyError, TypeError):
        return None  # torn by a full disk


def _newest(records: Iterable[RescuedText]) -> list[RescuedText]:
    newest: dict[str, RescuedText] = {}
    for record in sorted(records, key=lambda record: record.at_ns):
        newest[record.key] = record
    return [record for record in newest.values() if not record.is_saved]


def _put_back(connection: sqlite3.Connection, words: RescuedText) -> bool:
    kind, _, number = words.key.partition(":")
    if kind == "answer":
        state = State.INTERRUPTED if words.state == State.STREAMING else words.state
        changed = connection.execute(
            "UPDATE message SET text=?, thinking=?, crc32=?, state=? WHERE id=? AND chat_id=? AND role='assistant'",
            (words.text, words.thinking, checksum(words.text, words.thinking), state, number, words.chat_id),
        )
    else:
        changed = connection.execute("UPDATE chat SET draft=? WHERE id=?", (words.text, words.chat_id))
        if not changed.rowcount and words.text.strip():
            changed = connection.execute(
                "INSERT INTO chat (title, created_at, updated_at, sequence, draft) VALUES "
                "(?1, ?2, ?2, (SELECT coalesce(max(sequence), 0) + 1 FROM chat), ?3)",
                (title_from(words.text), words.at_ns // 1000, words.text),
            )
    return changed.rowcount > 0
