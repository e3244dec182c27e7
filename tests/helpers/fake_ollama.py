"""A scripted Ollama on a real socket, for what a real one will not do on demand.

    with FakeOllama() as server:
        server.answer = said("Hello there", thinking="I am thinking.")
        ...                                  # the code under test talks to server.url
        server.wait_for(lambda: server.hangups == 1)

As a process: `python -m tests.helpers.fake_ollama SCENARIO --port N`.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from tests.helpers.fake_answers import SCENARIOS, Answer, Hang, Loop, Pause, Reset, json_answer, said

MODEL = "tiny:latest"
STAMP = "2026-11-20T10:00:00.123456789Z"


@dataclass
class FakeModel:
    """What the server says about a model that it has."""

    size: int = 2_460_000
    capabilities: tuple[str, ...] = ("completion", "thinking")
    template: str = "{{ .Prompt }}"
    parameters: str = 'stop    "<｜User｜>"'
    context_tokens: int = 4096


@dataclass(frozen=True)
class Request:
    """One request as it arrived; `json` is None when the body is not JSON."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass
class FakeOllama:
    """A server on its own thread. Attributes may be changed at any time; they count from the next request on."""

    port: int = 0
    version: str = "0.34.4"
    answer: Answer | Callable[[Request], Answer] = field(default_factory=lambda: said("Hello there, test!"))
    """What `/api/chat` says."""
    answers: dict[str, Answer] = field(default_factory=dict)
    """Other answers, by path ("/api/tags") or by method and path ("GET /api/tags"); they win."""
    models: dict[str, FakeModel] = field(default_factory=lambda: {MODEL: FakeModel()})
    more_rows: list[object] = field(default_factory=list)
    """Raw entries added to the list of models."""
    loaded: list[str] = field(default_factory=list)
    loads: bool = True
    """Whether a chat puts its model into memory."""
    wedged: set[str] = field(default_factory=set)
    """Models whose runner hangs until they are unloaded."""
    unloads: bool = True
    """Whether an unload works."""
    keeps_alive: bool = False
    """Whether a connection that asked with GET may ask again."""
    blobs: set[str] = field(default_factory=set)
    requests: list[Request] = field(default_factory=list)
    hangups: int = 0
    """Answers that the other side did not wait for."""
    open_answers: int = 0
    """Answers being given now."""

    def __post_init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="fake-ollama", daemon=True)
        self._is_listening = threading.Event()
        self._stopping = asyncio.Event()
        self._changed = threading.Condition()
        self._handlers: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def chats(self) -> list[Any]:
        """The bodies of all requests to `/api/chat` so far."""
        return [request.json for request in self.requests if request.path == "/api/chat"]

    def paths(self) -> list[str]:
        """Method and path of all requests so far."""
        return [f"{request.method} {request.path}" for request in self.requests]

    def wait_for(self, condition: Callable[[], bool], timeout_s: float = 5.0) -> None:
        """Block until the condition is true. Raises: `TimeoutError`."""
        with self._changed:
            if not self._changed.wait_for(condition, timeout_s):
                raise TimeoutError(f"requests so far: {self.paths()}, hang-ups: {self.hangups}")

    async def until(self, condition: Callable[[], bool], timeout_s: float = 5.0) -> None:
        """`wait_for` for a coroutine: its loop goes on."""
        deadline = time.monotonic() + timeout_s
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"requests so far: {self.paths()}, hang-ups: {self.hangups}")
            await asyncio.sleep(0.002)

    def start(self) -> None:
        self._thread.start()
        if not self._is_listening.wait(10):
            raise TimeoutError("the fake server did not start")

    def stop(self) -> None:
        """End at once, as a killed server does: running answers are cut."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(10)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # --- the thread ---

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            asyncio.set_event_loop(None)
            self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", self.port, limit=1 << 20)
        self.port = server.sockets[0].getsockname()[1]
        self._is_listening.set()
        await self._stopping.wait()
        server.close()
        for _ in range(5):  # turns in which connections that were just accepted get their handler
            await asyncio.sleep(0)
        for handler in tuple(self._handlers):
            handler.cancel()
        if self._handlers:
            await asyncio.wait(self._handlers)
        await asyncio.sleep(0)  # a connection that was cut lets go of its socket a turn later

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._handlers.add(task)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while True:
                    request = await _read_request(reader)
                    self.requests.append(request)
                    self._tell()
                    if not self._is_kept(request):
                        break
                    await self._give(request, writer)
                await self._reply(request, reader, writer)
        finally:
            writer.transport.abort() if self._stopping.is_set() else writer.close()
            try:
                await writer.wait_closed()
            except (OSError, asyncio.CancelledError):
                writer.transport.abort()  # nobody reads what was still to be sent
            self._handlers.discard(task)
            self._tell()

    def _is_kept(self, request: Request) -> bool:
        return self.keeps_alive and request.method == "GET"

    async def _reply(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Give the answer until it is given or the other side has gone."""
        self.open_answers += 1
        giving = self._loop.create_task(self._give(request, writer))
        watching = self._loop.create_task(_gone(reader))
        try:
            await asyncio.wait([giving, watching], return_when=asyncio.FIRST_COMPLETED)
            if not giving.done() or giving.cancelled() or isinstance(giving.exception(), OSError):
                self.hangups += 1
        finally:
            self.open_answers -= 1
            for task in (giving, watching):
                task.cancel()
            await asyncio.wait([giving, watching])
        if not giving.cancelled() and (error := giving.exception()) and not isinstance(error, OSError):
            raise error

    async def _give(self, request: Request, writer: asyncio.StreamWriter) -> None:
        answer = await self._answer_to(request)
        head = [f"HTTP/1.1 {answer.status} X", f"Content-Type: {answer.content_type}"]
        head.append("Connection: keep-alive" if self._is_kept(request) else "Connection: close")
        head += [f"{name}: {value}" for name, value in answer.headers.items()]
        head.append("Transfer-Encoding: chunked" if answer.is_chunked else f"Content-Length: {answer.length}")
        raw_head = ("\r\n".join(head) + "\r\n\r\n").encode()
        async with aclosing(_steps(answer)) as steps:
            async for step in steps:
                if step is None:
                    writer.transport.abort()
                    return
                chunk = b"%x\r\n%b\r\n" % (len(step), step) if answer.is_chunked else step
                writer.write(raw_head + chunk)
                raw_head = b""
                await writer.drain()
        writer.write(raw_head + (b"0\r\n\r\n" if answer.is_chunked and answer.has_end else b""))
        await writer.drain()

    async def _answer_to(self, request: Request) -> Answer:
        for key in (f"{request.method} {request.path}", request.path):
            if key in self.answers:
                return self.answers[key]
        route: dict[str, Callable[[Request], Answer | Awaitable[Answer]]] = {
            "GET /": lambda _: Answer((b"Ollama is running",), content_type="text/plain"),
            "GET /api/version": lambda _: json_answer({"version": self.version}),
            "GET /api/tags": lambda _: json_answer({"models": self._rows()}),
            "GET /api/ps": lambda _: json_answer({"models": [self._loaded_row(tag) for tag in self.loaded]}),
            "POST /api/show": self._show,
            "POST /api/chat": self._chat,
            "POST /api/generate": self._generate,
            "POST /api/create": self._create,
            "DELETE /api/delete": self._delete,
        }
        if found := route.get(f"{request.method} {request.path}"):
            answer = found(request)
            return answer if isinstance(answer, Answer) else await answer
        if request.path.startswith("/api/blobs/sha256:"):
            return self._blob(request)
        return Answer((b"404 page not found",), status=404, content_type="text/plain")

    # --- what the server does ---

    def _rows(self) -> list[object]:
        rows: list[object] = [
            {
                "name": tag,
                "model": tag,
                "modified_at": STAMP,
                "size": model.size,
                "digest": hashlib.sha256(tag.encode()).hexdigest(),
                "details": {
                    "format": "gguf",
                    "family": "deepseek2",
                    "parameter_size": "1.2M",
                    "quantization_level": "F32",
                },
                "capabilities": list(model.capabilities),
            }
            for tag, model in self.models.items()
        ]
        return rows + self.more_rows

    def _loaded_row(self, tag: str) -> dict[str, object]:
        size = self.models[tag].size if tag in self.models else 1
        return {"name": tag, "model": tag, "size": size, "size_vram": 0, "context_length": 4096, "expires_at": STAMP}

    def _known(self, request: Request) -> str | Answer:
        tag = str((request.json or {}).get("model", ""))
        tag = tag if ":" in tag else f"{tag}:latest"
        return tag if tag in self.models else json_answer({"error": f"model '{tag}' not found"}, status=404)

    def _show(self, request: Request) -> Answer:
        if isinstance(tag := self._known(request), Answer):
            return tag
        model = self.models[tag]
        return json_answer(
            {
                "modelfile": "FROM x",
                "template": model.template,
                "parameters": model.parameters,
                "details": {"format": "gguf", "family": "deepseek2"},
                "model_info": {"general.architecture": "deepseek2", "deepseek2.context_length": model.context_tokens},
                "capabilities": list(model.capabilities),
                "modified_at": STAMP,
            }
        )

    async def _chat(self, request: Request) -> Answer:
        if isinstance(tag := self._known(request), Answer):
            return tag
        if self.loads and tag not in self.loaded:
            self.loaded.append(tag)
        if tag in self.wedged:
            await asyncio.Event().wait()
        return self.answer(request) if callable(self.answer) else self.answer

    async def _generate(self, request: Request) -> Answer:
        if isinstance(tag := self._known(request), Answer):
            return tag
        reason = "load"
        if request.json.get("keep_alive") in (0, "0", "0s"):
            reason = "unload"
            # As with the real one, a hanging request holds up the unload.
            while self.open_answers > 1 and tag in self.wedged:
                await asyncio.sleep(0.005)
            if self.unloads:
                self.wedged.discard(tag)
                self.loaded = [other for other in self.loaded if other != tag]
        elif tag not in self.loaded:
            self.loaded.append(tag)
        return json_answer({"model": tag, "created_at": STAMP, "response": "", "done": True, "done_reason": reason})

    def _blob(self, request: Request) -> Answer:
        digest = request.path.rsplit("/", 1)[-1]
        if request.method == "HEAD":
            return Answer((), status=200 if digest in self.blobs else 404, is_chunked=False)
        if f"sha256:{hashlib.sha256(request.body).hexdigest()}" != digest:
            return json_answer({"error": f'digest mismatch, expected "{digest}"'}, status=400)
        self.blobs.add(digest)
        return Answer((), status=201, is_chunked=False)

    def _create(self, request: Request) -> Answer:
        body = request.json
        tag = body["model"] if ":" in body["model"] else f"{body['model']}:latest"
        if not set(body["files"].values()) <= self.blobs:
            return json_answer({"error": "invalid digest"}, status=400)
        self.models[tag] = FakeModel(template=body.get("template", ""))
        if body.get("stream") is False:
            return json_answer({"status": "success"})
        lines = [{"status": status} for status in ("parsing GGUF", "writing manifest", "success")]
        return Answer(tuple(json.dumps(line).encode() + b"\n" for line in lines))

    def _delete(self, request: Request) -> Answer:
        if isinstance(tag := self._known(request), Answer):
            return tag
        del self.models[tag]
        return Answer((), is_chunked=False)


async def _read_request(reader: asyncio.StreamReader) -> Request:
    """The whole request: closing before its end would send a reset and hide what was meant to be seen."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = b""
    if headers.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
    elif length := int(headers.get("content-length", 0)):
        body = await reader.readexactly(length)
    return Request(method, path, headers, body)


async def _gone(reader: asyncio.StreamReader) -> None:
    with suppress(OSError):
        while await reader.read(4096):
            pass


async def _steps(answer: Answer) -> AsyncGenerator[bytes | None, None]:
    """The bytes to send; None cuts the connection."""
    for step in answer.steps:
        match step:
            case bytes():
                yield step
            case Pause(seconds):
                await asyncio.sleep(seconds)
            case Hang():
                await asyncio.Event().wait()
            case Reset():
                yield None
                return
            case Loop(pieces, pause_s):
                while True:
                    for piece in pieces:
                        yield piece
                        await asyncio.sleep(pause_s)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", choices=sorted(SCENARIOS))
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    with FakeOllama(port=arguments.port) as server:
        server.answer = SCENARIOS[arguments.scenario]()
        print(server.url, flush=True)  # noqa: T201
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
