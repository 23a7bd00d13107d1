"""`gongkai source add` and `test` as a user runs them: one page over real HTTP, then offline against what was stored."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from crawler.preview import Preview, Seen, differences, from_data
from crawler.source_files import load
from crawler.spiders.probe import Probed
from gongkai.source import adding, command
from tests import processes

ROW = '<p class="ln"><i>{date}</i> <span>{title}</span> <a href="/gk/nb/{number}.html">查看</a></p>'
TITLES = {
    71: "白石县2021年政府信息公开工作年度报告",
    72: "白石县2022年政府信息公开工作年度报告",
    73: "白石县2022年法治政府建设年度报告",
}
LIST = """<html><head><meta charset="gb2312"><meta name="SiteName" content="白石县人民政府网站"><meta name="SiteIDCode" content="3301990001">
<title>年报</title></head><body>{rows}<a href="/gk/nb/list2.html">下一页</a></body></html>"""


class Site(ThreadingHTTPServer):
    """A small site of odd markup in GB 18030; `rows` is what its list shows, `asked` what it was asked for."""

    def __init__(self) -> None:
        self.rows, self.asked = dict(TITLES), []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def page(self, path: str) -> bytes | None:
        rows = "".join(
            ROW.format(title=title, date=f"2023-01-{number % 50}", number=number) for number, title in self.rows.items()
        )
        return {
            "/robots.txt": b"User-agent: *\nDisallow: /secret/\n",
            "/gk/nb/": LIST.format(rows=rows).encode("gb18030"),
            "/nobody/": re.sub("<meta name.*?>", "", LIST.format(rows=rows)).encode("gb18030"),
            "/app/": b'<html><body><div id="app"></div><script src="/app.js"></script></body></html>',
            "/prose/": f"<html><body><p>{'欢迎来到本县。' * 400}</p></body></html>".encode(),
            "/api/1": json.dumps([{"title": TITLES[71], "url": "/gk/nb/71.html"}]).encode(),
            "/blocked/": "<html>访问被拒绝</html>".encode(),
        }.get(path)


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        body = self.server.page(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")


@pytest.fixture(scope="module")
def site():
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def gongkai(*line: str) -> tuple[int, str, str]:
    """Its own process, as Twisted's reactor starts once."""
    done = processes.run("source", *line)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def offline(*line: str) -> tuple[int, str]:
    """In this process: what asks nobody needs no reactor."""
    done = CliRunner().invoke(command, line)
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def added(site, tmp_path_factory):
    """The data folder after a source was added, and what the command said."""
    data = tmp_path_factory.mktemp("added") / "data"
    manners = ("--local", "--option", "delay_seconds=0", "--data", str(data))
    url = f"http://{site.host}/gk/nb/"
    site.asked.clear()
    said = gongkai("add", url, "--name", "baishi", "--option", "row=p.ln", "--level", "county", *manners)
    return data, url, said, list(site.asked)


def test_one_page_is_asked_after_robots_by_our_own_name(added):
    *_, asked = added
    assert [path for path, _ in asked] == ["/robots.txt", "/gk/nb/"]
    assert all("gongkai" in agent for _, agent in asked)


def test_what_would_be_taken_is_shown_and_the_source_is_written(added):
    data, url, (code, out, err), _ = added
    assert (code, err) == (0, "")
    for number in (71, 72):
        assert any(line.strip().startswith("taken") and TITLES[number] in line for line in out.splitlines())
    assert "left alone (a report on government under law)" in out
    assert f"http://{url.split('/')[2]}/gk/nb/list2.html" in out
    assert "--division 330199" in out
    assert f"gongkai crawl baishi --data {data} --dry-run" in out, "the next command is to be copied as it stands"
    source = load(data / "sources" / "baishi.yml")
    assert (source.platform, source.publisher, source.level.value) == ("static_generic", "白石县人民政府", "county")
    assert (source.url, source.options.row, source.verified, source.local) == (url, "p.ln", "never", True)
    assert source.division is None, "the site's code is no proof of the publisher's division"


def test_the_page_is_stored_as_it_came(added, site):
    data, *_ = added
    assert (data / "sources" / "baishi.page.html").read_bytes() == site.page("/gk/nb/")


