"""What a hostile document may cost, in processor time: the clock on the wall is the machine's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 3.0  # the promise is two on a quiet machine


@contextmanager
def in_time() -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < SECONDS


def reads_once(test: object) -> bool:
    """Whether a test reads one document; one that hypothesis runs reads many and says itself what is to be in time."""
    return not getattr(test, "is_hypothesis_test", False)
