"""A gate before a served site: a crawl stands still where a test wants it, however fast or slow the machine is."""

from __future__ import annotations

import threading

from tests.processes import Started

_SECONDS = 300  # after which a test that never opens its gate is over anyway


class Gate:
    """Lets `through` requests pass and holds every later one until it is opened."""

    def __init__(self, through: int) -> None:
        self._left, self._lock = through, threading.Lock()
        self._reached, self._opened = threading.Event(), threading.Event()

    def passed(self) -> None:
        """Called by the server before it answers a request."""
        with self._lock:
            self._left -= 1
            held = self._left < 0
        if held:
            self._reached.set()
            self._opened.wait(_SECONDS)

    def wait(self, process: Started) -> None:
        """Returns when the process stands before the gate; fails where it ends instead."""
        while not self._reached.wait(0.05):
            assert process.poll() is None, process.stderr.read()

    def open(self) -> None:
        self._opened.set()
