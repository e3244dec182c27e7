"""Every text for trouble that the two generations of the server are known to write, and what it means here."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import (
    AccessDenied,
    AppError,
    BackendError,
    BadAnswer,
    Busy,
    ContextTooLong,
    EngineDamaged,
    LoadTimeout,
    ModelBroken,
    ModelMissing,
    NotOllama,
    OutOfMemory,
    Repeating,
    RunnerGone,
    ServerFault,
    Stalled,
    TooOld,
    Unreachable,
    Unsupported,
)
from app.llm.errors import classify, translated, unwrap

GIB = 1 << 30
TOO_LONG = (
    '{"error":{"code":400,"message":"request (499 tokens) exceeds the available context size (256 tokens), '
    'try increasing it","type":"exceed_context_size_error","n_prompt_tokens":499,"n_ctx":256}}'
)
MULTIMODAL = (
    '{"error":{"code":500,"message":"Multimodal data provided, but model does not support multimodal requests.",'
    '"type":"server_error"}}'
)

TEXTS: list[tuple[int, str, BackendError]] = [
    (404, "model 'nope' not found", ModelMissing(tag="nope")),
    (404, "model 'nope:latest' not found", ModelMissing(tag="nope:latest")),
    (404, 'model "nope" not found', ModelMissing(tag="nope")),
    (404, 'model "nope" not found, try pulling it first', ModelMissing(tag="nope")),
    (400, "invalid model name", ServerFault(status=400)),
    (400, "model is required", ServerFault(status=400)),
    (400, "missing request body", ServerFault(status=400)),
    (400, "unexpected EOF", ServerFault(status=400)),
    (400, 'time: missing unit in duration "10"', ServerFault(status=400)),
    (
        400,
        'invalid think value: "ultra" (must be "high", "medium", "low", "max", true, or false)',
        Unsupported(capability="thinking"),
    ),
    (400, "think must be a boolean or string; supported values: [false,true]", Unsupported(capability="thinking")),
    (400, '"tiny" does not support thinking', Unsupported(capability="thinking")),
    (400, "registry.ollama.ai/library/tiny:latest does not support tools", Unsupported(capability="tools")),
    (
        400,
        "x does not support tools. Pull the model again to get the latest version with full thinking support",
        Unsupported(capability="tools"),
    ),
    (400, MULTIMODAL, Unsupported(capability="vision")),
    (
        501,
        '{"error":{"message":"This server does not support embeddings. Start it with `--embeddings`"}}',
        Unsupported(capability="embeddings"),
    ),
    (500, 'option "num_ctx" must be of type integer', ServerFault(status=500)),
    (400, "typical_p is no longer supported", ServerFault(status=400)),
    (400, "LoRA adapters are no longer supported", ServerFault(status=400)),
    (
        400,
        "create-time quantization is only supported for safetensors imports; quantize GGUF models with llama.cpp tools "
        "before importing",
        ServerFault(status=400),
    ),
    (400, "neither 'from' or 'files' was specified", ServerFault(status=400)),
    (400, "template error: unexpected EOF", ModelBroken()),
    (400, 'digest mismatch, expected "sha256:a", got "sha256:b"', ModelBroken()),
    (400, "the input length exceeds the context length", ContextTooLong()),
    (
        400,
        "the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the "
        "context length in settings, or use a model with a longer context length",
        ContextTooLong(),
    ),
    (400, TOO_LONG, ContextTooLong(prompt_tokens=499, context_tokens=256)),
    (
        400,
        "request (499 tokens) exceeds the available context size (256 tokens), try increasing it",
        ContextTooLong(prompt_tokens=499, context_tokens=256),
    ),
    (200, "prediction aborted, token repeat limit reached", Repeating()),
    (500, "prediction aborted, token repeat limit reached", Repeating()),
    (
        500,
        "model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check "
        "ollama server logs for details",
        RunnerGone(),
    ),
    (200, "an error was encountered while running the model: unexpected EOF", RunnerGone()),
    (500, "an error was encountered while running the model: unexpected EOF", RunnerGone()),
    (
        500,
        "an error was encountered while running the model: read tcp 127.0.0.1:1->127.0.0.1:2: wsarecv: An existing "
        "connection was forcibly closed by the remote host.",
        RunnerGone(),
    ),
    (500, "llama-server process has terminated: signal: killed", RunnerGone()),
    (500, "llama-server process has terminated: exit status 1", RunnerGone()),
    (500, "llama-server process no longer running: exit status 1", RunnerGone()),
    (
        500,
        "model requires more system memory (16.5 GiB) than is available (7.5 GiB)",
        OutOfMemory(needed_bytes=int(16.5 * GIB), free_bytes=int(7.5 * GIB)),
    ),
    (
        500,
        "llama-server process has terminated: exit status 1: ggml_aligned_malloc: insufficient memory (attempted to "
        "allocate 24414.06 MB)\nalloc_tensor_range: failed to allocate buffer for kv cache",
        OutOfMemory(needed_bytes=int(24414.06 * (1 << 20))),
    ),
    (500, "llama-server process has terminated: exit status 1: cudaMalloc failed: out of memory", OutOfMemory()),
    (503, "server busy, please try again.  maximum pending requests exceeded", Busy()),
    (503, "account unavailable", Busy()),
    (429, "too many requests", Busy()),
    (499, "request canceled", ServerFault(status=499)),
    (
        500,
        "error starting llama-server: llama-server binary not found (checked: /a, /b). Run 'cmake -S llama/server "
        "--preset cpu && cmake --build --preset cpu' first",
        EngineDamaged(),
    ),
    (500, "error starting llama-server: fork/exec /a/llama-server: permission denied", EngineDamaged()),
    (500, "llama-server process no longer running: exit status 127", EngineDamaged()),
    (500, "llama-server process has terminated: exit status 0xc0000135: a library is missing", EngineDamaged()),
    (500, "llama-server process has terminated: signal: segmentation fault", EngineDamaged()),
    (500, "llama-server process has terminated: OK", EngineDamaged()),
    (
        500,
        "model failed to load, this may be due to resource limitations or an internal error, check ollama server logs",
        ModelBroken(),
    ),
    (
        500,
        "llama-server process has terminated: exit status 1: error loading model: unknown model architecture: 'x'\n"
        "error loading model: unknown model architecture: 'x'",
        ModelBroken(),
    ),
    (
        500,
        "llama-server process has terminated: exit status 1: error: Unable to generate parser for this template. …",
        ModelBroken(),
    ),
    (500, 'read GGUF metadata "/m/blobs/sha256-a": unsupported file type [104 101 108 108]', ModelBroken()),
    (500, 'unsupported tensor "blk.1.ffn_up.weight" offset+size exceeds file size', ModelBroken()),
    (500, "unable to load model: /m/blobs/sha256-a", ModelBroken()),
    (500, "timed out waiting for llama-server to start - ", LoadTimeout()),
    (500, "timed out waiting for llama runner to start - progress 0.00 - ", LoadTimeout()),
    (
        412,
        "pull model manifest: 412: The model you are attempting to pull requires a newer version of Ollama.",
        TooOld(),
    ),
    (
        401,
        '{"error":{"code":401,"message":"Invalid API Key","type":"authentication_error"}}',
        AccessDenied(),
    ),
    (401, "unauthorized", AccessDenied()),
    (403, "ollama cloud is disabled: remote model is unavailable", AccessDenied()),
    (400, "this server cannot run this remote model", ServerFault(status=400)),
    (500, "something new", ServerFault(status=500)),
]


def facts(error: AppError) -> dict[str, object]:
    return {name: value for name, value in vars(error).items() if name != "detail"} | {"kind": type(error)}


@pytest.mark.parametrize(("status", "text", "expected"), TEXTS)
def test_known_texts(status: int, text: str, expected: BackendError) -> None:
    error = classify(status, json.dumps({"error": text}))
    assert facts(error) == facts(expected)
    assert "{" not in error.detail, "the JSON was not taken off"
    # The library takes the outer layer off before we see it.
    assert facts(classify(status, text)) == facts(expected)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (404, "404 page not found", NotOllama()),
        (405, "405 method not allowed", NotOllama()),
        (404, "<html>not found</html>", NotOllama()),
        (307, "", NotOllama()),
        (301, "moved", NotOllama()),
        (403, "", AccessDenied()),
        (401, '{"error":"unauthorized","signin_url":"https://ollama.com/connect?name=HOST&key=A"}', AccessDenied()),
        (502, "<html><h1>502 Bad Gateway</h1></html>", ServerFault(status=502)),
        (500, "", ServerFault(status=500)),
        (-1, "something new", ServerFault(status=0)),
        (500, '{"error": null}', ServerFault(status=500)),
        (500, '{"error": {"error": {"message": "out of memory"}}}', OutOfMemory()),
    ],
)
def test_other_bodies(status: int, body: str, expected: BackendError) -> None:
    assert facts(classify(status, body)) == facts(expected)


def test_the_model_that_was_asked_wins_over_the_one_in_the_text() -> None:
    assert facts(classify(404, '{"error":"model \'a:latest\' not found"}', "a"))["tag"] == "a"


def test_details_have_a_limit() -> None:
    assert len(classify(500, "x" * 100_000).detail) == 2_000


@settings(deadline=None)
@given(
    st.integers(-1, 599),
    st.text() | st.recursive(st.text(), lambda inner: inner.map(lambda x: json.dumps({"error": x}))),
)
def test_no_body_is_too_odd(status: int, body: str) -> None:
    assert isinstance(classify(status, body), BackendError)


def test_deep_nesting_is_no_trouble() -> None:
    assert unwrap('{"error":' + "[" * 100_000).is_json is False
    assert unwrap('{"error":' * 900 + '"x"' + "}" * 900).text == "x"


class _LibraryError(Exception):
    """Shaped as ollama.ResponseError."""

    def __init__(self, error: str, status_code: int) -> None:
        super().__init__(error)
        self.error = error
        self.status_code = status_code


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (httpx.ConnectError("refused"), Unreachable),
        (httpx.ConnectTimeout("slow"), Unreachable),
        (httpx.UnsupportedProtocol("ftp"), Unreachable),
        (httpx.InvalidURL("odd"), Unreachable),
        (httpx.ReadError("reset"), Unreachable),
        (httpx.WriteError("reset"), Unreachable),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), Unreachable),
        (httpx.RemoteProtocolError("illegal status line"), BadAnswer),
        (httpx.ReadTimeout("slow"), Stalled),
        (httpx.PoolTimeout("slow"), Stalled),
        (httpx.DecodingError("odd"), BadAnswer),
        (httpx.StreamClosed(), BadAnswer),
        (json.JSONDecodeError("odd", "", 0), BadAnswer),
        (UnicodeDecodeError("utf-8", b"", 0, 1, "odd"), BadAnswer),
        (RecursionError("deep"), BadAnswer),
        (TypeError("an array"), BadAnswer),
        (ConnectionError("refused"), Unreachable),
        (_LibraryError("model 'a' not found", 404), ModelMissing),
        (_LibraryError("out of memory", -1), OutOfMemory),
        (Busy("as it is"), Busy),
    ],
)
def test_exceptions_are_translated_and_keep_their_cause(raised: Exception, expected: type[BackendError]) -> None:
    with pytest.raises(expected) as caught, translated():
        raise raised
    assert caught.value is raised or caught.value.__cause__ is raised


@pytest.mark.parametrize("raised", [asyncio.CancelledError(), KeyboardInterrupt(), AssertionError("ours")])
def test_what_is_not_the_servers_passes_through(raised: BaseException) -> None:
    with pytest.raises(type(raised)), translated():
        raise raised