def test_the_stored_page_is_read_again_offline(added):
    data, *_ = added
    code, out = offline("test", "baishi", "--data", str(data))
    assert code == 0
    assert "as before, 2 rows taken" in out


def test_a_changed_source_differs_until_that_is_accepted(added):
    data, *_ = added
    path = data / "sources" / "baishi.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("row: p.ln", "row: p.none"), encoding="utf-8")
    code, out = offline("test", "baishi", "--data", str(data))
    assert code == 1
    assert f"- report: {TITLES[71]}" in out
    assert offline("test", "baishi", "--data", str(data), "--write")[0] == 1
    assert offline("test", "baishi", "--data", str(data))[0] == 0
    path.write_text(text, encoding="utf-8")
    offline("test", "baishi", "--data", str(data), "--write")


def test_a_damaged_page_is_told(added, tmp_path):
    data, *_ = added
    for name in ("baishi.yml", "baishi.page.html", "baishi.page.json"):
        (tmp_path / name).write_bytes((data / "sources" / name).read_bytes())
    (tmp_path / "baishi.page.html").write_bytes(b"<html>other</html>")
    code, out = offline("test", "baishi", "--sources", str(tmp_path))
    assert (code, "not what was stored" in out) == (1, True)
    (tmp_path / "baishi.page.json").write_text("[]", encoding="utf-8")
    code, out = offline("test", "baishi", "--sources", str(tmp_path))
    assert (code, "does not describe a stored page" in out) == (1, True)


def test_all_together_those_never_seen_are_one_line(added):
    data, *_ = added
    code, out = offline("test", "--data", str(data))
    lines = [line for line in out.splitlines() if not line.startswith(" ")]
    assert (code, len(lines)) == (1, 3), out
    assert "were never seen" in lines[0] and lines[1].startswith("baishi: as before") and lines[2].startswith("1 of ")


def test_shipped_sources_were_never_seen():
    code, out = offline("test", "www.beijing.gov.cn", "--data", "nowhere")
    assert code == 1
    assert "www.beijing.gov.cn: never seen" in out


def test_live_tells_what_is_new_and_writes_the_day_only_when_asked(added, site):
    data, *_ = added
    site.rows[74] = "白石县2023年政府信息公开工作年度报告"
    try:
        code, out, _ = gongkai("test", "baishi", "--live", "--data", str(data))
        assert code == 0
        assert f"+ report: {site.rows[74]}" in out
        assert "can have (--write)" in out
        assert load(data / "sources" / "baishi.yml").verified == "never"
        code, out, _ = gongkai("test", "baishi", "--live", "--write", "--data", str(data))
    finally:
        del site.rows[74]
    assert load(data / "sources" / "baishi.yml").verified.startswith("20")
    assert load(data / "sources" / "baishi.yml").options.row == "p.ln"
    assert "3 rows taken" in offline("test", "baishi", "--data", str(data))[1]


@pytest.mark.parametrize(
    ("path", "code", "says"),
    [
        ("/secret/", 4, "robots.txt forbids"),
        ("/app/", 4, "--browser"),
        ("/gk/nb/", 1, "nothing here would be taken"),
        ("/prose/", 2, "give the column's own page"),
    ],
)
def test_what_cannot_be_added_is_one_sentence_and_leaves_nothing(site, tmp_path, path, code, says):
    where = ("--local", "--data", str(tmp_path), "--name", "x", "--option", "delay_seconds=0")
    got, _, err = gongkai("add", f"http://{site.host}{path}", *where)
    assert (got, err.count("\n"), says in err) == (code, 1, True), err
    assert (tmp_path / "sources").exists() == (code == 1)


def test_a_name_that_leads_to_loopback_is_refused_with_the_option_that_allows_it(tmp_path, monkeypatch):
    refused = Probed(None, "", refused="a.gov.cn is a private or loopback address and needs `local: true`")
    monkeypatch.setattr(adding, "probe", lambda *_: [refused])
    done = CliRunner().invoke(command, ["add", "https://a.gov.cn/x", "--data", str(tmp_path)])
    assert (done.exit_code, "needs --local; nothing is written" in done.output) == (4, True)


