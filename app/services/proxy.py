"""Trying the way to the registry of models."""

from __future__ import annotations

from app.domain.ports import ModelRegistry

_TAG = "deepseek-r1:1.5b"
"""A model that has been offered for long; a list of a few hundred bytes."""


class ProxyTest:
    """Asks the registry something small by the way that is set now."""

    def __init__(self, registry: ModelRegistry, tag: str = _TAG) -> None:
        self._registry = registry
        self._tag = tag

    async def run(self) -> None:
        """Returns when downloads can come this way. Raises: `DownloadError` that says what is in between."""
        await self._registry.manifest(self._tag)
