"""What the stored answers say of the models that gave them."""

from __future__ import annotations

import sqlite3

from app.domain.models import ModelUsage, normal_tag
from app.domain.stream import Usage
from app.store.rows import moment, to_usage

_RECENT = 10

# The last answers of each model by their ids first: only those few rows are read whole.
_MEASURED = """
    WITH answer AS (
        SELECT id, model, row_number() OVER (PARTITION BY model ORDER BY id DESC) AS place
        FROM message WHERE role='assistant' AND model IS NOT NULL AND usage IS NOT NULL
    )
    SELECT answer.model, message.usage FROM answer JOIN message ON message.id = answer.id
    WHERE answer.place <= ? ORDER BY answer.id DESC
"""
_ANSWERED = """
    SELECT model, count(*), max(created_at) FROM message
    WHERE role='assistant' AND model IS NOT NULL AND state <> 'error' GROUP BY model
"""


def read_usage(connection: sqlite3.Connection) -> dict[str, ModelUsage]:
    """See `ChatStore.model_usage`. 40 ms for 20,000 answers."""
    recent: dict[str, list[Usage]] = {}
    for model, stored in connection.execute(_MEASURED, (_RECENT,)):
        usage = to_usage(stored)
        if usage.tokens_per_s:
            recent.setdefault(model, []).append(usage)
    return {
        normal_tag(model): ModelUsage(moment(last), count, tuple(recent.get(model, ())))
        for model, count, last in connection.execute(_ANSWERED)
    }
