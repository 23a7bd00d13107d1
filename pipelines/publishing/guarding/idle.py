"""Ends connections on which no whole request comes: uvicorn waits for one without end, and each holds a file open."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

SECONDS = 30.0  # from the connection, or the answer before, until a request has come whole with its headers


class Idle:
    """Knows since when each connection has been waiting for its request. `clock` gives seconds."""

    def __init__(self, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._since: dict[object, float] = {}

    def sweep(self, connections: Iterable) -> int:
        """Closes those of uvicorn's connections that have waited too long; gives how many."""
        now, waiting = self._clock(), [one for one in connections if _waits(one)]
        self._since = {one: self._since.get(one, now) for one in waiting}
        late = [one for one in waiting if now - self._since[one] >= self._seconds]
        for one in late:
            one.transport.abort()
        return len(late)


def _waits(connection) -> bool:
    """Whether no request of the connection is being answered."""
    cycle = getattr(connection, "cycle", None)
    return cycle is None or cycle.response_complete
