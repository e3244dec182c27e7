"""Reading a response that is expected to be small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import BadAnswer

if TYPE_CHECKING:
    import httpx


async def read_body(response: httpx.Response, max_bytes: int) -> bytes:
    """The whole body. Raises: `BadAnswer` when it is longer than `max_bytes`."""
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > max_bytes:
            raise BadAnswer("response too long")
    return bytes(body)
