"""What stands before the pages: closed addresses, safe headers, limits of rate, size and statements, words for robots."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import quote
from xml.etree import ElementTree

import httpx
import pytest

from pipelines.publishing.guarding import addresses, sizes, statements
from pipelines.publishing.guarding.addresses import Cost
from pipelines.publishing.guarding.rates import BURST_SECONDS, Clients, Rates
from pipelines.publishing.site import Site
from tests.made_archive import fill
from tests.serving import get, served

CROSS = "SELECT count(*) FROM cells a, cells b, cells c WHERE a.value + b.value + c.value = -1"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    data = fill(tmp_path_factory.mktemp("site"), more=40)
    with served(data, "--rate", "0") as (_, address):
        yield data, address.rstrip("/")


def asked(address, method, path, headers=None):
    """Status, headers and body of a request that urllib would not send."""
    wire = HTTPConnection(address.removeprefix("http://"), timeout=120)
    wire.request(method, path, headers=headers or {})
    answer = wire.getresponse()
    body = answer.read()
    wire.close()
    return answer.status, answer.headers, body


def sql(address, statement):
    status, _, body = get(f"{address}/archive.json?_shape=array&sql={quote(statement)}")
    return status, json.loads(body)


# --- addresses, rates, clients: pure ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "query", "cost"),
    [
        ("/static/gongkai.css", "", Cost.ASSET),
        ("/archive/reports/1", "", Cost.PAGE),
        ("/archive/reports", "year=2023&_next=5", Cost.PAGE),
        ("/archive/reports", "year=2023&_sort=title", Cost.STATEMENT),
        ("/archive/cells.json", "raw__contains=1", Cost.STATEMENT),
        ("/archive/reports", "_where=1%3D1", Cost.STATEMENT),
        ("/archive/reports", "title=x&_size=5", Cost.STATEMENT),
        ("/archive/cells.json", "raw__exact=x&match=exact", Cost.STATEMENT),
        ("/archive/cells", "report_id=1&raw=x", Cost.PAGE),
        ("/archive/reports", "scope=own", Cost.PAGE),
        ("/archive", "sql=SELECT+1", Cost.STATEMENT),
        ("/archive.json", "sql=SELECT+1", Cost.STATEMENT),
        ("/archive/sections", "_search=%E5%85%AC", Cost.SEARCH),
        ("/-/search", "q=1", Cost.SEARCH),
        ("/archive/cells.csv", "", Cost.FILE),
        ("/archive/cells.xlsx", "year=2023", Cost.FILE),
        ("/archive.parquet", "sql=SELECT+1", Cost.FILE),
        ("/-/export.zip", "form=wide", Cost.FILE),
    ],
)
def test_what_an_address_costs(path, query, cost):
    assert addresses.cost(path, query) is cost


@pytest.mark.parametrize("extension", addresses.FILES)
def test_all_rows_of_a_file_are_not_those_of_one_page(extension):
    """`_size=max` and a number beyond a page's: the file would have its first 5,000 rows, and look whole."""
    for size in ("max", "600000"):
        assert sizes.fitted(f"/archive/cells.{extension}", f"_size={size}") == f"_size={size}"


def test_a_client_has_a_burst_and_then_a_steady_rate():
    now = [1000.0]
    rates = Rates(2, clock=lambda: now[0])
    assert [rates.wait("a", Cost.PAGE) for _ in range(2 * BURST_SECONDS)] == [0] * 2 * BURST_SECONDS
    assert rates.wait("a", Cost.PAGE) == pytest.approx(0.5)
    assert rates.wait("b", Cost.PAGE) == 0, "another client has its own"
    assert rates.wait("a", Cost.ASSET) == 0, "the site's own files are free"
    now[0] += 1.0
    assert [rates.wait("a", Cost.PAGE) > 0 for _ in range(3)] == [False, False, True]
    assert [Rates(0).wait("a", Cost.FILE) for _ in range(5000)] == [0] * 5000


def test_of_forwarded_addresses_only_a_trusted_proxys_word_counts():
    said = [(b"x-forwarded-for", b"6.6.6.6, 203.0.113.9, 10.1.2.3")]
    assert Clients().client("127.0.0.1", said) == "127.0.0.1"
    trusting = Clients(["127.0.0.1", "10.0.0.0/8"])
    assert trusting.client("127.0.0.1", said) == "203.0.113.9", "6.6.6.6 is what the client itself says"
    assert trusting.client("198.51.100.1", said) == "198.51.100.1"
    assert Clients().client("2001:db8:1:2:3::4", []) == Clients().client("2001:db8:1:2:ffff::9", [])
    with pytest.raises(ValueError, match="not-an-address"):
        Clients(["not-an-address"])


