"""Asking from a coroutine, without blocking the loop."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.ui.ask import QuestionDialog, ask


def question(parent: QWidget) -> QuestionDialog | None:
    return next((d for d in parent.findChildren(QuestionDialog) if d.isVisible()), None)


async def asked(parent: QWidget) -> QuestionDialog:
    """The dialog, as soon as it is there."""
    async with asyncio.timeout(5):
        while (dialog := question(parent)) is None:
            await asyncio.sleep(0)
    return dialog


@pytest.mark.parametrize(
    ("result", "answer"), [(QDialog.DialogCode.Accepted, True), (QDialog.DialogCode.Rejected, False)]
)
async def test_the_answer_arrives(qtbot: QtBot, result: QDialog.DialogCode, answer: bool) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(ask(parent, "Delete all chats?", "This cannot be undone.", "Delete", is_danger=True))
        (await asked(parent)).done(result)
    assert task.result() is answer


async def test_who_stops_waiting_takes_the_question_away(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(ask(parent, "Delete?", "Really.", "Delete"))
        await asked(parent)
        task.cancel()
    assert question(parent) is None
