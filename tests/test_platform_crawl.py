"""`gongkai crawl` where a request is more than a GET: forms, JSON, referers, hidden state, islands, a browser; real HTTP."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from tests import processes
from tests.platforms import TOWNS, fixture, title
from tests.test_crawl_shells import HEADINGS

SIZE = 2  # rows on a page


def report(number: int) -> str:
    return f"<html><head><meta charset=utf-8></head><h1>{title(number)}</h1><div class=TRS_Editor><p>{HEADINGS}</p><p>{'认真落实条例。' * 60}</p></div>"


def scripted(number: int) -> str:
    """The same with its article in the page's script alone."""
    content = f"<p>{HEADINGS}</p><p>{'认真落实条例。' * 60}</p>"
    detail = json.dumps({"id": number, "title": title(number), "content": content, "attachment": []})
    return f'<html><body><div id="app"></div><script>window._CONFIG = {{SID: 755042, DETAIL: {detail}}};</script></body></html>'


def numbers(page: int, first: int) -> list[int]:
    """The reports of a page; every platform has three of its own, on two pages."""
    return [first, first + 1, first + 2][page * SIZE : (page + 1) * SIZE]


def item(number: int, href: str) -> str:
    return f'<li><a href="{href}">{title(number)}</a><span>2026-01-18</span></li>'


def gkmlpt(handler: Site) -> str | None:
    if "/api/" not in handler.path:
        return fixture("gkmlpt", "annualreport.html")
    held = numbers(int(handler.query["page"]) - 1, 0)
    rows = [{"id": n, "title": title(n), "date": 1769414400, "url": f"/gkmlpt/content/4/post_{n}.html"} for n in held]
    return json.dumps({"total": 3, "articles": rows})


def hanweb(handler: Site) -> str | None:
    def records(held: list[int]) -> str:
        return "".join(f"<record><![CDATA[{item(n, f'/art/2026/1/18/art_61490_{n}.html')}]]></record>" for n in held)

    if "dataproxy" not in handler.path:
        page = fixture("hanweb_jpage", "post.html").replace("perPage:10,totalRecord:25", "perPage:2,totalRecord:3")
        return page.replace("{records}", records(numbers(0, 3)))
    if handler.command != "POST" or handler.form.get("columnid") != "61490":
        return None
    start = int(handler.query["startrecord"])
    return f"<datastore><totalrecord>3</totalrecord><recordset>{records(numbers((start - 1) // SIZE, 3))}</recordset></datastore>"


