"""`gongkai crawl` over hubs: years, units and agencies below, other hosts one hop away and no further; and a kill between."""

from __future__ import annotations

import json
import signal
import sqlite3
import threading
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests import processes
from tests.test_crawl_shells import HEADINGS

OFFICES = ["财政局", "水利局", "教育局", "审计局", "民政局", "统计局", "司法局", "商务局", "林业局", "应急管理局"]

ASIDE = '<div class=side><ul><li><a href="/xwzx/202611/t20261118_9.html">云泽县召开全县经济工作会议部署重点任务</a><span>2026-11-18</span></li></ul></div>'


def title(name: str, year: int = 2024) -> str:
    return f"云泽县{name}{year}年政府信息公开工作年度报告"


def article(name: str, year: int = 2024) -> str:
    return f"<head><meta charset=utf-8></head><h1>{title(name, year)}</h1><div class=TRS_Editor><p>{HEADINGS}</p><p>{'认真落实条例。' * 60}</p></div>"


def row(name: str, href: str) -> str:
    return f'<li><a href="{href}">{title(name)}</a><span>2025-01-18</span></li>'


def site(here: str, near: str, far: str) -> dict[str, dict[str, str]]:
    """The pages of three hosts: `near` is one that the source names, `far` is not."""
    chinese = "云泽县统计局年度报告.html"
    return {
        here: {
            "/nb/": f"""<meta charset=utf-8><div class="nav"><a href="/old/2019/">2019年</a></div><ul>
                <li><a href="2024nb/">2024年</a></li><li><a href="xzjd/">乡镇（街道）</a></li><li><a href="wz/">政府网站工作年度报表</a></li>
                <li><a href="http://{near}/slj/zfxxgknb/">云泽县水利局</a></li><li><a href="http://{far}/jyj/zfxxgknb/">云泽县教育局</a></li>
                {row("审计局", f"http://{near}/t20250118_4.html")}{row("商务局", f"http://{far}/t20250118_5.html")}</ul>""",
            "/nb/2024nb/": f"<ul>{row('财政局', 't20250118_1.html')}</ul>",
            "/nb/2024nb/t20250118_1.html": article("财政局"),
            "/nb/xzjd/": '<ul><li><a href="bqz/">白桥镇</a></li></ul>',
            "/nb/xzjd/bqz/": f"<div class=TRS_Editor></div>{article('白桥镇')}{ASIDE}",  # the column's page is the report
            "/nb/wz/": "<ul></ul>",
        },
        near: {
            "/slj/zfxxgknb/": f"""<meta charset=utf-8><ul>{row("水利局", "t20250118_2.html")}<li><a href="{quote(chinese, encoding="gbk")}" style="display:none"></a></li>
                {row("统计局", chinese)}<li><a href="http://{here}/secret/zfxxgknb/">云泽县林业局</a></li></ul>""",
            "/slj/zfxxgknb/t20250118_2.html": article("水利局"),
            f"/slj/zfxxgknb/{quote(chinese, encoding='gbk')}": article("统计局"),
            "/t20250118_4.html": article("审计局"),
        },
        far: {
            "/jyj/zfxxgknb/": f"<ul>{row('教育局', 't20250118_3.html')}</ul>",
            "/t20250118_5.html": article("商务局"),
        },
    }


class Hosts(BaseHTTPRequestHandler):
    pages: dict[str, dict[str, str]] = {}
    log: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        host = self.headers["Host"]
        self.log.append((host, self.path))
        self.reply(self.pages[host].get(self.path))

    def reply(self, text: str | None) -> None:
        body = (text or "").encode()
        self.send_response(404 if text is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments) -> None:
        """Silent."""


def serve(handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


def command(folder: Path) -> list[str]:
    return ["crawl", "site", "--data", str(folder / "data"), "--sources", str(folder)]


def held(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / "data" / "archive.db")) as db:
        return {agency for (agency,) in db.execute("SELECT agency FROM reports")}


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """One crawl of the hub: what was asked of each host, how it ended, what is held."""
    folder = tmp_path_factory.mktemp("hub")
    servers = [serve(Hosts) for _ in range(3)]
    here, near, far = (f"127.0.0.1:{server.server_port}" for server in servers)
    Hosts.pages, Hosts.log = site(here, near, far), []
    (folder / "site.yml").write_text(
        f"url: http://{here}/nb/\nplatform: trs_static\npublisher: 云泽县人民政府\nhosts: ['{near}']\nevidence: a test\nlocal: true\noptions: {{delay_seconds: 0}}\n",
        encoding="utf-8",
    )
    done = processes.run(*command(folder))
    for server in servers:
        server.shutdown()
    asked = {
        name: [path for host, path in Hosts.log if host == at]
        for name, at in zip(("here", "near", "far"), (here, near, far), strict=True)
    }
    return done, asked, held(folder)


def test_years_units_agencies_and_a_named_host_are_followed(hub):
    done, asked, agencies = hub
    assert done.returncode == 0, done.stdout + done.stderr
    assert agencies >= {f"云泽县{name}" for name in ("财政局", "水利局", "统计局", "审计局")}
    assert any(agency.startswith("云泽县白桥镇") for agency in agencies), "the page of a column that is a report itself"
    assert len(agencies) == 5
    assert len([path for path in asked["near"] if path.startswith("/slj/zfxxgknb/%")]) == 2, "UTF-8 first, then GBK"


def test_a_host_that_nobody_named_is_never_asked_and_a_second_hop_never_made(hub):
    _, asked, _ = hub
    assert asked["far"] == []
    assert not [path for path in asked["here"] if path.startswith(("/secret", "/old", "/nb/wz"))]


class Posting(BaseHTTPRequestHandler):
    """A column whose pages are asked for by POST of JSON, two rows each, slowly."""

    log: list[str] = []

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        self.log.append(self.path)
        script = 'var siteGuid = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"; var projectName = "E";'
        number = parse_qs(path.query).get("n")
        Hosts.reply(
            self,
            None
            if "robots" in path.path
            else article(OFFICES[int(number[0])])
            if number
            else f"<script>{script}</script>",
        )

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.log.append(f"POST {asked['pageIndex']}")
        time.sleep(0.1)
        names = list(enumerate(OFFICES))[asked["pageIndex"] * 2 :][:2]
        rows = [
            {"realtitle": title(name), "infourl": f"/show.jsp?n={n}", "infodate": "2025-01-18"} for n, name in names
        ]
        Hosts.reply(self, json.dumps({"custom": {"total": len(OFFICES), "data": rows}}))

    def log_message(self, *arguments) -> None:
        """Silent."""


def test_a_killed_crawl_of_posts_goes_on_and_asks_nothing_twice(tmp_path):
    server, Posting.log = serve(Posting), []
    (tmp_path / "site.yml").write_text(
        f"url: http://127.0.0.1:{server.server_port}/list.html?categorynum=003\nplatform: epoint\npublisher: 云泽县人民政府\nevidence: a test\nlocal: true\n"
        "options: {delay_seconds: 0.05, index_base: 0}\n",
        encoding="utf-8",
    )
    process = processes.start(*command(tmp_path))
    while len(Posting.log) < 7 and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=300)
    had = [path for path in Posting.log if "show.jsp" in path]
    done = processes.run(*command(tmp_path))
    server.shutdown()
    assert done.returncode == 0, done.stdout + done.stderr
    assert held(tmp_path) == {f"云泽县{name}" for name in OFFICES}
    shown = [path for path in Posting.log if "show.jsp" in path]
    assert len(shown) <= len(OFFICES) + 2 and set(had) <= set(shown)
