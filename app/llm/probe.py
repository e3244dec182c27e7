"""Who answers at an address?"""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from app.domain.errors import BackendError, NotOllama, Stalled, Unreachable
from app.llm.client import Connection
from app.llm.errors import translated
from app.llm.limits import MAX_VERSION_BYTES, Limits
from app.llm.reading import read_body


async def version(url: str, timeout_s: float, limits: Limits) -> str:
    """Raises: `Unreachable`, `NotOllama`."""
    try:
        async with asyncio.timeout(timeout_s):
            with translated():
                body = await _ask(url, replace(limits, connect_s=timeout_s, call_s=timeout_s))
                found = json.loads(body)
    except (TimeoutError, Stalled) as error:
        raise Unreachable(f"no answer in {timeout_s:g} s") from error
    except (Unreachable, NotOllama):
        raise
    except BackendError as error:
        raise NotOllama(error.detail) from error
    if not isinstance(found, dict) or not isinstance(found.get("version"), str):
        raise NotOllama(body[:200].decode("utf-8", "replace"))
    return str(found["version"])


async def _ask(url: str, limits: Limits) -> bytes:
    connection = Connection(url, limits)
    try:
        async with connection.http.stream("GET", "/api/version") as response:
            body = await read_body(response, MAX_VERSION_BYTES)
    finally:
        await connection.close()
    if response.status_code != 200:
        raise NotOllama(f"HTTP {response.status_code}: " + body[:200].decode("utf-8", "replace"))
    return body