def test_a_page_that_scripts_fill_is_added_by_the_request_behind_its_rows(site, tmp_path):
    said = ("--publisher", "白石县人民政府", "--option", "xhr=/api/{p}", "--option", "delay_seconds=0", "--local")
    code, out, err = gongkai("add", f"http://{site.host}/app/", *said, "--name", "app", "--data", str(tmp_path))
    assert (code, err) == (0, "")
    assert "1 taken" in out and "/api/2" in out
    assert load(tmp_path / "sources" / "app.yml").platform == "spa"


def test_live_says_of_each_source_why_there_is_no_page(site, tmp_path):
    for name in ("secret", "blocked", "none"):
        text = f"url: http://{site.host}/{name}/\nplatform: trs_static\npublisher: 白石县\nevidence: made up\nlocal: true\n"
        (tmp_path / f"{name}.yml").write_text(f"{text}options: {{delay_seconds: 0}}\n", encoding="utf-8")
    code, out, _ = gongkai("test", "secret", "none", "blocked", "--live", "--write", "--sources", str(tmp_path))
    secret, none, blocked, total = out.splitlines()
    assert (code, total) == (1, "0 of 3 good")
    assert "robots.txt forbids" in secret
    assert "no such page" in none
    assert "refuses us (geo challenge" in blocked
    assert len(list(tmp_path.iterdir())) == 3


def test_a_page_that_does_not_say_whose_it_is_is_shown_and_not_written(site, tmp_path):
    where = ("--local", "--data", str(tmp_path), "--option", "delay_seconds=0", "--option", "row=p.ln")
    code, out, err = gongkai("add", f"http://{site.host}/nobody/", *where)
    assert (code, "--publisher" in err, TITLES[71] in out) == (2, True, True)
    assert not (tmp_path / "sources").exists()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (("http://127.0.0.1:9/x",), "--local"),
        (("ftp://a.gov.cn/",), "http://"),
        (("https://a.gov.cn/x", "--name", "A B"), "a-z"),
        (("https://www.beijing.gov.cn/gongkai/zfxxgk/gknb/", "--name", "mine"), "has this address"),
        (("https://www.beijing.gov.cn/other/",), "--name"),
        (("https://a.gov.cn/x", "--option", "row"), "KEY=VALUE"),
        (("https://a.gov.cn/x", "--option", "rwo=p"), "did you mean 'row'"),
        (("https://a.gov.cn/x", "--division", "12"), "division"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_asked(tmp_path, line, says):
    done = CliRunner().invoke(command, ["add", *line, "--data", str(tmp_path)])
    assert done.exit_code == 2
    assert says in done.output
    assert not (tmp_path / "sources").exists()


def test_a_source_that_is_there_is_written_over_only_on_demand(added, site):
    data, url, *_ = added
    done = CliRunner().invoke(command, ["add", url, "--local", "--name", "baishi", "--data", str(data)])
    assert (done.exit_code, "--replace" in done.output) == (2, True)


def test_list_says_what_is_on_off_inferred_and_wanted(tmp_path):
    few, all_ = (offline("list", *more, "--data", str(tmp_path))[1] for more in ((), ("--all",)))
    assert "62 that are off and 2 wanted are not shown" in few
    states = [line.split("\t")[1] for line in all_.splitlines()]
    assert {word: states.count(word) for word in set(states)} == {"on": 102, "inferred": 62, "wanted": 2}


def test_differences_name_what_came_went_and_changed():
    a, b = Seen("http://a/1", "甲", "2021-01-01", "report"), Seen("http://a/2", "乙", None, "a guide")
    before = Preview((a, b), ("http://a/p2",), (), (), None)
    now = Preview((Seen("http://a/1", "甲", "2022-01-01", "report"),), (), ("http://a/c/",), (), "http://a/f")
    assert differences(before, before) == []
    assert differences(before, now) == [
        "- a guide: 乙",
        "date of 甲: 2022-01-01, before 2021-01-01",
        "- further page: http://a/p2",
        "+ column below: http://a/c/",
        "leads on to http://a/f, before to nowhere",
    ]
    assert from_data(now.as_data()) == now
