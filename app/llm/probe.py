"""Who answers at an address?"""

from __future__ import annotations

import asyncio
import json

from app.domain.errors import AccessDenied, BadAnswer, NotOllama, Unreachable
from app.llm.light_client import LightClient
from app.llm.limits import MAX_VERSION_BYTES


async def version(url: str, timeout_s: float, key: str = "") -> str:
    """What it says it is. Connects anew each time: a server that takes no new callers does not answer.

    Raises: `Unreachable`, `NotOllama`, `AccessDenied`.
    """
    client = LightClient(url, key=key)
    try:
        async with asyncio.timeout(timeout_s):
            status, body = await client.get("/api/version", MAX_VERSION_BYTES)
    except TimeoutError as error:
        raise Unreachable(f"no answer in {timeout_s:g} s") from error
    except BadAnswer as error:
        raise NotOllama(error.detail) from error
    finally:
        client.close()
    start = body[:200].decode("utf-8", "replace")
    if status == 401:
        raise AccessDenied(start, address=url)
    if status != 200:
        raise NotOllama(f"HTTP {status}: {start}")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotOllama(start) from error
    if not isinstance(found, dict) or not isinstance(found.get("version"), str):
        raise NotOllama(start)
    return str(found["version"])
