"""A page and its attachment, from the site or a folder to the archive: one report, and the cells in which they differ."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

import pytest
from click.testing import CliRunner

from gongkai.cli import cli
from gongkai.linking import Linked, links_among
from pipelines.reader import read_capture
from tests import processes
from tests.builder.draft import draft
from tests.builder.layouts import LAYOUTS


def made(seed: int):
    """The same report as a page and as DOCX, and its title."""
    both = draft("f2021", "distinct", LAYOUTS["html"], Random(seed))
    return LAYOUTS["html"].render(both).decode(), LAYOUTS["docx"].render(both), both.truth.title


def differing(page: str, title: str, link: str) -> tuple[str, str, int]:
    """The page with a link to its attachment and one figure raised; the key of that figure and what it was."""
    (reading,) = read_capture(page.encode(), url="http://a.example/a.html", media_type="text/html")
    cell = next(c for c in reading.report.cells if c.key == "t3.granted.total" and c.value)
    text = page.replace(f">{cell.raw}<", f">{cell.value + 1}<")
    assert text.count(f">{cell.value + 1}<") >= 1
    return text.replace("</body>", f'<p><a href="{link}">{title}.docx</a></p></body>'), cell.key, cell.value


PAGE, DOCX, TITLE = made(7)
DIFFERS, KEY, VALUE = differing(PAGE, TITLE, "P020240118_1.docx")
SHELL_PAGE, SHELL_DOCX, SHELL_TITLE = made(11)
SITE = {
    "/nb/": f'<li><a href="t20240118_1.html">{TITLE}</a><span>2024-01-18</span></li>'
    f'<li><a href="t20240119_2.html">{SHELL_TITLE}</a><span>2024-01-19</span></li>',
    "/nb/t20240118_1.html": DIFFERS,
    "/nb/P020240118_1.docx": DOCX,
    "/nb/t20240119_2.html": f'<html><body><h1>{SHELL_TITLE}</h1><div class=TRS_Editor><a href="P020240119_2.docx">附件1</a></div>',
    "/nb/P020240119_2.docx": SHELL_DOCX,
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = SITE.get(self.path)
        body = found.encode() if isinstance(found, str) else found or b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html" if isinstance(found, str) else "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments) -> None:
        pass


def gongkai(*arguments: object) -> str:
    done = processes.run(*arguments)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("attachments")
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (folder / "site.yml").write_text(
            f"url: http://127.0.0.1:{server.server_port}/nb/\nplatform: trs_static\npublisher: 云泽县人民政府\n"
            "evidence: a test\nlocal: true\noptions: {delay_seconds: 0}\n",
            encoding="utf-8",
        )
        gongkai("crawl", "--data", folder / "data", "--sources", folder)
        server.shutdown()
    return folder / "data"


def rows(data, query):
    with closing(sqlite3.connect(data / "archive.db")) as db:
        return db.execute(query).fetchall()


DIFFERENCES = "SELECT expected, actual FROM findings WHERE code = 'A-ATTACHMENT-DIFFERS'"


def test_a_crawl_makes_one_report_of_a_page_and_its_attachment_and_names_the_cell(crawled):
    found = rows(
        crawled, "SELECT title, replace(url, rtrim(url, replace(url, '/', '')), ''), version, status FROM reports"
    )
    assert sorted(found) == sorted(
        [(TITLE, "t20240118_1.html", 1, "complete"), (SHELL_TITLE, "P020240119_2.docx", 1, "complete")]
    )
    ((expected, actual),) = rows(crawled, DIFFERENCES)
    assert (json.loads(expected)[KEY], json.loads(actual)[KEY]) == (VALUE, VALUE + 1)
    assert rows(crawled, "SELECT count(*) FROM versions") == [(0,)]
    assert rows(crawled, "SELECT count(*) FROM captures WHERE outcome = 'report'") == [(3,)]


def test_the_warc_files_alone_say_which_page_an_attachment_belongs_to(crawled):
    before = rows(crawled, DIFFERENCES)
    (crawled / "archive.db").unlink()
    gongkai("rebuild", "--data", crawled)
    assert rows(crawled, DIFFERENCES) == before
    assert rows(crawled, "SELECT count(*) FROM reports") == [(2,)]
    assert json.loads(gongkai("check", "--data", crawled, "--json"))["ok"]


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "file,page\na.docx,page.html\n",
        "file,url,page\npage.html,http://a.example/x.html,\na.docx,,http://a.example/x.html\n",
    ],
)
def test_an_import_links_them_by_the_manifest_or_by_the_pages_own_link(tmp_path, manifest):
    folder = tmp_path / "in"
    folder.mkdir()
    text, key, value = differing(PAGE, TITLE, "a.docx" if not manifest else "elsewhere.docx")
    (folder / "page.html").write_text(text, encoding="utf-8")
    (folder / "a.docx").write_bytes(DOCX)
    if manifest:
        (folder / "manifest.csv").write_text(manifest, encoding="utf-8")
    result = CliRunner().invoke(cli, ["import", str(folder), "--data", str(tmp_path / "data")])
    assert result.exit_code == 0, result.output
    assert rows(tmp_path / "data", "SELECT count(*), max(version) FROM reports") == [(1, 1)]
    ((expected, _),) = rows(tmp_path / "data", DIFFERENCES)
    assert json.loads(expected)[key] == value


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ('<meta name="PubDate" content="2024-01-18 09:30">', "2024-01-18"),
        ("<meta content='2024/1/8' name='publishdate'>", "2024-01-08"),
        ("<p>来源：青石县 <b>发布时间：</b> 2024年1月18日</p>", "2024-01-18"),
        ("<script>发布时间：2024-01-18</script><!-- 发布时间：2024-01-18 -->", None),
        ('<meta name="PubDate" content="#">', None),
        # one pass, where each beginning looked for its end behind all others
        ("<p>发布时间：2024年1月18日</p>" + "<script>" * 20_000 + "<meta " * 20_000 + "<title" * 20_000, "2024-01-18"),
    ],
)
def test_a_file_is_published_on_the_day_that_its_page_says(tmp_path, said, day):
    page, file = tmp_path / "page.html", tmp_path / "a.docx"
    page.write_text(f'<title>年报</title>{said}<p><a href="a.docx">附件</a></p>', encoding="utf-8")
    file.write_bytes(b"")
    assert links_among([page, file]) == {file: Linked(page, "年报", day)}