def truecms(handler: Site) -> str | None:
    if "getMessage" not in handler.path:
        return fixture("truecms", "zfxxgknb.html").replace("{hidden}", "").replace("perPage = 10", "perPage = 2")
    if not (handler.headers.get("Referer") or "").endswith("/tj/zfxxgknb/zfxxgknb.html?id=3"):
        return None
    held = numbers((int(handler.query["startrecord"]) - 1) // SIZE, 6)
    rows = "".join(f"<record><![CDATA[{item(n, f'/tj/zfxxgknb/content/{n}.html')}]]></record>" for n in held)
    store = f"<datastore><totalrecord>3</totalrecord><recordset>{rows}</recordset></datastore>"
    return f"cb({json.dumps({'result': store})})"


def epoint(handler: Site) -> str | None:
    if handler.command == "GET":
        return fixture("epoint", "webBuilderCommon.js" if ".js" in handler.path else "govInfoPub.html")
    asked = json.loads(handler.body)
    held = numbers(asked["pageIndex"], 9) if asked["categorynum"] == "003018002" else []
    rows = [
        {"realtitle": title(n), "infourl": f"/govxxgk/001001/2026-01-18/{n}.html", "infodate": "2026-01-18"}
        for n in held
    ]
    return json.dumps({"custom": {"total": 3 if held else 0, "data": rows}})


def aspnet(handler: Site) -> str | None:
    page = 1
    if handler.command == "POST":
        page = int(handler.form["__EVENTARGUMENT"])
        if handler.form.get("__VIEWSTATE") != f"/wEP{page - 1}==":
            return None  # answered with 500, as a real one does
    rows = "".join(
        f'<tr><td><a href="Show.aspx?id={n}">{title(n)}</a></td><td>2026-01-18</td></tr>' for n in numbers(page - 1, 12)
    )
    pager = "<a href=\"javascript:__doPostBack('AspNetPager1','2')\">2</a>" if page == 1 else ""
    whole = fixture("aspnet", "list.aspx").replace("{rows}", rows).replace("{pager}", pager)
    return whole.replace("{state}", f"/wEP{page}==")


def spa(handler: Site) -> str | None:
    if "/api/poll" in handler.path:
        return "{}"
    if "/api/rows" in handler.path:
        held = numbers(int(handler.query["p"]) - 1, 15)
        return json.dumps([{"t": title(n), "u": f"/gongkai/doc_{n:024x}.html"} for n in held])
    return """<html><body><div id="app"></div><img src="/gongkai/picture.png"><script>
    setInterval(() => fetch('/gongkai/api/poll'), 150); fetch('/gongkai/api/secret').catch(() => 0); let p = 1;
    const show = () => fetch('/gongkai/api/rows?p=' + p).then(r => r.json()).then(rows => { document.getElementById('app').innerHTML =
      '<ul class="rows">' + rows.map(r => `<li><a href="${r.u}">${r.t}</a><span>2026-01-18</span></li>`).join('') + '</ul>' +
      (p < 2 ? '<a id="n" href="javascript:;">下一页</a>' : ''); const n = document.getElementById('n'); if (n) n.onclick = () => { p++; show(); }; });
    setTimeout(show, 300);</script></body></html>"""


COLUMNS = {
    "gkmlpt": ("/gkmlpt/annualreport#2629", "", ("/gkmlpt/",), gkmlpt),
    "hanweb_jpage": ("/col/col61490/index.html", "mode: post", ("/col/", "/module/"), hanweb),
    "truecms": ("/tj/zfxxgknb/zfxxgknb.html?id=3", "", ("/tj/", "/TrueCMS/"), truecms),
    "epoint": ("/dynamic/govInfoPub.html?categorynum=003018002", "index_base: 0", ("/dynamic/", "/js/", "/EpointWebBuilder/"), epoint),
    "aspnet": ("/List.aspx?cid=1019", "", ("/List.aspx",), aspnet),
    "gongkai_channel": ("/gongkai/channel_0123456789abcdef01234567/", 'wait_for: "ul.rows li"', ("/gongkai/",), spa),
}  # fmt: skip
HAS_BROWSER = bool(shutil.which("chromium"))


class Site(BaseHTTPRequestHandler):
    log: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.log.append((self.command, self.path))
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.form, parts = dict(parse_qsl(self.body, keep_blank_values=True)), urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        text = self._text(parts.path)
        body = (text or "").encode()
        self.send_response(200 if text else 500 if self.command == "POST" else 404)
        kind = (
            "text/plain"
            if parts.path == "/robots.txt"
            else "application/json"
            if text and text[0] in "{["
            else "text/html; charset=utf-8"
        )
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _text(self, path: str) -> str | None:
        shown = {f"/gkmlpt/content/4/post_{n}.html": n for n in range(3)} | {
            f"/art/2026/1/18/art_61490_{n}.html": n for n in range(3, 6)
        }
        shown |= {f"/tj/zfxxgknb/content/{n}.html": n for n in range(6, 9)} | {
            f"/govxxgk/001001/2026-01-18/{n}.html": n for n in range(9, 12)
        }
        shown |= {f"/gongkai/doc_{n:024x}.html": n for n in range(15, 18)}
        if path == "/robots.txt":
            return "User-agent: *\nDisallow: /gongkai/api/secret\n"
        if path in shown:
            return scripted(shown[path]) if path == "/gkmlpt/content/4/post_1.html" else report(shown[path])
        if path == "/Show.aspx":
            return report(int(self.query["id"]))
        return next((serve(self) for _, _, prefixes, serve in COLUMNS.values() if path.startswith(prefixes)), None)

    def log_message(self, *arguments) -> None:
        """Silent."""


@pytest.fixture(scope="module")
def visits(tmp_path_factory):
    """Two crawls of all columns: how each ended, what was asked, and the archive."""
    folder, Site.log = tmp_path_factory.mktemp("platforms"), []
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        for name, (path, option, _, _) in COLUMNS.items():
            (folder / f"{name}.yml").write_text(
                f"url: http://127.0.0.1:{server.server_port}{path}\nplatform: {name}\npublisher: 云泽县人民政府\n"
                f"evidence: a test\nlocal: true\noptions:\n  delay_seconds: 0\n{f'  {option}' if option else ''}\n",
                encoding="utf-8",
            )
        told = []
        for _ in range(2):
            Site.log.clear()
            names = [name for name in COLUMNS if HAS_BROWSER or name != "gongkai_channel"]
            done = processes.run("crawl", *names, "--data", folder / "data", "--sources", folder)
            assert "Traceback" not in done.stderr, done.stderr
            told.append((done, [entry for entry in Site.log if entry[1] != "/robots.txt"]))
        server.shutdown()
    return told, folder / "data"


def rows(data: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(data / "archive.db")) as db:
        return db.execute(query).fetchall()


def test_every_report_of_every_platform_is_had(visits):
    (first, _), _ = visits[0]
    assert first.returncode == 0, first.stdout + first.stderr
    held = 18 if HAS_BROWSER else 15
    assert {agency for (agency,) in rows(visits[1], "SELECT agency FROM reports")} == {
        f"云泽县{town}人民政府" for town in TOWNS[:held]
    }


def test_the_second_visit_costs_one_request_where_nothing_changed(visits):
    asked = visits[0][1][1]
    for name, (_, _, prefixes, _) in COLUMNS.items():
        if name != "gongkai_channel":
            assert len([at for _, at in asked if at.startswith(prefixes)]) == 1, (name, asked)
    outcomes = dict(rows(visits[1], "SELECT source_id, outcome FROM runs ORDER BY id"))
    assert {outcomes[name] for name in COLUMNS if name != "gongkai_channel"} == {"unchanged"}


def test_what_a_post_was_asked_with_is_noted_and_its_address_kept_plain(visits):
    notes = dict(rows(visits[1], "SELECT url, note FROM captures WHERE outcome = 'list_page' AND note IS NOT NULL"))
    posted = {url: note for url, note in notes.items() if "POST" in note}
    assert any("columnid=61490" in note for note in posted.values())
    assert any('"categorynum": "003018002"' in note for note in posted.values())
    assert not [url for url in notes if "#post" in url]


@pytest.mark.browser
@pytest.mark.skipif(not HAS_BROWSER, reason="needs chromium (apt-get install chromium)")
def test_a_browser_clicks_on_names_the_request_behind_the_rows_and_asks_for_no_pictures(visits):
    first, asked = visits[0][0]
    paths = [path for _, path in asked]
    assert "/gongkai/api/rows?p=2" in paths and "/gongkai/picture.png" not in paths
    assert "the rows came by GET 127.0.0.1" in first.stdout + first.stderr
    assert "/gongkai/api/rows?p=1" in first.stdout + first.stderr


@pytest.mark.browser
@pytest.mark.skipif(not HAS_BROWSER, reason="needs chromium (apt-get install chromium)")
def test_robots_txt_holds_for_what_a_page_asks_for_and_what_it_forbids_is_named(visits):
    first, asked = visits[0][0]
    assert not [path for _, path in asked if "secret" in path]
    assert "/gongkai/api/secret, which the page asks for" in first.stdout + first.stderr


def test_without_a_browser_the_run_says_so(tmp_path, monkeypatch):
    """Nothing on the path, no browser of the driver's own: one sentence, and no silent emptiness."""
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setenv("PATH", "/nowhere")
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        text = f"url: http://127.0.0.1:{server.server_port}/gongkai/\nplatform: spa\npublisher: 云泽县人民政府\nevidence: a test\nlocal: true\noptions: {{delay_seconds: 0}}\n"
        (tmp_path / "shell.yml").write_text(text, encoding="utf-8")
        done = processes.run("crawl", "shell", "--data", tmp_path / "data", "--sources", tmp_path)
        server.shutdown()
    assert done.returncode == 4
    assert "needs a browser" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
