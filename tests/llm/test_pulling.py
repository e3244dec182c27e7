"""What the server says of a download, as it comes."""

from __future__ import annotations

import json
import time

from app.domain.downloads import PullDone, PullProgress
from app.llm.ollama_backend import OllamaBackend
from tests.helpers.fake_answers import Answer, Pause, Step
from tests.helpers.fake_ollama import MODEL, FakeOllama

_LINES = 40
_PAUSE_S = 0.02


async def test_a_server_that_speaks_often_is_heard_in_time(server: FakeOllama, backend: OllamaBackend) -> None:
    """Each line comes as a piece of its own; those that came together are taken together."""
    steps: list[Step] = []
    for number in range(1, _LINES + 1):
        row = {"status": "pulling aa", "digest": "sha256:aa", "total": _LINES, "completed": number}
        steps += [json.dumps(row).encode() + b"\n", Pause(_PAUSE_S)]
    server.answers["POST /api/pull"] = Answer((*steps, b'{"status": "success"}\n'))
    began = time.monotonic()
    events = [event async for event in backend.pull(MODEL)]
    assert time.monotonic() - began < 4 * _LINES * _PAUSE_S  # one line a look would take ten seconds
    assert events[-2:] == [PullProgress("sha256:aa", _LINES, _LINES), PullDone()]
