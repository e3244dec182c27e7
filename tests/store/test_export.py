"""The export file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.chat import State
from app.domain.errors import Damaged, ModelMissing, NewerSchema, ReadOnly
from app.domain.stream import Usage
from app.store.export import export_file
from app.store.opening import FILE_NAME
from tests.store.building import ask, fill, opened


async def test_every_named_field_is_there(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        chat = await store.chats.create_chat("Wale 🐋", "m")
        question, answer = await store.chats.add_question(chat.id, None, "鲸鱼\n?", "m")
        done = replace(
            answer, text="ja", thinking="hm", state=State.ERROR, usage=Usage(1, 2), error=ModelMissing("", "m")
        )
        await store.chats.save_answer(done)
    target = tmp_path / "out.json"
    target.write_text("old")
    assert await export_file(tmp_path, target) == 1
    text = target.read_text("utf-8")
    assert "鲸鱼" in text
    document = json.loads(text)
    assert (document["format"], document["version"]) == ("baleen-export", 1)
    (exported,) = document["chats"]
    assert {"id", "title", "created_at", "messages"} <= exported.keys()
    first, second = exported["messages"]
    assert {"id", "parent", "role", "text", "thinking", "state", "model", "created_at"} <= first.keys()
    assert (first["text"], first["parent"], first["role"], first["state"]) == ("鲸鱼\n?", None, "user", "sent")
    assert (second["parent"], second["thinking"], second["model"]) == (question.id, "hm", "m")
    assert second["error"] == {"kind": "ModelMissing", "detail": "", "tag": "m"}
    assert second["usage"]["answer_tokens"] == 2
    assert first["created_at"].endswith("+00:00")


async def test_it_works_while_the_chats_are_open_and_sees_the_last_commit(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        chat = await store.chats.create_chat("open", "m")
        await ask(store.chats, chat, "q", "the newest")
        out = tmp_path / "o.json"
        code = (
            "import asyncio, sys; from pathlib import Path; from app.store.export import export_file\n"
            "asyncio.run(export_file(Path(sys.argv[1]), Path(sys.argv[2])))\n"
            "assert not any(name.startswith(('PySide6', 'qasync')) for name in sys.modules)"
        )
        subprocess.run([sys.executable, "-c", code, tmp_path, out], check=True, timeout=30)
        assert json.loads(out.read_text("utf-8"))["chats"][0]["messages"][1]["text"] == "the newest"
        await store.chats.rename_chat(chat.id, "still writable")


async def test_no_chats_yet_is_an_empty_list(tmp_path: Path) -> None:
    assert await export_file(tmp_path / "absent", tmp_path / "out.json") == 0
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["chats"] == []
    assert not (tmp_path / "absent").exists()


async def test_faults_are_named_and_leave_the_old_file(tmp_path: Path) -> None:
    await fill(tmp_path, 1)
    target = tmp_path / "out.json"
    target.write_text("old")
    with pytest.raises(ReadOnly):
        await export_file(tmp_path, tmp_path / "no" / "such" / "folder.json")
    path = tmp_path / FILE_NAME
    content = path.read_bytes()
    path.write_bytes(content[:60] + (9).to_bytes(4, "big") + content[64:])
    with pytest.raises(NewerSchema):
        await export_file(tmp_path, target)
    path.write_bytes(b"junk" * 2000)
    with pytest.raises(Damaged):
        await export_file(tmp_path, target)
    assert target.read_text() == "old"


@pytest.mark.skipif(os.name != "posix", reason="there are no such devices")
async def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        await export_file(tmp_path / "absent", pipe)
        assert reader.stdout is not None
        assert b'"baleen-export"' in reader.stdout.read()
    assert pipe.is_fifo()
