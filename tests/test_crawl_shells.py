"""`gongkai crawl` over pages that only lead on: pagers of one link, redirect shells, bad links, pages that show nothing."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests import processes

REPORT = "云泽县{}2023年政府信息公开工作年度报告"
HEADINGS = (
    "一、总体情况</p><p>本局主动公开信息5条。</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况"
)


def article(agency: str) -> str:
    return (
        f"<h1>{REPORT.format(agency)}</h1><div class=TRS_Editor><p>{HEADINGS}</p><p>{'认真落实条例。' * 60}</p></div>"
    )


def row(agency: str, href: str) -> str:
    return f'<li><a href="{href}">{REPORT.format(agency)}</a><span>2024-01-18</span></li>'


PAGES = {
    "/nb/": row("财政局", "t20240118_1.html") + row("民政局", "http://[云泽县/x.html") + '<a href="index_1.html">下一页</a>',
    "/nb/index_1.html": row("水利局", "t20240118_2.html") + '<a href="index_2.html">下一页</a>',
    "/nb/index_2.html": row("教育局", "t20240118_3.html") + row("审计局", "t20240118_4.html"),
    "/nb/t20240118_1.html": article("财政局"),
    "/nb/t20240118_2.html": "<script>location.href='/m/t20240118_2.html'</script>",
    "/m/t20240118_2.html": '<meta http-equiv="refresh" content="0;url=/m/t20240118_22.html">',
    "/m/t20240118_22.html": article("水利局"),
    "/nb/t20240118_3.html": "",
    "/nb/t20240118_4.html": "<script>location.replace('/endless/1.html')</script>",
    "/app/": "<html><body><h1>政府信息公开年报</h1><div id='app'></div><script src='/js/app.js'></script></body></html>",
}  # fmt: skip


class Site(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        text = PAGES.get(self.path)
        if self.path.startswith("/endless/"):
            text = f"<script>location.replace('/endless/{int(self.path[9:-5]) + 1}.html')</script>"
        body = (text or "").encode()
        self.send_response(404 if text is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments) -> None:
        pass


@pytest.fixture(scope="module")
def visits(tmp_path_factory):
    """Two crawls of the site: what was asked in each, and the data folder."""
    folder, Site.asked = tmp_path_factory.mktemp("shells"), []
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name, column in (("site", "nb"), ("shown", "app")):
            (folder / f"{name}.yml").write_text(
                f"url: http://127.0.0.1:{server.server_port}/{column}/\nplatform: trs_static\n"
                "publisher: 云泽县人民政府\nevidence: a test\nlocal: true\noptions: {delay_seconds: 0}\n",
                encoding="utf-8",
            )
        asked = []
        for _ in range(2):
            Site.asked.clear()
            done = processes.run("crawl", "--data", folder / "data", "--sources", folder)
            assert "Traceback" not in done.stderr, done.stderr
            asked.append([path for path in Site.asked if path != "/robots.txt"])
        server.shutdown()
    return asked, folder / "data" / "archive.db"


def reports(path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as db:
        return {(agency, url.partition("/m/")[2]) for agency, url in db.execute("SELECT agency, url FROM reports")}


def test_what_lies_behind_next_pages_and_redirects_is_had_and_nothing_empty_is_a_report(visits):
    assert reports(visits[1]) == {("云泽县财政局", ""), ("云泽县水利局", "t20240118_22.html")}


def test_a_bad_link_is_counted_as_refused(visits):
    with closing(sqlite3.connect(visits[1])) as db:
        assert db.execute("SELECT refused FROM runs WHERE source_id = 'site' ORDER BY id LIMIT 1").fetchone() == (1,)


def test_redirects_without_end_are_followed_three_times(visits):
    assert [path for path in visits[0][0] if "endless" in path] == [
        "/endless/1.html",
        "/endless/2.html",
        "/endless/3.html",
    ]


def test_no_page_is_asked_twice_and_the_second_visit_walks_no_list_again(visits):
    first, second = visits[0]
    assert len(first) == len(set(first))
    assert not {"/nb/index_1.html", "/nb/index_2.html", "/nb/t20240118_1.html", "/m/t20240118_22.html"} & set(second)


def test_a_column_that_only_scripts_would_fill_says_what_to_do(visits):
    with closing(sqlite3.connect(visits[1])) as db:
        outcome, note = db.execute("SELECT outcome, note FROM runs WHERE source_id = 'shown' LIMIT 1").fetchone()
    assert outcome == "empty" and "shows nothing without its scripts; `platform: spa`" in note
