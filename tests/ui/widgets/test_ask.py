"""Asking from a coroutine, without blocking the loop."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.ui.ask import QuestionDialog, ask
from app.ui.controls.buttons import Button
from app.ui.theme import theme


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


LONG = "\n\n".join(["It needs about 423 GB of memory, and this computer can give it 20 GB of that."] * 8)


@pytest.mark.parametrize(
    "body", [LONG, "6.3 MB go to /a/folder/with/a/name. Until that is done, no model can answer.", "It runs."]
)
@pytest.mark.parametrize("percent", [100, 150, 200])
def test_all_words_are_seen_or_scrolled_to(qtbot: QtBot, percent: int, body: str) -> None:
    """Enter never does what cannot be undone, however long the words are."""
    theme().set_text_scale(percent)
    try:
        dialog = QuestionDialog(None, "DeepSeek R1 671B: Too big for this computer", body, "Download", is_danger=True)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitExposed(dialog)
        heading, text, area = dialog._heading, dialog._text, dialog._area
        qtbot.waitUntil(lambda: heading.height() >= heading.heightForWidth(heading.width()))
        qtbot.waitUntil(lambda: text.height() >= text.heightForWidth(text.width()))
        scrolls = area.verticalScrollBar().maximum() > 0
        assert scrolls == (body == LONG and area.height() < text.height())
        assert scrolls or area.height() == text.height(), "no empty lines"
        assert dialog.height() <= dialog.screen().availableGeometry().height()
        buttons = {one.accessibleIdentifier(): one for one in dialog.findChildren(Button)}
        assert buttons["ask.cancel"].isDefault()
        assert dialog.focusWidget() is buttons["ask.cancel"]
    finally:
        theme().set_text_scale(100)


def test_without_a_verb_there_is_only_close(qtbot: QtBot) -> None:
    dialog = QuestionDialog(None, "DeepSeek R1 8B", "It runs great.", "")
    qtbot.addWidget(dialog)
    dialog.show()
    assert [one.text() for one in dialog.findChildren(Button) if one.isVisible()] == ["Close"]
