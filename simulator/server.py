"""Serves the county over real HTTP on loopback, keeps a log of every request, and lets a test change the county."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from .county import County, SimReport, invent_county
from .site import Answer, Site

_PUBLISHED = 1_740_000_000  # one Last-Modified for all: a client that trusts it above the ETag misses edits


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it; `began` and `ended` are seconds of a monotonic clock."""

    path: str
    host: str
    status: int
    conditional: bool
    agent: str
    began: float
    ended: float


@dataclass
class Faults:
    """What goes wrong: paths that answer an error for some times, and seconds every answer takes.

    `cookie` is a Set-Cookie header that every answer carries.
    """

    errors: dict[str, list[int]] = field(default_factory=dict)
    retry_after: int | None = None
    slow_seconds: float = 0.0
    cookie: str | None = None


class Serving:
    """The running server: its address, its truth, its log, and the changes a county can make."""

    def __init__(self, county: County, port: int = 0) -> None:
        self.county, self.faults = county, Faults()
        self.log: list[Asked] = []
        self.cookies: set[str] = set()  # every Cookie header that was sent
        self.redirect: str | None = None  # where the moved report leads instead of to its new address
        self.most_at_once = 0
        self._now, self._lock, self._site = 0, threading.Lock(), Site(county)
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def running(self) -> Iterator[Serving]:
        """Serves until the block ends."""
        self.start()
        try:
            yield self
        finally:
            self.stop()

    # --- what a county can do between two visits ---

    def edit(self, report: SimReport) -> None:
        """Correct a report in place: same address, other bytes and another figure."""
        report.figures["t2.normative_docs.issued" if report.edition == "f2021" else "t2.licensing.decisions"] += 1
        report.revision += 1

    def publish(self, report: SimReport) -> None:
        """Add a late report to its column."""
        self.county.reports.insert(0, report)

    def withdraw(self, report: SimReport) -> None:
        report.withdrawn = True

    # --- the log ---

    def forget(self) -> None:
        """Empty the log, so that the next visit can be counted by itself."""
        self.log.clear()
        self.most_at_once = 0

    def counts(self) -> Counter[str]:
        """How often each path was asked for, robots.txt apart."""
        return Counter(asked.path for asked in self.log if asked.path != "/robots.txt")

    def violations(self) -> list[str]:
        """Paths fetched although robots.txt forbids them."""
        return [asked.path for asked in self.log if asked.path.startswith("/neibu/")]

    def gaps(self) -> list[float]:
        """Seconds between the end of one request and the beginning of the next."""
        rows = sorted(self.log, key=lambda asked: asked.began)
        return [b.began - a.ended for a, b in zip(rows, rows[1:], strict=False)]

    # --- one request, called by the handler ---

    def take(self, path: str, headers) -> tuple[Answer, bool]:
        """The answer for a request, and whether it may be a 304."""
        with self._lock:
            self._now += 1
            self.cookies.update(headers.get_all("Cookie", ()))
            self.most_at_once = max(self.most_at_once, self._now)
        if self.faults.slow_seconds:
            time.sleep(self.faults.slow_seconds)
        failing = self.faults.errors.get(path)
        if failing:
            return Answer(failing.pop(0), b"<html><body>error</body></html>", tagged=False), False
        answer = self._site.answer(path)
        if answer.location and self.redirect:
            answer = replace(answer, location=self.redirect)
        return answer, answer.tag is not None and headers.get("If-None-Match") == answer.tag

    def done(self, asked: Asked) -> None:
        with self._lock:
            self._now -= 1
            self.log.append(asked)


def _handler(serving: Serving) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            began, path = time.monotonic(), urlsplit(self.path).path
            answer, unchanged = serving.take(path, self.headers)
            status = 304 if unchanged else answer.status
            conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
            asked = (path, self.headers.get("Host", ""), status, conditional, self.headers.get("User-Agent", ""))
            serving.done(Asked(*asked, began, time.monotonic()))
            self._write(answer, status)

        def _write(self, answer: Answer, status: int) -> None:
            self.send_response(status)
            if answer.tag:
                self.send_header("ETag", answer.tag)
                self.send_header("Last-Modified", formatdate(_PUBLISHED, usegmt=True))
            if answer.location:
                self.send_header("Location", answer.location)
            if serving.faults.cookie:
                self.send_header("Set-Cookie", serving.faults.cookie)
            if status in (429, 503) and serving.faults.retry_after is not None:
                self.send_header("Retry-After", str(serving.faults.retry_after))
            body = b"" if status == 304 else answer.body
            if status != 304:
                self.send_header("Content-Type", answer.media_type)
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """The log is `serving.log`; nothing goes to the terminal."""

    return Handler


@contextmanager
def serving(seed: int = 20240331, port: int = 0) -> Iterator[Serving]:
    """The county of `seed` on 127.0.0.1, served until the block ends. Port 0 takes a free one."""
    with Serving(invent_county(seed), port).running() as server:
        yield server