# --- headers and addresses over HTTP ---------------------------------------------------------------------------------

EVERYWHERE = (
    "/", "/archive/reports", "/archive/reports.json", "/archive/cells.csv?_size=1", "/static/gongkai.css", "/nothing",
    "/archive?sql=SELECT+nothing", "/robots.txt", "/-/metadata",
)  # fmt: skip


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_has_the_safe_headers(site, path):
    _, headers, _ = get(site[1] + path)
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'self'" in policy
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"]
    assert "server" not in headers, "nobody needs to know which"


@pytest.mark.parametrize(
    "name",
    ["metadata", "plugins", "settings", "threads", "config", "databases", "versions", "actor", "permissions", "messages",
     "allow-debug", "patterns", "logout", "auth-token"],
)  # fmt: skip
def test_what_datasette_says_of_itself_is_closed(site, name):
    for path in (f"/-/{name}", f"/-/{name}.json", f"/-/%{ord(name[0]):x}{name[1:]}"):
        status, _, body = get(site[1] + path)
        assert status == 404 and str(site[0]).encode() not in body, path


def test_internal_databases_tables_and_the_index_are_closed(site):
    with sqlite3.connect(site[0] / "archive.db") as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    hidden = [name for name in tables if name.startswith("_") or "_fts" in name or name.startswith("sqlite_")]
    assert {"_readings", "sections_fts", "sections_fts_data", "reports_fts_idx"} <= set(hidden)
    for name in hidden:
        for written in (name, f"{name}.json", f"{name}.csv", name.replace("_", "~5F", 1), name.replace("_", "%5F", 1)):
            assert get(f"{site[1]}/archive/{written}")[0] == 404, written
    for path in ("/_internal", "/_internal/databases", "/_internal.json", "/_memory", "/archive.db"):
        assert get(site[1] + path)[0] == 404, path


def test_head_options_other_methods_and_endless_addresses(site):
    status, headers, body = asked(site[1], "HEAD", "/archive/reports")
    assert (status, body) == (200, b"") and headers["content-type"].startswith("text/html")
    status, headers, body = asked(site[1], "HEAD", "/archive/cells.csv?_dl=1")
    assert (status, body) == (200, b"") and "attachment" in headers["content-disposition"]
    status, headers, _ = asked(site[1], "OPTIONS", "/archive/reports.json", {"Origin": "https://x.example"})
    assert status == 204 and "GET" in headers["access-control-allow-methods"]
    status, headers, body = asked(site[1], "POST", "/archive/reports?_lang=en")
    assert status == 405 and headers["allow"] == "GET, HEAD, OPTIONS" and b"only read" in body
    assert asked(site[1], "GET", "/archive/reports?year=" + "9" * 9000)[0] == 414


def test_robots_are_kept_from_expensive_addresses_and_led_to_the_reports(site):
    status, headers, body = get(f"{site[1]}/robots.txt")
    assert status == 200 and headers["content-type"].startswith("text/plain")
    text = body.decode()
    assert "Crawl-delay: 5" in text and f"Sitemap: {site[1]}/sitemap.xml" in text
    closed = [line.partition(": ")[2] for line in text.splitlines() if line.startswith("Disallow")]
    rules = [re.compile(re.escape(rule).replace(r"\*", ".*")) for rule in closed]
    for path in (
        "/archive?sql=SELECT+1",
        "/archive/reports?year=2023",
        "/archive/cells.csv",
        "/archive/cells.xlsx",
        "/-/search?q=1",
        "/-/export",
    ):
        assert any(rule.match(path) for rule in rules), path
    maps = [
        one.text for one in ElementTree.fromstring(get(f"{site[1]}/sitemap.xml")[2]).iter() if one.tag.endswith("loc")
    ]
    listed = {
        one.text
        for address in maps
        for one in ElementTree.fromstring(get(address)[2]).iter()
        if one.tag.endswith("loc")
    }
    with sqlite3.connect(site[0] / "archive.db") as db:
        reports = {f"{site[1]}/archive/reports/{i}" for (i,) in db.execute("SELECT id FROM reports")}
    assert reports <= listed
    assert not [path for path in listed if any(rule.match(path.removeprefix(site[1])) for rule in rules)]


