"""Chats come back from exports and backups, and nothing that is there is touched."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.chat import ExportedChat, Message, State
from app.domain.errors import ModelMissing, NewerSchema, NotAnExport, StoreError
from app.domain.export import to_export
from app.domain.stream import Usage
from app.store.export import export_file
from app.store.opening import FILE_NAME, read_chats
from tests.store.building import ask, opened, texts


def told(chats: tuple[ExportedChat, ...]) -> list[object]:
    """All that an export says, without the numbers that count within one file."""

    def plain(message: Message) -> object:
        return replace(message, id=0, chat_id=0, parent_id=None, sibling_ids=(), error=str(message.error))  # type: ignore[arg-type]

    return [
        (
            replace(each.chat, id=0),  # type: ignore[arg-type]
            [(plain(m), m.id in each.selected_ids) for m in each.messages],
        )
        for each in chats
    ]


async def make_chats(folder: Path) -> Path:
    """Two chats with versions, thoughts, an error and a draft, exported."""
    async with opened(folder) as store:
        whales = await store.chats.create_chat("Wale 🐋", "m")
        question, _ = await ask(store.chats, whales, "鲸鱼\n?", "first")
        again = await store.chats.add_answer(question.id, "other")
        await store.chats.save_answer(
            replace(again, text="no", thinking="hm", thinking_s=1.5, state=State.ERROR, usage=Usage(1, 2))
        )
        await store.chats.save_answer(replace(again, text="no", state=State.ERROR, error=ModelMissing("", "m")))
        await store.chats.save_draft(whales.id, "half a")
        await store.chats.pin_chat(whales.id, True)
        await ask(store.chats, await store.chats.create_chat("Two", "m"), "q2", "a2")
    target = folder / "out.json"
    await export_file(folder, target)
    return target


async def test_an_export_comes_back_whole_and_only_once(tmp_path: Path) -> None:
    export = await make_chats(tmp_path / "old")
    async with opened(tmp_path / "new") as store:
        mine = await store.chats.create_chat("Mine", "m")
        await ask(store.chats, mine, "q", "a")
        found = await store.archive.read(export)
        assert len(await store.archive.add(found)) == 2
        assert await store.archive.add(found) == ()
        kept = await store.chats.export()
        assert told(kept)[1:] == told(found) == told(await read_chats(tmp_path / "old"))
        assert [chat.title for chat in await store.chats.chats()] == ["Wale 🐋", "Mine", "Two"]  # pinned, then newest
        assert [id_ for id_, _ in await store.chats.search("first")] == [kept[1].chat.id]
        await ask(store.chats, kept[2].chat, "and", "on")
        assert await texts(store.chats, kept[2].chat) == ["q2", "a2", "and", "on"]


async def test_a_backup_brings_back_what_was_deleted_and_what_was_lost_of_a_chat(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        gone = await store.chats.create_chat("Gone", "m")
        await ask(store.chats, gone, "q", "a")
        shorter = await store.chats.create_chat("Shorter", "m")
        await ask(store.chats, shorter, "first", "1")
        later, _ = await ask(store.chats, shorter, "second", "2")
        same = await store.chats.create_chat("Same", "m")
        await ask(store.chats, same, "s", "t")
        await store.archive.back_up()
        await store.chats.delete_chat(gone.id)
        await store.chats.delete_from(later.id)
        await ask(store.chats, same, "more", "since")
        [backup] = await store.archive.backups()
        assert len(await store.archive.add(await store.archive.read(backup.path))) == 2
        assert sorted(chat.title for chat in await store.chats.chats()) == ["Gone", "Same", "Shorter", "Shorter"]
        assert await texts(store.chats, shorter) == ["first", "1"]  # as it is here
        assert await texts(store.chats, same) == ["s", "t", "more", "since"]


async def test_files_that_hold_no_chats_are_refused(tmp_path: Path) -> None:
    export = await make_chats(tmp_path / "old")
    good = json.loads(export.read_text("utf-8"))
    database = tmp_path / "old" / FILE_NAME
    bad = tmp_path / "bad"
    newer = sqlite3.connect(tmp_path / "newer.sqlite")
    with closing(newer):
        shutil.copyfile(database, tmp_path / "newer.sqlite")
        newer.execute("PRAGMA user_version=99")
    cases: list[tuple[bytes, type[StoreError]]] = [
        (b"", NotAnExport),
        (b"\xff\xfe\x00", NotAnExport),
        (b"[" * 100_000, NotAnExport),
        (b'{"chats": []}', NotAnExport),
        (json.dumps(good | {"version": 2}).encode(), NewerSchema),
        (json.dumps(good | {"chats": "many"}).encode(), NotAnExport),
        (export.read_bytes()[:-200], NotAnExport),
        (b"SQLite format 3\0" + b"x" * 5000, NotAnExport),
        (database.read_bytes()[:6000], NotAnExport),
        ((tmp_path / "newer.sqlite").read_bytes(), NewerSchema),
    ]
    for key, value in (("parent", 9999), ("role", "system"), ("text", None), ("created_at", "soon"), ("id", "one")):
        broken = json.loads(json.dumps(good))
        broken["chats"][0]["messages"][1][key] = value
        cases.append((json.dumps(broken).encode(), NotAnExport))
    async with opened(tmp_path / "new") as store:
        for content, expected in cases:
            bad.write_bytes(content)
            with pytest.raises(expected):
                await store.archive.read(bad)
        with pytest.raises(StoreError):
            await store.archive.read(tmp_path / "nothing")
        with pytest.raises(StoreError):
            await store.archive.read(tmp_path)
        odd = good["chats"][0]["messages"][1]
        odd.update({"model": "half \ud800", "usage": {"answer_tokens": "many"}, "error": {"kind": "Unknown"}})
        bad.write_text(json.dumps(good))
        assert len(await store.archive.add(await store.archive.read(bad))) == 2


async def test_all_or_none(tmp_path: Path) -> None:
    """The second chat fails in the middle: the first one is not there either."""
    export = await make_chats(tmp_path / "old")
    async with opened(tmp_path / "new") as store:
        one, two = await store.archive.read(export)
        orphan = ExportedChat(two.chat, two.messages[1:])
        with pytest.raises(KeyError):
            await store.archive.add((one, orphan))
        assert await store.chats.chats() == ()
        assert to_export(await store.chats.export())["chats"] == []
