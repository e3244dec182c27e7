"""How fast the processor reads memory: what a model on the processor answers with is mostly that."""

from __future__ import annotations

import ctypes
import mmap
import threading
import time
from collections.abc import Callable

_TOTAL_BYTES = 256 * 2**20
"""More than any cache of today's computers, together."""
_SMALLEST_BYTES = 32 * 2**20
_ROUNDS = 3
_MOST_THREADS = 8
_MOST_TRIES = 4
_APART_S = 5.0
_lock = threading.Lock()
_measured: list[float] = []
_tried_at: list[float] = []


def known_bandwidth(
    threads: int, free_bytes: int, now: Callable[[], float] = time.monotonic, *, may_try: bool = True
) -> float | None:
    """See `memory_bandwidth`; the best of four tries in the life of the program, five seconds or more apart.

    The first one meets a program that is starting, at the first run beside an engine that is starting, too. Without
    `may_try` what is known is told: a try takes all cores from whatever else works.
    """
    with _lock:
        if may_try and len(_tried_at) < _MOST_TRIES and (not _tried_at or now() - _tried_at[-1] >= _APART_S):
            _tried_at.append(now())
            if found := memory_bandwidth(threads, free_bytes):
                _measured.append(found)
        return max(_measured, default=None)


def memory_bandwidth(threads: int, free_bytes: int) -> float | None:
    """Bytes a second that all cores together move, the best of three rounds; a quarter of a second in all.

    A busy computer gives less than it could, never more: `store.memory_speed` keeps the best of all starts.

    Copying counts twice: what is read and what is written. Measured beside reading alone it comes to the same.
    None when there is not enough free memory to try.
    """
    count = max(1, min(threads, _MOST_THREADS))
    size = min(_TOTAL_BYTES, free_bytes // 16) // count
    if size * count < _SMALLEST_BYTES:
        return None
    buffers = [mmap.mmap(-1, size) for _ in range(count)]
    try:
        places = [ctypes.addressof(ctypes.c_char.from_buffer(buffer)) for buffer in buffers]
        for place in places:
            ctypes.memset(place, 1, size)  # pages come into being here, not while the clock runs
        return max(_round(places, size) for _ in range(_ROUNDS))
    finally:
        for buffer in buffers:
            buffer.close()


def _round(places: list[int], size: int) -> float:
    half = size // 2
    gate = threading.Barrier(len(places) + 1)

    def copy(place: int) -> None:
        gate.wait()
        ctypes.memmove(place, place + half, half)  # lets go of the interpreter meanwhile

    workers = [threading.Thread(target=copy, args=(place,), name="memory-speed", daemon=True) for place in places]
    for worker in workers:
        worker.start()
    gate.wait()
    began = time.perf_counter()
    for worker in workers:
        worker.join()
    return 2 * half * len(places) / max(time.perf_counter() - began, 1e-9)
