"""Serves the sites of the prefecture, each on a port of 127.0.0.1, over real HTTP; faults stand between it and them."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from .. import platforms
from .asked import Answer, Asked, gone, page
from .invent import NAME, invent
from .model import Site
from .plan import PLAN, Planned
from .sources import truth, write_sources

ROBOTS = "User-agent: *\nDisallow: /neibu/\n"
Fault = Callable[[Site, Asked, str, Callable[[], Answer]], Answer]


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as a site saw it, with the hash of what it answered; times are seconds of a monotonic clock."""

    site: str
    method: str
    address: str
    status: int
    conditional: bool
    sha256: str
    began: float
    ended: float


class Prefecture:
    """The running sites: their truth, their faults, their log, and the day it is there."""

    def __init__(self, seed: int = 5, names: set[str] | None = None, plan: tuple[Planned, ...] = PLAN) -> None:
        self.sites = invent(seed, names, plan)
        self.day = 0
        self.faults: dict[str, list[Fault]] = {}
        self.log: list[Seen] = []
        self._servers = [_bind(self, site) for site in self.sites]
        for site in self.sites:
            site.elsewhere = [row for name, title in site.elsewhere for row in self._elsewhere(name, title)]

    def site(self, name: str) -> Site:
        return next(site for site in self.sites if site.name == name)

    def _elsewhere(self, name: str, title: str) -> list[tuple[str, str]]:
        """The rows a hub has for another host: everything of one of our sites, or an address outside."""
        if not any(site.name == name for site in self.sites):
            return [(name, title)]
        other = self.site(name)
        return [(other.address + platforms.target(other, item), item.title) for item in other.items]

    def truth(self, *names: str) -> list[dict[str, object]]:
        """What a perfect crawl holds today of these sites, or of all."""
        return truth([site for site in self.sites if not names or site.name in names], self.day)

    def write(self, folder: Path) -> None:
        """The source files, and the truth beside them, before anything is served."""
        write_sources(self.sites, folder / "sources")
        text = json.dumps(self.truth(), ensure_ascii=False, indent=1)
        (folder / "truth.json").write_text(text, encoding="utf-8")

    def answer(self, site: Site, asked: Asked, address: str) -> Answer:
        """The site's answer, as its faults let it through; the first fault stands outermost."""
        onward = lambda: _plain(site, asked, address)  # noqa: E731
        for fault in reversed(self.faults.get(site.name, [])):
            onward = _around(fault, site, asked, address, onward)
        return onward()

    def forget(self) -> None:
        self.log.clear()

    @contextmanager
    def running(self) -> Iterator[Prefecture]:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield self
        finally:
            for server in self._servers:
                server.shutdown()
                server.server_close()


def _around(fault: Fault, site: Site, asked: Asked, address: str, onward: Callable[[], Answer]) -> Callable[[], Answer]:
    return lambda: fault(site, asked, address, onward)


def _plain(site: Site, asked: Asked, address: str) -> Answer:
    if asked.path == "/robots.txt":
        return Answer(body=ROBOTS.encode(), media_type="text/plain")
    if asked.path == "/":
        return page(
            f"<html><head><title>{site.publisher}</title></head><body><h1>{NAME}{site.publisher}门户网站</h1></body></html>"
        )
    return platforms.answer(site, asked, address) or gone()


def _bind(prefecture: Prefecture, site: Site) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", site.port), _handler(prefecture, site))
    server.daemon_threads = True
    site.port = server.server_address[1]
    return server


def _handler(prefecture: Prefecture, site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            began = time.monotonic()
            asked, address = _read(self, prefecture.day)
            answer = prefecture.answer(site, asked, address)
            if answer.tag and asked.headers.get("if-none-match") == answer.tag:
                answer = answer.but(status=304)
            conditional = "if-none-match" in asked.headers or "if-modified-since" in asked.headers
            sha = hashlib.sha256(answer.body).hexdigest()
            seen = (site.name, asked.method, address, answer.status, conditional, sha, began, time.monotonic())
            prefecture.log.append(Seen(*seen))
            time.sleep(answer.wait)
            _write(self, answer)

        do_POST = do_GET

        def log_message(self, *_args: object) -> None:
            """The log is `prefecture.log`; nothing goes to the terminal."""

    return Handler


def _read(handler: BaseHTTPRequestHandler, day: int) -> tuple[Asked, str]:
    """The request, and its address with escapes undone."""
    parts = urlsplit(handler.path)
    body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
    headers = {name.lower(): value for name, value in handler.headers.items()}
    form = "x-www-form-urlencoded" in headers.get("content-type", "")
    fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)) if form else {}
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    path = unquote(parts.path)
    asked = Asked(handler.command, path, query, fields, body, headers, day)
    return asked, path + (f"?{unquote(parts.query)}" if parts.query else "")


def _write(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    if answer.wire == "reset":
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)
        return
    body = b"" if answer.status == 304 else answer.body
    handler.send_response(answer.status)
    if answer.tagged and answer.tag:
        handler.send_header("ETag", answer.tag)
    for name, value in answer.headers:
        handler.send_header(name, value)
    if answer.status != 304:
        handler.send_header("Content-Type", answer.media_type)
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2] if answer.wire == "cut" else body)
    if answer.wire == "cut":
        handler.close_connection = True
