"""What a worker is given that fails, stalls or dies; light, as the worker imports it within the document's time."""

import os
import time


def misbehave(name, asked):
    """Fails, lingers or dies, as `name` says."""
    if name == "fail":
        raise KeyError(name)
    time.sleep(60) if name == "linger" else os._exit(3)
