"""`gongkai serve`: one process that publishes the archive over HTTP until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import resource
import signal
import socket
import sys
from pathlib import Path

import click
import uvicorn

from gongkai.exit_codes import DONE, NOTHING, USAGE
from gongkai.options import data_option
from pipelines.publishing.guarding.idle import Idle
from pipelines.publishing.guarding.rates import PAGES_A_SECOND, Clients, Rates
from pipelines.publishing.site import CannotServe, Site

_STOP_SECONDS = 3
_MOST_FILES = 65_536
_LOOK_TICKS = 50  # of uvicorn's, ten a second
# Pages that ask of every table, or try every example: once for the process, and not while somebody waits.
_SLOW_AT_FIRST = ("/archive", "/-/api", "/archive/reports")
EXAMPLES = """\b
Examples:
  gongkai serve
  gongkai serve --port 9000 --data /srv/gongkai
  gongkai serve --trusted-proxy 127.0.0.1       behind nginx or Caddy on this machine
"""


class _Server(uvicorn.Server):
    """Says where it answers, once, when it answers; and ends connections that ask nothing."""

    def __init__(self, config: uvicorn.Config, site: Site, address: str) -> None:
        super().__init__(config)
        self.site = site
        self.address = address
        self.idle = Idle()

    async def on_tick(self, counter: int) -> bool:
        if counter % _LOOK_TICKS == 0:
            self.idle.sweep(self.server_state.connections)
        return await super().on_tick(counter)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._saying = asyncio.ensure_future(self._say())  # the loop itself keeps no task alive

    async def _say(self) -> None:
        home = await self.site.datasette.client.get("/")
        if home.status_code != 200:
            click.echo(f"gongkai serve: the home page answers {home.status_code}", err=True)
            self.should_exit = True
            return
        click.echo(self.address)
        sys.stdout.flush()
        for path in _SLOW_AT_FIRST:
            await self.site.datasette.client.get(path)
        gc.collect()
        gc.freeze()  # what is loaded by now stays: a collection that walked through it held a page up for 70 ms


def serve(data: Path, host: str, port: int, rate: float = PAGES_A_SECOND, trusted_proxies: tuple[str, ...] = ()) -> int:
    """Publish `data/archive.db` until SIGINT or SIGTERM; gives the exit code."""
    try:
        clients = Clients(trusted_proxies)
    except ValueError as error:
        click.echo(f"gongkai serve: --trusted-proxy takes an address or a network ({error}).", err=True)
        return USAGE
    try:
        site = Site(data / "archive.db", Rates(rate), clients)
    except CannotServe as error:
        click.echo(f"gongkai serve: {error}", err=True)
        return NOTHING
    try:
        listener = _listen(host, port)
    except OSError as error:
        click.echo(
            f"gongkai serve: cannot listen on {host}:{port} ({error.strerror}); choose another with --port.", err=True
        )
        return USAGE
    _hold_more_connections()
    # uvicorn raises the signal again once it has shut down; by then it has done all there is to do
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    # of proxies only those count that --trusted-proxy names, and the guard sees to them
    config = uvicorn.Config(
        site,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=_STOP_SECONDS,
        proxy_headers=False,
        server_header=False,
    )
    _Server(config, site, _address(listener)).run(sockets=[listener])
    return DONE


def _hold_more_connections() -> None:
    """Each takes a file; most systems begin with 1,024 and allow more for the asking."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        most = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _listen(host: str, port: int) -> socket.socket:
    family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(where)
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{reached}]:{port}/" if ":" in reached else f"http://{reached}:{port}/"


@click.command("serve", epilog=EXAMPLES)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for every one.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="0: any free port.")
@click.option(
    "--rate",
    default=PAGES_A_SECOND,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Pages a second that one client may have for long, and searches, SQL and files in proportion; 0: no limit.",
)
@click.option(
    "--trusted-proxy",
    "trusted_proxies",
    multiple=True,
    metavar="ADDRESS",
    help="Address or network of a proxy whose X-Forwarded-For and -Proto are believed; may be given again.",
)
@data_option
def command(host: str, port: int, rate: float, trusted_proxies: tuple[str, ...], data: Path) -> None:
    """Open the archive in the browser: search, browse, take away. Ends with Ctrl-C."""
    raise SystemExit(serve(data, host, port, rate, trusted_proxies))
