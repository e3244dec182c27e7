"""The models of a server: list, describe, load off, delete. Runs on the `llm` thread's loop."""

from __future__ import annotations

import asyncio
import json
import logging

from app.domain.errors import BackendError, Stalled
from app.domain.models import InstalledModel, LoadedModel, ModelDetails, normal_tag
from app.llm.client import Connection
from app.llm.errors import classify, translated
from app.llm.limits import MAX_LINE_BYTES, Limits
from app.llm.reading import read_body
from app.llm.rows import installed_models, model_details

_log = logging.getLogger(__name__)


async def installed(connection: Connection) -> tuple[InstalledModel, ...]:
    # Not by the library: it refuses the whole list for one odd entry, and drops what tells cloud models from others.
    with translated():
        async with connection.http.stream("GET", "/api/tags") as response:
            body = await read_body(response, MAX_LINE_BYTES)
        if response.status_code != 200:
            raise classify(response.status_code, body.decode("utf-8", "replace"))
        return installed_models(json.loads(body))


async def changed(
    connection: Connection, seen: bytes, interval_s: float, limits: Limits
) -> tuple[bytes, tuple[InstalledModel, ...]]:
    """Ask for the list until the answer is another than `seen`; the answer and the list in it.

    The first question is asked at once, the others every `interval_s`. Never raises: a list that cannot be had is
    asked for again.
    """
    while True:
        try:
            async with asyncio.timeout(limits.call_s):
                status, body = await connection.light.get("/api/tags", MAX_LINE_BYTES)
            if status == 200 and body != seen:
                with translated():
                    return body, installed_models(json.loads(body))
        except (BackendError, TimeoutError) as error:
            _log.debug("the list of models could not be read: %s", type(error).__name__)
        await asyncio.sleep(interval_s)


async def details(connection: Connection, tag: str) -> ModelDetails:
    with translated(tag):
        shown = await connection.ollama.show(tag)
    return model_details(
        template=shown.template,
        parameters=shown.parameters,
        capabilities=shown.capabilities,
        facts=shown.modelinfo,
    )


async def loaded(connection: Connection) -> tuple[LoadedModel, ...]:
    with translated():
        answer = await connection.ollama.ps()
    return tuple(
        LoadedModel(
            tag=tag,
            size_bytes=row.size or 0,
            vram_bytes=row.size_vram or 0,
            context_tokens=row.context_length or 0,
            digest=row.digest or "",
        )
        for row in answer.models
        if (tag := row.name or row.model)
    )


async def is_loaded(connection: Connection, tag: str) -> bool:
    """Whether the model is in memory, by this name or by another of its names."""
    in_memory = await loaded(connection)
    if not in_memory or any(model.is_of(tag) for model in in_memory):
        return bool(in_memory)
    digests = [model.digest for model in await installed(connection) if model.tag == normal_tag(tag)]
    return any(model.is_of(tag, digest) for model in in_memory for digest in digests)


async def unload(connection: Connection, tag: str, limits: Limits) -> None:
    """Raises: `Stalled` when the model is still there after `limits.unload_s`."""
    with translated(tag):
        await connection.ollama.generate(tag, keep_alive=0)
    try:
        async with asyncio.timeout(limits.unload_s):
            while await is_loaded(connection, tag):  # noqa: ASYNC110 - the server has no event for it
                await asyncio.sleep(limits.unload_poll_s)
    except TimeoutError as error:
        raise Stalled("still loaded", silent_s=limits.unload_s) from error


async def delete(connection: Connection, tag: str, limits: Limits) -> None:
    # A loaded model that is deleted stays in memory and can no longer be unloaded by its name.
    if await is_loaded(connection, tag):
        await unload(connection, tag, limits)
    with translated(tag):
        await connection.ollama.delete(tag)
