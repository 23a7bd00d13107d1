"""What a worker is given that fails, stalls or dies; light, as the worker imports it within the document's time."""

import os
import signal
import time

from pipelines.records import CaptureOutcome, Reading


def misbehave(name, asked):
    """Fails, lingers or dies, as `name` says."""
    if name == "fail":
        raise KeyError(name)
    time.sleep(3600) if name == "linger" else os._exit(3)


def deadly(body, *, url, **_):
    """In the place of read_capture: dies, stalls or fails where the document says so."""
    if body == b"die":
        os.kill(os.getpid(), signal.SIGKILL)
    if body == b"stall":
        signal.pause()
    if body == b"fail":
        raise ValueError("a fault")
    return (Reading(CaptureOutcome.NOT_A_REPORT, note=url),)
