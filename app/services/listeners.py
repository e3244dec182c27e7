"""A typed observer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Listeners(Generic[T]):
    """Tells what happened to whoever wants to know, in the order of adding.

    A listener that raises is logged and does not keep the others from hearing.
    """

    def __init__(self) -> None:
        self._callbacks: list[Callable[[T], None]] = []

    def add(self, callback: Callable[[T], None]) -> Callable[[], None]:
        """Call `callback` with everything told from now on; the returned function ends that."""
        self._callbacks.append(callback)

        def remove() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return remove

    def tell(self, news: T) -> None:
        """Call every listener now."""
        for callback in tuple(self._callbacks):
            try:
                callback(news)
            except Exception:  # noqa: BLE001 - one broken listener must not deafen the others
                _log.exception("a listener failed")
