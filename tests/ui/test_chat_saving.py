"""Export as… in the menu of the open chat."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.ui.controls.menu import Menu
from tests.helpers.fake_answers import said
from tests.helpers.fake_ollama import FakeOllama
from tests.ui.desk import at_desk


async def test_the_open_chat_is_exported_as_markdown(tmp_path: Path) -> None:
    """Without its thinking. Where it cannot be written, that is said and nothing is left."""
    with FakeOllama() as server:
        server.answer = said("Like **so**.", thinking="Hm.")
        async with at_desk(server, tmp_path / "data") as desk:
            await desk.ask("Show me")
            header = desk.window.header
            header._more.click()
            menu = desk.window.findChild(Menu)
            assert menu is not None
            next(row for row in menu.rows if row.text() == "Export as…").click()
            await desk.until(lambda: desk.window.findChild(QFileDialog))
            dialog = desk.window.findChild(QFileDialog)
            assert dialog is not None
            assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
            target = tmp_path / "chat.md"
            dialog.fileSelected.emit(str(target))
            text = target.read_text("utf-8")
            assert text.startswith("# ")
            assert "## You\n\nShow me\n\n## " in text
            assert text.endswith("\n\nLike **so**.\n")
            assert "Hm." not in text
            assert desk.window.toast.isVisible()
            dialog.fileSelected.emit(str(tmp_path / "missing" / "chat.md"))
            assert desk.window.notices.isVisible()
            assert sorted(path.name for path in tmp_path.iterdir()) == ["chat.md", "data"]
            dialog.reject()
