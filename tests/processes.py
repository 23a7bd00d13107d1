"""`gongkai` as a process of its own, as a user runs it, without two seconds of imports each: forked from one that has loaded it.

Arguments, environment, working directory, pipes, signals and exit codes are those of `python -m gongkai`. What the start
itself costs or says is tested with that (test_demo.py, test_deploy.py, the Ctrl-C of test_crawl.py).
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


class Started:
    """A running gongkai, to be used like a Popen with text pipes."""

    def __init__(self, arguments: tuple[str, ...], cwd: Path | None, env: Mapping[str, str] | None) -> None:
        self.args, self.returncode = arguments, None
        call = {"arguments": arguments, "cwd": str(cwd or Path.cwd()), "env": dict(os.environ if env is None else env)}
        (out, its_out), (err, its_err), (status, its_status) = os.pipe(), os.pipe(), os.pipe()
        with Path(os.devnull).open() as nothing:
            ends = [nothing.fileno(), its_out, its_err, its_status]
            socket.send_fds(_forker(), [json.dumps(call).encode()], ends)
        for end in (its_out, its_err, its_status):
            os.close(end)
        self.stdout, self.stderr, self._status = (os.fdopen(end, encoding="utf-8") for end in (out, err, status))
        self.pid = int(self._status.readline())

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self._status], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout)
            self.returncode = int(self._status.readline())
            self._status.close()
        return self.returncode

    def poll(self) -> int | None:
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it printed and complained of, once it has ended; one that takes longer is killed."""
        with ThreadPoolExecutor(2) as readers:
            said = [readers.submit(pipe.read) for pipe in (self.stdout, self.stderr)]
            try:
                self.wait(timeout)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
            return said[0].result(), said[1].result()

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it has ended since, and the forker has not yet said so
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Started:
        return self

    def __exit__(self, *_: object) -> None:
        self.stdout.close()
        self.stderr.close()
        self.wait()


def start(*arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Started:
    """`gongkai ARGUMENTS`, running."""
    return Started(tuple(map(str, arguments)), cwd, env)


def run(
    *arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None, timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """`gongkai ARGUMENTS`, ended, as subprocess.run gives it; TimeoutExpired after so many seconds."""
    with start(*arguments, cwd=cwd, env=env) as process:
        out, err = process.communicate(timeout)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@cache
def _forker() -> socket.socket:
    """The channel to the forker of these tests, started with the first call and ended with them."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    line = [sys.executable, "-m", "tests.forker", str(there.fileno())]
    process = subprocess.Popen(line, cwd=ROOT, env=env, pass_fds=[there.fileno()])
    there.close()

    def end() -> None:
        here.close()
        process.wait()

    atexit.register(end)
    return here
