"""A process that has loaded gongkai once and forks it for every call: `python -m tests.forker FD`, started by processes.py.

Asked over the socket FD: one message is the call as JSON, with the ends of its pipes. A child is `python -m gongkai` in
all but the seconds of its imports; the status pipe says its id, then how it ended. The processes of its own that a command
starts (readers, the one that stores) begin as loaded: multiprocessing's fork server is forked here, too.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from multiprocessing import forkserver, util
from pathlib import Path

from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from pipelines.form.divisions import Divisions

# what a command loads, and what Scrapy and Datasette load late; no reactor and no event loop may be among it
LOADED = ("gongkai.crawl", "gongkai.import_", "gongkai.rebuild", "gongkai.check", "gongkai.serve", "gongkai.export",
          "gongkai.source", "gongkai.status", "gongkai.demo", "crawler.settings", "scrapy.core.engine", "scrapy.core.scheduler",
          "scrapy.core.downloader.handlers.http11", "datasette.app",
          "uvicorn.protocols.http.h11_impl", "uvicorn.loops.asyncio", "pipelines.reader", "gongkai.cli", "crawler.turns",
          "crawler.resolving", *(f"plugins.{path.stem}" for path in Path("plugins").glob("*.py")))  # fmt: skip
WITH_PROCESSES = ("crawl", "import", "rebuild")  # the commands that start some
_CALL_BYTES = 1 << 18


def main(channel: socket.socket) -> None:
    """Forks a child for every call until the other end of the channel is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever runs the tests
    _load()
    gc.freeze()
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    running: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([channel, woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            _report_ended(running)
        if channel in ready:
            call, pipes, _, _ = socket.recv_fds(channel, _CALL_BYTES, 4)
            if not call:
                for left in running:  # the tests were killed: nothing outlives them
                    os.kill(left, signal.SIGKILL)
                return
            *streams, status = pipes
            child = os.fork()
            if not child:
                for own in (channel.detach(), woken, wake, status, *running.values()):
                    os.close(own)
                _become(json.loads(call), streams)
            for stream in streams:
                os.close(stream)
            os.write(status, b"%d\n" % child)
            running[child] = status


def _load() -> None:
    """What takes a process of gongkai its first seconds; what cannot be loaded is the matter of the call that needs it."""
    for name in LOADED:
        with suppress(ImportError):
            import_module(name)
    settings = Settings()
    settings.setmodule("crawler.settings")
    for kind in ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES"):
        for component in settings.getwithbase(kind):
            load_object(component)
    assert "twisted.internet.reactor" not in sys.modules
    _ = Divisions.load().short_names


def _report_ended(running: dict[int, int]) -> None:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            status = running.pop(ended[0])
            with suppress(BrokenPipeError):
                os.write(status, b"%d\n" % os.waitstatus_to_exitcode(ended[1]))
            os.close(status)


def _become(call: dict, streams: list[int]) -> None:
    """Never returns: the child ends as `python -m gongkai` does, through the interpreter's own end."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(call["cwd"])
    os.environ.clear()
    os.environ.update(call["env"])
    if set(call["arguments"]) & set(WITH_PROCESSES):
        _fork_the_fork_server()
    sys.argv = ["gongkai", *call["arguments"]]
    runpy.run_module("gongkai", run_name="__main__", alter_sys=True)
    sys.exit(0)


def _fork_the_fork_server() -> None:
    """Starts it before the command would, without a new interpreter and what that loads."""
    spawn, util.spawnv_passfds = util.spawnv_passfds, _forked
    forkserver.ensure_running()
    util.spawnv_passfds = spawn


def _forked(_: bytes, line: list[str], kept: Iterable[int]) -> int:
    """In the place of util.spawnv_passfds: the code behind `-c` in a fork, with the files `kept`; gives its id."""
    if child := os.fork():
        return child
    ends = [2, *sorted(map(int, kept)), 1 << 16]
    for before, after in zip(ends, ends[1:], strict=False):
        os.closerange(before + 1, after)
    forkserver._forkserver._lock = threading.Lock()  # held by whoever starts it
    try:
        exec(line[-1], {"__name__": "__main__"})  # ends when the command is gone
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
