"""What a chat takes, in a process of its own: `python -m tests.benchmarks.memory_of_chat COUNT PAGES`.

Opens a chat of so many different messages at its end, goes up so many pages, and prints its memory in bytes.
"""

from __future__ import annotations

import gc
import sys
from datetime import UTC, datetime

import psutil
from PySide6.QtWidgets import QApplication

from app.domain.chat import ChatId, Message, MessageId, Role, State
from app.ui.chat.transcript_view import TranscriptView
from tests.benchmarks.answer_texts import realistic

_WRITTEN = datetime(2026, 11, 25, tzinfo=UTC)


def main(count: int, pages: int) -> int:
    application = QApplication(sys.argv[:1])
    view = TranscriptView()
    view.resize(900, 800)
    view.show()
    messages = [
        Message(
            MessageId(number),
            ChatId(1),
            None,
            Role.ASSISTANT if number % 2 else Role.USER,
            realistic(200, seed=number),
            State.DONE,
            _WRITTEN,
            model="deepseek-r1:8b",
        )
        for number in range(count)
    ]
    view.set_messages(messages, object())
    application.processEvents()
    bar = view.verticalScrollBar()
    for _ in range(pages):
        bar.setValue(bar.value() - bar.pageStep())
        for _ in range(3):
            application.processEvents()
    gc.collect()
    return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    print(main(int(sys.argv[1]), int(sys.argv[2])), flush=True)
