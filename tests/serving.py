"""Runs `gongkai serve` as a real process for the tests, and always ends it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from tests import processes

ROOT = Path(__file__).parents[1]


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "gongkai", *args]


@contextmanager
def served(data: Path, *options: str):
    """The process and its address, once it has said that it answers; `options` are more of the command's."""
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    with processes.start("serve", "--data", data, "--port", 0, *options, cwd=data, env=env) as process:
        try:
            address = process.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:"), process.stderr.read()
            yield process, address
        finally:
            if process.poll() is None:
                process.kill()


def get(url: str, **headers: str):
    """Status, headers and body; an error status is an answer like any other."""
    from urllib.error import HTTPError

    try:
        with urlopen(Request(url, headers=headers), timeout=120) as response:
            return response.status, response.headers, response.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()
