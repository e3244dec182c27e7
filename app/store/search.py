"""Finding chats by the words in their titles and messages."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product

from app.domain.chat import ChatId

TRIGRAM = 3
"""The index knows pieces of this length; shorter words are looked for in every text."""
EXCERPT_BEFORE = 30
EXCERPT_LENGTH = 120


@dataclass(slots=True)
class _Hits:
    """Which words (by number) a chat has, and where."""

    in_title: set[int] = field(default_factory=set)
    in_message: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def words(self) -> set[int]:
        return self.in_title.union(*self.in_message.values())

    def best_message(self) -> tuple[int, int]:
        """How many words the best message has and its id; the newest among equals, (0, 0) for none."""
        return max(((len(words), id_) for id_, words in self.in_message.items()), default=(0, 0))


def find(connection: sqlite3.Connection, query: str, limit: int) -> tuple[tuple[ChatId, str], ...]:
    """Chats that have all the words, in title or messages, upper and lower case alike.

    First those with all of them in the title, then all in one message, then the rest; newest chats first in each.
    """
    words = query.split()
    hits: defaultdict[int, _Hits] = defaultdict(_Hits)
    for number, word in enumerate(words):
        for chat_id, message_id in _hits(connection, word):
            if message_id is None:
                hits[chat_id].in_title.add(number)
            else:
                hits[chat_id].in_message[message_id].add(number)
    found = {chat_id: hit for chat_id, hit in hits.items() if len(hit.words()) == len(words)}
    order = dict(connection.execute("SELECT id, sequence FROM chat WHERE deleted_at IS NULL"))

    def rank(chat_id: int) -> tuple[bool, bool, int]:
        hit = found[chat_id]
        return len(hit.in_title) == len(words), hit.best_message()[0] == len(words), order[chat_id]

    best = sorted(found, key=rank, reverse=True)[:limit]
    return tuple((ChatId(chat_id), _excerpt_of(connection, found[chat_id], words)) for chat_id in best)


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the index anew from the texts, as the triggers would have made it."""
    connection.execute("INSERT INTO chat_index (chat_index) VALUES ('rebuild')")
    connection.execute("INSERT INTO message_index (message_index) VALUES ('delete-all')")
    connection.execute(
        "INSERT INTO message_index (rowid, text) SELECT id, text FROM message WHERE state <> 'streaming'"
    )


def excerpt(text: str, words: list[str]) -> str:
    """A line of the text around the first of the words, with … where something is left out."""
    line = " ".join(text.split())
    folded = line.lower()
    at = min((at for word in words if (at := folded.find(word.lower())) >= 0), default=0)
    start = max(0, at - EXCERPT_BEFORE)
    end = start + EXCERPT_LENGTH
    return ("…" if start else "") + line[start:end].strip() + ("…" if end < len(line) else "")


def _hits(connection: sqlite3.Connection, word: str) -> sqlite3.Cursor:
    """Chat and message (None for the title) of every text that has the word."""
    if len(word) >= TRIGRAM:
        phrase = '"' + word.replace('"', '""') + '"'
        title = "chat.id IN (SELECT rowid FROM chat_index WHERE chat_index MATCH :p0)"
        text = "message.id IN (SELECT rowid FROM message_index WHERE message_index MATCH :p0)"
        values = [phrase]
    else:
        values = sorted({"".join(cased) for cased in product(*((c.lower(), c.upper()) for c in word))})
        title = " OR ".join(f"instr(chat.title, :p{n})" for n in range(len(values)))
        text = " OR ".join(f"instr(message.text, :p{n})" for n in range(len(values)))
    return connection.execute(
        f"SELECT id, NULL FROM chat WHERE deleted_at IS NULL AND ({title}) UNION ALL "
        "SELECT message.chat_id, message.id FROM message JOIN chat ON chat.id = message.chat_id "
        f"WHERE message.deleted_at IS NULL AND chat.deleted_at IS NULL AND message.state <> 'streaming' AND ({text})",
        {f"p{n}": value for n, value in enumerate(values)},
    )


def _excerpt_of(connection: sqlite3.Connection, hit: _Hits, words: list[str]) -> str:
    _, message_id = hit.best_message()
    if len(hit.in_title) == len(words) or not message_id:
        return ""
    (text,) = connection.execute("SELECT text FROM message WHERE id=?", (message_id,)).fetchone()
    return excerpt(text, [words[number] for number in hit.in_message[message_id]])
