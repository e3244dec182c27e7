"""Reading the body of a response."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from app.domain.errors import BadAnswer

if TYPE_CHECKING:
    import httpx


def body_of(response: httpx.Response) -> aclosing[AsyncGenerator[bytes, None]]:
    """The body as it comes. Closed when left: a generator that is left in the middle would close itself much later."""
    return aclosing(cast("AsyncGenerator[bytes, None]", response.aiter_raw()))


async def read_body(response: httpx.Response, max_bytes: int) -> bytes:
    """The whole body. Raises: `BadAnswer` when it is longer than `max_bytes`."""
    body = bytearray()
    async with body_of(response) as pieces:
        async for piece in pieces:
            body += piece
            if len(body) > max_bytes:
                raise BadAnswer("response too long")
    return bytes(body)
