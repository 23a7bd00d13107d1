"""A small column over real HTTP whose answers a test may bend, and `gongkai crawl` over it as a user runs it."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml

from pipelines.storing.archive_db import ArchiveDb
from tests import processes
from tests.empty_archive import begun
from tests.gates import Gate
from tests.platforms import TOWNS
from tests.test_crawl_shells import HEADINGS


@dataclass
class Visit:
    code: int
    out: str
    err: str


class Site:
    """`reports` reports in one `trs_static` column of one page. Set `answers` (path → status, body) to bend it."""

    column = "/zfxxgknb/"

    def __init__(self, folder: Path, reports: int = 3) -> None:
        self.data, self.sources = folder / "data", folder / "sources"
        self.rows = list(range(reports))
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.texts: dict[int, str] = {}
        self.options: dict[str, object] = {}
        self.expect: dict[str, object] = {}
        self.slow_seconds = 0.0
        self.held: Gate | None = None
        self.begun = True  # whether a crawl finds an empty archive, which it would otherwise make first
        self.gate: str | None = None
        self.per_page: int | None = None  # None: all on one page; else every page names only the next
        self.per_page_of: dict[int, int] = {}
        self.states_pages = False  # whether the first page says how many there are, and no page names the next
        self.log: list[tuple[str, str]] = []  # method and path of every request
        self.cookies: set[str] = set()
        self.agents: set[str] = set()

    @contextmanager
    def serving(self) -> Iterator[Site]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        self.host = f"127.0.0.1:{server.server_port}"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

    # --- what it shows ---

    def path_of(self, number: int) -> str:
        return f"{self.column}202601/t20260118_{number}.html"

    def title_of(self, number: int) -> str:
        return f"云泽县{TOWNS[number % len(TOWNS)]}{2025 - number // len(TOWNS)}年政府信息公开工作年度报告"

    def answer(self, path: str) -> tuple[int, bytes]:
        if path in self.answers:
            return self.answers[path]
        if path == self.column or path.startswith(f"{self.column}index_"):
            return 200, self._list(int(path.rpartition("_")[2].partition(".")[0]) if "index_" in path else 0).encode()
        found = next((number for number in self.rows if path == self.path_of(number)), None)
        return (404, b"<html><p>404</p></html>") if found is None else (200, self._report(found).encode())

    def date_of(self, number: int) -> str:
        return "2026-01-18"

    def _list(self, page: int) -> str:
        size = self.per_page or len(self.rows)
        begin = page * size
        shown = self.rows[begin : begin + self.per_page_of.get(page, size)]
        rows = "".join(
            f'<li><a href="{self.path_of(n)}">{self.title_of(n)}</a><span>{self.date_of(n)}</span></li>' for n in shown
        )
        more = begin + len(shown) < len(self.rows)
        foot = f'<div class="page"><a href="{self.column}index_{page + 1}.html">下一页</a></div>' if more else ""
        if self.states_pages:
            foot = f'<script>createPageHTML({-(-len(self.rows) // size)}, {page}, "index", "html");</script>'
        return (
            f"<html><head><meta charset=utf-8></head><body><h2>政府信息公开年报</h2><ul>{rows}</ul>{foot}</body></html>"
        )

    def _report(self, number: int) -> str:
        text = self.texts.get(number, f"第{number}份：认真落实条例。" * 60)
        head = "<html><head><meta charset=utf-8></head>"
        return f"{head}<h1>{self.title_of(number)}</h1><div class=TRS_Editor><p>{HEADINGS}</p><p>{text}</p></div>"

    # --- the crawl ---

    def write(self) -> None:
        said = {"url": f"http://{self.host}{self.column}", "platform": "trs_static", "publisher": "云泽县人民政府",
                "level": "county", "options": {"delay_seconds": 0} | self.options, "expect": self.expect,
                "evidence": "made for a test", "local": True}  # fmt: skip
        self.sources.mkdir(exist_ok=True)
        (self.sources / "yunze.yml").write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")

    def start(self, *arguments: str) -> processes.Started:
        self.write()
        return processes.start("crawl", *arguments, "--data", self.data, "--sources", self.sources)

    def crawl(self, *arguments: str) -> Visit:
        if self.begun:
            begun(self.data)
        process = self.start(*arguments)
        out, err = process.communicate(timeout=300)
        assert "Traceback" not in err, err
        return Visit(process.returncode, out, err)

    @property
    def paths(self) -> list[str]:
        return [path for _, path in self.log if path != "/robots.txt"]

    # --- what came of it ---

    def query(self, sql: str) -> list[tuple]:
        with closing(sqlite3.connect(f"file:{self.data}/archive.db?mode=ro", uri=True)) as db:
            return db.execute(sql).fetchall()

    def reports(self) -> int:
        return self.query("SELECT count(*) FROM reports")[0][0]

    def digest(self) -> str:
        with ArchiveDb(self.data / "archive.db") as db:
            return db.digest()

    def rebuilt(self) -> str:
        """The digest after `gongkai rebuild`."""
        processes.run("rebuild", "--data", self.data)
        return self.digest()

    def outcome(self) -> tuple[str, str]:
        """How the last run ended, and its note."""
        return self.query("SELECT outcome, coalesce(note, '') FROM runs ORDER BY id DESC LIMIT 1")[0]


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.log.append((self.command, self.path))
            site.agents.add(self.headers.get("User-Agent", ""))
            site.cookies.update(self.headers.get_all("Cookie", ()))
            time.sleep(site.slow_seconds)
            if site.held:
                site.held.passed()
            if site.gate and self.path == site.column and (site.gate == "never" or not self.headers.get("Cookie")):
                self._write(302, b"", ("Location", self.path), ("Set-Cookie", "CT6T=ok; path=/"))
            else:
                self._write(*site.answer(self.path))

        def _write(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
            self.send_response(status)
            for name, value in (*headers, ("Content-Type", "text/html; charset=utf-8")):
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silent."""

    return Handler
