"""The models of a server: what is shown of them, and what happens to them."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.errors import BackendError, BadAnswer, ModelBroken, ModelMissing, ServerFault, Stalled, Unreachable
from app.domain.models import InstalledModel, LoadedModel, ModelDetails
from app.domain.ports import ChatBackend, ModelLibrary, ServerProbe
from app.llm.ollama_backend import OllamaBackend
from app.llm.rows import installed_models, model_details
from tests.helpers.fake_answers import Answer, Hang, Pause, json_answer, refused
from tests.helpers.fake_ollama import MODEL, FakeModel, FakeOllama
from tests.llm.conftest import QUICK


def as_ports(backend: OllamaBackend) -> tuple[ChatBackend, ModelLibrary, ServerProbe]:
    """For the type checker: one object serves all three."""
    return backend, backend, backend


async def test_the_list_says_what_is_installed(server: FakeOllama, backend: OllamaBackend) -> None:
    assert await backend.installed() == (
        InstalledModel(
            tag=MODEL,
            size_bytes=2_460_000,
            digest=hashlib.sha256(MODEL.encode()).hexdigest(),
            modified_at=datetime(2026, 11, 20, 10, 0, 0, 123456, tzinfo=UTC),
            family="deepseek2",
            parameter_size="1.2M",
            quantization="F32",
        ),
    )


async def test_an_odd_entry_costs_only_itself(server: FakeOllama, backend: OllamaBackend) -> None:
    server.more_rows += [None, 5, [], {}, {"name": ""}, {"name": 7}, {"model": "old:1b", "size": "big", "details": 3}]
    assert [model.tag for model in await backend.installed()] == [MODEL, "old:1b"]


def test_a_model_that_is_listed_several_times_is_one_model() -> None:
    rows = [{"name": "a:1b", "size": 1}, {"name": "b:1b", "size": 2}, {"name": "a:1b", "size": 3}]
    assert [(model.tag, model.size_bytes) for model in installed_models({"models": rows})] == [("a:1b", 1), ("b:1b", 2)]


def test_the_newest_comes_first() -> None:
    rows = [
        {"name": "none"},
        {"name": "old", "modified_at": "2025-01-01T00:00:00Z"},
        {"name": "new", "modified_at": "2026-01-01T00:00:00.5+02:00"},
        {"name": "odd", "modified_at": "yesterday"},
    ]
    assert [model.tag for model in installed_models({"models": rows})] == ["new", "old", "none", "odd"]


@pytest.mark.parametrize(
    "row",
    [{"name": "x:cloud"}, {"name": "gpt-oss:120b-cloud"}, {"name": "x", "remote_host": "https://ollama.com:443"}],
)
def test_models_of_other_computers_are_known(row: dict[str, object]) -> None:
    assert installed_models({"models": [row]})[0].is_cloud


def test_a_name_that_only_looks_like_it_is_local() -> None:
    assert not installed_models({"models": [{"name": "cloud-watcher:8b"}]})[0].is_cloud


def test_no_models_may_be_null() -> None:
    assert installed_models({"models": None}) == ()


@pytest.mark.parametrize("answer", [[], None, {}, {"models": 5}, "text"])
async def test_no_list_at_all_is_a_bad_answer(server: FakeOllama, backend: OllamaBackend, answer: object) -> None:
    server.answers["/api/tags"] = json_answer(answer)
    with pytest.raises(BadAnswer):
        await backend.installed()


async def test_details_tell_what_a_model_can(server: FakeOllama, backend: OllamaBackend) -> None:
    details = await backend.details("tiny")
    assert details == ModelDetails(frozenset({"completion", "thinking"}), 4096, uses_jinja=False, has_stop=True)
    server.models[MODEL] = FakeModel(("completion",), template="{% for message in messages %}", parameters="")  # type: ignore[arg-type]
    details = await backend.details(MODEL)
    assert (details.uses_jinja, details.has_stop) == (True, False)


def test_details_that_are_missing_are_unknown() -> None:
    details = model_details(template=None, parameters=None, capabilities=None, facts=None)
    assert details == ModelDetails()
    odd = model_details(template="", parameters="stopwatch 5\n", capabilities=[], facts={"x.context_length": "long"})
    assert odd == ModelDetails()


async def test_details_of_a_model_that_is_gone(backend: OllamaBackend) -> None:
    with pytest.raises(ModelMissing) as caught:
        await backend.details("gone:8b")
    assert caught.value.tag == "gone:8b"


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b"null", b'{"capabilities":5}', b'{"model_info":{}, "template":[]}']
)
async def test_details_that_make_no_sense(server: FakeOllama, backend: OllamaBackend, body: bytes) -> None:
    server.answers["/api/show"] = Answer((body,), is_chunked=False)
    with pytest.raises(BadAnswer):
        await backend.details(MODEL)


async def test_loaded_models_have_sizes(server: FakeOllama, backend: OllamaBackend) -> None:
    assert await backend.loaded() == ()
    server.loaded.append(MODEL)
    assert await backend.loaded() == (LoadedModel(MODEL, 2_460_000, 0, 4096),)


async def test_unload_returns_when_the_model_is_gone(server: FakeOllama, backend: OllamaBackend) -> None:
    server.loaded.append(MODEL)
    await backend.unload("tiny")
    assert await backend.loaded() == ()
    server.loaded.append(MODEL)
    server.unloads = False
    with pytest.raises(Stalled):
        await backend.unload(MODEL)


async def test_delete_unloads_first(server: FakeOllama, backend: OllamaBackend) -> None:
    server.loaded.append(MODEL)
    await backend.delete(MODEL)
    wanted = ("POST /api/generate", "DELETE /api/delete")
    assert tuple(path for path in server.paths() if path != "GET /api/ps") == wanted
    assert await backend.installed() == ()
    with pytest.raises(ModelMissing):
        await backend.delete(MODEL)


async def test_a_model_that_is_not_loaded_is_only_deleted(server: FakeOllama, backend: OllamaBackend) -> None:
    await backend.delete(MODEL)
    assert "POST /api/generate" not in server.paths()


async def test_a_silent_server_does_not_keep_a_call_for_ever(server: FakeOllama) -> None:
    backend = OllamaBackend(server.url, replace(QUICK, call_s=0.2))
    server.answers["/api/tags"] = Answer((Hang(),))
    with pytest.raises(Stalled):
        await backend.installed()
    backend.close()


async def test_a_cancelled_call_hangs_up(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answers["/api/show"] = Answer((Hang(),))
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(backend.details(MODEL))
        await server.until(lambda: server.open_answers == 1)
        asking.cancel()
    await server.until(lambda: server.hangups == 1)


# --- making a model from a file ---


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tour.gguf"
    path.write_bytes(b"GGUF" + bytes(range(256)) * 10_000)
    return path


async def test_a_file_becomes_a_model(server: FakeOllama, backend: OllamaBackend, file: Path) -> None:
    steps: list[tuple[int, int]] = []
    size = file.stat().st_size
    await backend.import_file(
        "tour:latest",
        file,
        template="{{ .Prompt }}",
        stop=("<end>",),
        threads=1,
        progress=lambda *step: steps.append(step),
    )
    digest = f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
    assert server.paths() == [f"HEAD /api/blobs/{digest}", f"POST /api/blobs/{digest}", "POST /api/create"]
    assert server.requests[1].body == file.read_bytes()
    assert server.requests[2].json == {
        "model": "tour:latest",
        "stream": False,
        "files": {"tour.gguf": digest},
        "template": "{{ .Prompt }}",
        "parameters": {"stop": ["<end>"], "num_thread": 1},
    }
    assert "tour:latest" in server.models
    assert steps == sorted(steps)
    assert steps[-1] == (size, size)
    assert len(steps) > 2


async def test_a_file_that_the_server_has_is_not_sent_again(
    server: FakeOllama, backend: OllamaBackend, file: Path
) -> None:
    server.blobs.add(f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}")
    steps: list[tuple[int, int]] = []
    await backend.import_file("tour", file, template="", progress=lambda *step: steps.append(step))
    assert [path.split()[0] for path in server.paths()] == ["HEAD", "POST"]
    assert steps == [(file.stat().st_size,) * 2]


async def test_a_cancel_while_the_file_is_sent_leaves_no_model(
    server: FakeOllama, backend: OllamaBackend, file: Path
) -> None:
    digest = f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
    server.answers[f"POST /api/blobs/{digest}"] = Answer((Hang(),))
    async with asyncio.TaskGroup() as group:
        importing = group.create_task(backend.import_file("tour:latest", file, template=""))
        await server.until(lambda: server.open_answers == 1 and len(server.requests) == 2)
        importing.cancel()
    await server.until(lambda: server.hangups == 1)
    assert "tour:latest" not in server.models


async def test_a_cancel_while_the_model_is_made_leaves_none(
    server: FakeOllama, backend: OllamaBackend, file: Path
) -> None:
    server.answers["/api/create"] = Answer((Pause(0.1), b'{"status":"success"}'))
    server.models["tour:latest"] = FakeModel()
    async with asyncio.TaskGroup() as group:
        importing = group.create_task(backend.import_file("tour:latest", file, template=""))
        await server.until(lambda: "POST /api/create" in server.paths())
        importing.cancel()
    assert server.hangups == 0
    assert "tour:latest" not in server.models


async def test_trouble_with_a_file_has_a_name(server: FakeOllama, backend: OllamaBackend, file: Path) -> None:
    async def error_of(path: Path) -> BackendError:
        with pytest.raises(BackendError) as caught:
            await backend.import_file("tour", path, template="")
        return caught.value

    assert isinstance(await error_of(file.with_name("missing.gguf")), ModelBroken)
    assert isinstance(await error_of(file.parent), ModelBroken)
    server.answers["/api/create"] = refused(500, 'unsupported tensor "blk.1" offset+size exceeds file size')
    assert isinstance(await error_of(file), ModelBroken)
    server.blobs.clear()
    server.answers[f"POST /api/blobs/sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"] = refused(500, "odd")
    assert isinstance(await error_of(file), ServerFault)


async def test_a_call_after_the_end_says_so(server: FakeOllama) -> None:
    backend = OllamaBackend(server.url, QUICK)
    backend.close()
    with pytest.raises(Unreachable):
        await backend.installed()