# --- rates over HTTP ---------------------------------------------------------------------------------------------------


def test_who_asks_too_often_is_told_when_to_come_again(tmp_path):
    with served(fill(tmp_path), "--rate", "0.05", "--trusted-proxy", "127.0.0.1") as (_, address):
        home = address.rstrip("/")
        mine, other = ({"X-Forwarded-For": one} for one in ("203.0.113.1", "203.0.113.2"))
        began, granted = time.monotonic(), 0
        while asked(home, "GET", "/archive/agencies", mine)[0] == 200:
            granted += 1
        assert 3 <= granted <= 3 + (time.monotonic() - began) / 20
        status, headers, body = asked(home, "GET", "/archive/agencies?_lang=en", mine)
        assert status == 429 and 1 <= int(headers["retry-after"]) <= 20
        assert b"try again in" in body and "default-src" in headers["content-security-policy"]
        assert "请在" in asked(home, "GET", "/archive/agencies", mine)[2].decode()
        assert asked(home, "GET", "/static/gongkai.css", mine)[0] == 200
        assert asked(home, "GET", "/archive/agencies", other)[0] == 200


# --- statements --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM reports",
        "SELECT 1; SELECT 2",
        "SELECT 1; DELETE FROM reports",
        "ATTACH DATABASE '/tmp/x.db' AS x",
        "PRAGMA writable_schema = 1",
        "SELECT * FROM pragma_database_list",
        "SELECT load_extension('x')",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('/tmp/x', 'y')",
        "SELECT fts3_tokenizer('simple')",
        "WITH x AS (SELECT 1) DELETE FROM reports",
        "SELECT length(randomblob(900000000))",
        "SELECT length(hex(zeroblob(100000000)))",
        "SELECT " + "1 UNION ALL SELECT " * 200 + "1",
    ],
)
def test_a_statement_reads_and_does_nothing_else(site, statement):
    before = (site[0] / "archive.db").stat().st_mtime_ns
    status, said = sql(site[1], statement)
    assert status == 400 and str(site[0]) not in json.dumps(said)
    assert (site[0] / "archive.db").stat().st_mtime_ns == before
    assert get(f"{site[1]}/archive/reports")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/archive.json?sql=SELECT+*+FROM+_readings",
        "/archive.json?sql=SELECT+count(*)+FROM+_changes",
        "/archive.csv?sql=WITH+a+AS+(SELECT+1+FROM+_pairs)+SELECT+*+FROM+a",
        "/archive/reports?_where=id+IN+(SELECT+report_id+FROM+_readings)",
        "/archive/reports.json?_where=id+IN+(SELECT+report_id+FROM+_readings)",
        "/archive?sql=SELECT+rows+FROM+_readings",
    ],
)
def test_a_statement_reads_nothing_that_is_not_published(site, path):
    status, _, body = get(site[1] + path)
    said = body.decode()
    assert status == 400 and any(words in said for words in ("不公开", "not published", "prohibited", "not authorized"))


@pytest.mark.parametrize("name", ["reports.csv", "reports.json", "cells.xlsx", "v_zero_reporters.parquet"])
@pytest.mark.parametrize("given", ["nope=1", "year__foo=1", "nope__gt=1", "_search_nope=1"])
def test_a_filter_that_is_none_gives_no_file_with_all_rows(name, given):
    wrong = given.partition("=")[0]
    searched = name.startswith("reports") and wrong.startswith("_search")  # which Datasette refuses itself
    expected = ({wrong} if not searched else set()) | ({"year"} if name.startswith("cells") else set())
    assert set(addresses.unknown_filters(f"/archive/{name}", f"year=2023&{given}&_size=5")) == expected


