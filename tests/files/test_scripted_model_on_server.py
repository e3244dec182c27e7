"""A real server recites scripted models, character for character."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.files.tour_model import TourModel
from tests.helpers import tiny_models
from tests.helpers.tiny_models import ARCHITECTURES, TinyModel, import_model

pytestmark = pytest.mark.engine
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class _Answer:
    thinking: str
    text: str
    done: str | None
    """The server's reason to stop; None if the stream ended without one."""
    chunks: int


def _post(url: str, body: Mapping[str, object]) -> bytes:
    with closing(_DIRECT.open(urllib.request.Request(url, json.dumps(body).encode()), timeout=60)) as response:
        raw: bytes = response.read()
    return raw


def _stream(url: str, tag: str, think: bool, said: str = "") -> Generator[dict[str, object], None, None]:
    messages = [{"role": "user", "content": "Hello, how are things?\nAnd the end!"}]
    if said:
        messages.append({"role": "assistant", "content": said})
    body = {"model": tag, "messages": messages, "think": think, "options": {"num_ctx": 4096}}
    request = urllib.request.Request(f"{url}/api/chat", json.dumps(body).encode())
    with closing(_DIRECT.open(request, timeout=60)) as response:
        for line in response:
            yield json.loads(line)


def _chat(url: str, tag: str, *, think: bool, said: str = "") -> _Answer:
    chunks = list(_stream(url, tag, think, said))
    messages = [chunk["message"] for chunk in chunks if "message" in chunk]
    texts = [message for message in messages if isinstance(message, dict)]
    last = chunks[-1]
    return _Answer(
        "".join(text.get("thinking", "") for text in texts),
        "".join(text["content"] for text in texts),
        str(last["done_reason"]) if last.get("done") else None,
        len(chunks),
    )


@pytest.fixture
def imported(engine_url: str) -> Iterator[list[str]]:
    """Tags that are deleted from the server after the test."""
    tags: list[str] = []
    yield tags
    for tag in tags:
        _post(f"{engine_url}/api/generate", {"model": tag, "keep_alive": 0})
        request = urllib.request.Request(
            f"{engine_url}/api/delete", json.dumps({"model": tag}).encode(), method="DELETE"
        )
        _DIRECT.open(request, timeout=60).close()


def _import(url: str, model: TinyModel, imported: list[str]) -> str:
    tag = f"scripted-{model.path.stem}:latest"
    import_model(url, model.path, tag)
    imported.append(tag)
    return tag


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_it_recites(engine_url: str, imported: list[str], arch: str) -> None:
    model = tiny_models.recites(arch)
    tag = _import(engine_url, model, imported)
    details = json.loads(_post(f"{engine_url}/api/show", {"model": tag}))
    assert "thinking" in details["capabilities"]

    whole = _chat(engine_url, tag, think=True)
    assert (whole.thinking, whole.text, whole.done) == (model.thinking, model.answer, "stop")
    assert whole.chunks > len(model.pieces)

    answer_only = _chat(engine_url, tag, think=False)
    assert (answer_only.thinking, answer_only.text, answer_only.done) == ("", model.answer, "stop")


@pytest.mark.parametrize("arch", ARCHITECTURES)
@pytest.mark.parametrize("think", [False, True])
def test_it_goes_on_where_it_was_interrupted(engine_url: str, imported: list[str], arch: str, think: bool) -> None:
    model = tiny_models.recites(arch)
    tag = _import(engine_url, model, imported)
    for count in range(1, len(model.pieces)):
        said = "".join(model.pieces[:count])
        rest = _chat(engine_url, tag, think=think, said=said)
        assert said + rest.text == model.answer
        assert rest.thinking == ""


def test_the_tour(engine_url: str, imported: list[str], tmp_path: Path) -> None:
    texts = Path(__file__).parents[2] / "resources" / "tour"
    import_model(engine_url, TourModel(texts, tmp_path)(), "scripted-tour")
    imported.append("scripted-tour")
    told = _chat(engine_url, "scripted-tour", think=True)
    assert told.thinking == (texts / "thinking.md").read_text("utf-8").strip()
    assert told.text == (texts / "answer.md").read_text("utf-8").strip()
    assert told.done == "stop"


def test_the_long_model(engine_url: str, imported: list[str]) -> None:
    model = tiny_models.long(30)
    told = _chat(engine_url, _import(engine_url, model, imported), think=True)
    assert (told.thinking, told.text) == (model.thinking, model.answer)


def test_the_looping_model_does_not_end_by_itself(engine_url: str, imported: list[str]) -> None:
    model = tiny_models.loops()
    tag = _import(engine_url, model, imported)
    expected = model.answer + "\n" + model.answer + "\n"
    told = ""
    with closing(_stream(engine_url, tag, think=False)) as stream:
        while len(told) < len(expected):
            message = next(stream)["message"]
            assert isinstance(message, dict)
            told += message["content"]
    assert told.startswith(expected)


def test_the_repeating_model_is_cut_off(engine_url: str, imported: list[str]) -> None:
    tag = _import(engine_url, tiny_models.repeats(), imported)
    told = _chat(engine_url, tag, think=False)
    assert told.text.startswith("Well again again again")
    assert told.done is None


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_the_broken_model_cannot_be_loaded(engine_url: str, imported: list[str], arch: str) -> None:
    model = tiny_models.broken(arch)
    tag = _import(engine_url, model, imported)
    with pytest.raises(urllib.error.HTTPError) as caught:
        _chat(engine_url, tag, think=False)
    with closing(caught.value) as error:
        assert error.code == 500
        assert b"load" in error.read()