def test_who_filters_by_what_is_no_column_is_told(site):
    status, _, body = get(f"{site[1]}/archive/reports.csv?yaer=2023&_lang=en")
    assert status == 400 and "no such column or way to filter: yaer" in body.decode()
    status, headers, body = get(f"{site[1]}/archive/reports.json?yaer=2023")  # a program that asks for JSON gets JSON
    said = json.loads(body)
    assert status == said["status"] == 400 and headers["content-type"].startswith("application/json")
    assert "no such column" in said["error"] and "没有这样的列" in said["message"]
    for wrong in ("[", "[[1]]", "[{}]"):
        assert get(f"{site[1]}/archive/reports.json?year__in={quote(wrong)}")[0] == 400
    assert get(f"{site[1]}/archive/reports.json?year__in={quote('[2022]')}")[0] == 200
    known = f"{site[1]}/archive/reports.csv?year__in=2022,2023&agency__contains={quote('镇')}&_col=id"
    assert get(known)[0] == 200 and get(known)[2].count(b"\n") > 1
    # what messengers add to a link that is passed on; a page shows what it is filtered by
    _, _, passed_on = get(f"{site[1]}/archive/reports?year=2022&from=singlemessage&utm_source=x")
    assert passed_on.count(b"<tr>") == get(f"{site[1]}/archive/reports?year=2022")[2].count(b"<tr>") > 1


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("/archive/reports?_sort=bogus", "不能按此列排序：bogus", "cannot be sorted by bogus"),
        ("/archive/reports.csv?_col=bogus", "没有这些列：bogus", "no such columns: bogus"),
        ("/archive/reports?_size=-1", "_size 应是正整数", "a whole number from 1"),
        ("/archive?sql=SELECT+bogus+FROM+reports", "没有这个列、表或函数：bogus", "There is no column bogus"),
        ("/archive?sql=DELETE+FROM+reports", "只接受 SELECT 语句", "must be a SELECT"),
    ],
)
def test_what_datasette_complains_of_is_said_in_the_language_of_the_page(site, path, zh, en):
    for lang, said in (("zh", zh), ("en", en)):
        status, _, body = get(f"{site[1]}{path}{'&' if '?' in path else '?'}_lang={lang}")
        assert status == 400 and said in body.decode(), body.decode()[-2000:]


def test_a_statement_without_end_ends_and_much_is_cut_and_said(site):
    assert sql(site[1], CROSS)[0] == 400  # by itself it would take hours
    endless = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT x FROM t"
    status, _, body = get(f"{site[1]}/archive.json?sql={quote(endless)}")
    assert status == 200 and json.loads(body)["truncated"] and len(json.loads(body)["rows"]) == 5000
    large = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT printf('%.*c', 1000000, 'x') FROM t"
    status, _, body = get(f"{site[1]}/archive.json?sql={quote(large)}")
    assert status == 200 and json.loads(body)["truncated"] and len(body) < 20_000_000


def test_pages_answer_while_clients_run_cross_joins(site, monkeypatch):
    """Statements stand still in the middle, as many as run at once, and others wait for their turn: pages wait for none."""
    running, go_on = threading.Semaphore(0), threading.Event()

    @contextmanager
    def standing_still(connection, _):
        connection.set_progress_handler(lambda: running.release() or go_on.wait(300), 1000)
        try:
            yield
        finally:
            connection.set_progress_handler(None, 0)

    async def both():
        app = httpx.ASGITransport(app=Site(site[0] / "archive.db"))
        async with httpx.AsyncClient(transport=app, base_url="http://here", timeout=300) as client:
            asking = [asyncio.ensure_future(client.get("/archive.json", params={"sql": CROSS})) for _ in range(5)]
            for _ in range(statements.THREADS):
                assert await asyncio.to_thread(running.acquire, timeout=300)
            pages = [await client.get("/archive/agencies.json?_size=5") for _ in range(3)]
            assert not any(one.done() for one in asking)
            go_on.set()
            return [page.status_code for page in pages], {
                answer.status_code for answer in await asyncio.gather(*asking)
            }

    monkeypatch.setattr(statements, "_until", standing_still)
    monkeypatch.setattr(statements, "SECONDS", 600)
    assert asyncio.run(both()) == ([200] * 3, {400})


def test_a_thread_that_never_comes_back_is_given_up(monkeypatch):
    """Within one step of SQLite (LIKE with many wildcards) nothing can stop a statement: the others go on without it."""
    monkeypatch.setattr(statements, "SECONDS", 0.1)
    monkeypatch.setattr(statements, "_GRACE", 0.1)
    hanging = threading.Event()

    async def both():
        running = statements.Statements()
        stuck = [asyncio.ensure_future(running.run(hanging.wait)) for _ in range(statements.THREADS)]
        said = await asyncio.gather(*stuck, return_exceptions=True)
        assert [type(one) for one in said] == [TimeoutError] * statements.THREADS
        monkeypatch.setattr(statements, "SECONDS", 300)
        assert await running.run(lambda: 7) == 7
        hanging.set()
        running.close()

    asyncio.run(both())
