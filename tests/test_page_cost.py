"""What a page may cost the server: asked of the site in this process, by counting what it asks and shows."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import httpx
import pytest
from datasette.database import Database, QueryInterrupted

from pipelines.publishing import counting
from pipelines.publishing.guarding import sizes, statements
from pipelines.publishing.site import Site
from pipelines.storing import schema
from tests.made_archive import fill


class Pages:
    """The site over one archive, asked without a network."""

    def __init__(self, data) -> None:
        self.site = Site(data / "archive.db")
        self._loop = asyncio.new_event_loop()

    def get(self, path: str, host: str = "site") -> httpx.Response:
        async def ask():
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self.site)) as client:
                return await client.get(f"http://site{path}", headers={"host": host})

        return self._loop.run_until_complete(ask())


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return Pages(fill(tmp_path_factory.mktemp("cost"), more=30))


@pytest.fixture
def asked(monkeypatch):
    """How often SQLite is asked."""
    statements = []
    ask = Database.execute_fn

    async def counted(self, fn):
        statements.append(self.name)
        return await ask(self, fn)

    monkeypatch.setattr(Database, "execute_fn", counted)
    return statements


def test_the_list_of_data_asks_the_archive_nothing_twice(pages, asked):
    assert pages.get("/archive").status_code == 200
    asked.clear()
    assert pages.get("/archive").status_code == 200
    assert asked.count("archive") <= 2, asked


def test_what_may_not_be_seen_stays_closed_when_asked_again(pages):
    for path in ("/archive/_readings", "/archive/_changes.json", "/archive/sections_fts_data"):
        assert [pages.get(path).status_code for _ in range(3)].count(200) == 0
    assert len({pages.get(f"/archive/none{number}").status_code for number in range(5)}) == 1


def test_a_page_has_no_more_rows_than_are_soon_written(pages):
    """`_size` of Datasette goes to 5,000 rows for a page too: two seconds of its one thread, a minute for the widest table."""
    for path in (
        "/archive/reports?_size=5000",
        "/archive/reports_wide?_size=40",
        "/archive/reports_wide.json?_size=5000",
    ):
        answer = pages.get(path)
        assert answer.status_code == 400 and "最多" in answer.text, path
    assert pages.get("/archive/reports_wide?_size=max").text.count("<tr>") <= 25
    assert len(pages.get("/archive/cells.json?_size=max&_shape=array").json()) == 5000
    assert len(pages.get("/archive/reports.json?_size=5000&_shape=array").json()) > 30
    assert pages.get("/archive/reports?_size=x").status_code == 400


@pytest.mark.parametrize("path", ["/archive?sql=SELECT+*+FROM+cells", "/archive/failed_checks"])
def test_the_page_of_a_statement_shows_its_first_rows_and_says_so(pages, path):
    shown = pages.get(path).text
    rows, columns = shown.count("<tr><td"), shown.count("<th class")
    assert rows * columns <= 4_000
    assert ("多于" in shown) == (rows > 100), (rows, columns)


def test_a_count_that_has_no_time_is_not_tried_again_at_once(pages, asked, monkeypatch):
    monkeypatch.setattr(counting, "_SEARCH_MS", 0.001)
    shown = pages.get("/archive/reports?_search=%E5%BA%A6").text  # in every title
    assert shown.count("<tr><td") > 10 and "来不及统计" in shown
    asked.clear()
    pages.get("/archive/reports?_search=%E5%BA%A6")
    assert len(asked) <= 6, asked
    monkeypatch.undo()


def test_a_count_whose_time_is_over_while_the_index_is_opened_is_a_count_without_time(pages, monkeypatch):
    """SQLite calls it a failed constructor: on a busy machine the first search of a connection was a wrong request."""
    monkeypatch.setattr(counting, "_SEARCH_MS", 0.001)
    database = Site(Path(pages.site.datasette.databases["archive"].path)).datasette.databases["archive"]
    search = "select count(*) from reports where id in (select rowid from reports_fts where reports_fts match escape_fts(:q))"
    with pytest.raises(QueryInterrupted):
        asyncio.run(database.execute(search, {"q": "度"}))


def test_a_visitor_s_statement_finds_the_index_of_a_file_that_changed_its_shape_or_is_told_that_time_is_over(
    tmp_path, monkeypatch
):
    """After a VACUUM beside the site every such statement failed with SQLite's own words; where time is over, too."""
    path = tmp_path / "archive.db"
    with closing(sqlite3.connect(path)) as writer:
        schema.create(writer)
        reader = sqlite3.connect(path)
        find = "SELECT rowid FROM reports_fts WHERE reports_fts MATCH 'x'"
        assert statements.fetched(reader, find, {}, lambda columns: 9, 9)[0] == []
        writer.execute("VACUUM")
        assert statements.fetched(reader, find, {}, lambda columns: 9, 9)[0] == []
        writer.execute("VACUUM")
        monkeypatch.setattr(statements, "_STEPS", 1)
        with pytest.raises(sqlite3.OperationalError, match="^interrupted$"):
            statements.fetched(reader, find, {}, lambda columns: 9, 0)
        reader.close()


def test_the_docs_say_how_long_a_count_may_take():
    said = f"that takes over {counting._COUNT_MS / 1000:.2f} s, in a search box {counting._SEARCH_MS / 1000:.2f} s"
    assert said in (Path(__file__).parents[1] / "docs" / "operating.md").read_text()


def test_a_search_may_be_ordered_and_narrowed(pages):
    """The first use of the index on a connection of visitors' statements: SQLite must be allowed to open it."""
    for more in ("_sort=title", "_where=year>0", "title__contains=%E5%BA%A6", "_searchmode=raw"):
        answer = pages.get(f"/archive/reports.json?_search=%E5%BA%A6&_shape=array&{more}")
        assert answer.status_code == 200, (more, answer.text[:200])
    assert len(pages.get("/archive/reports.json?_search=%E5%BA%A6&_shape=array&_sort=title").json()) > 10


def test_mistakes_of_a_client_are_no_faults_of_the_site(pages):
    assert pages.get("/archive.json?sql=select+1&_timelimit=x").status_code == 400
    assert pages.get("/archive/failed_checks?_timelimit=x").status_code == 400
    for wrong in ('a"><script>', "[", "[:::]", "[::1", "a]b", "a:b:c", "localhost:999999"):
        assert pages.get("/sitemap.xml", host=wrong).status_code == 400, wrong
    for right in ("[::1]:8001", "", "LOCALHOST.", "gongkai.example:"):
        assert pages.get("/sitemap.xml", host=right).status_code == 200, right
    assert pages.get("/robots.txt", host="gongkai.example:8001").status_code == 200


def test_a_statement_goes_no_further_than_its_page_shows():
    """What comes after the rows of a page may take as long as it likes: nobody sees it."""
    connection, seen = sqlite3.connect(":memory:"), []
    schema.create(connection)
    connection.create_function("seen", 1, lambda number: seen.append(number) or number)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT seen(i), 'x' FROM n"
    for cells, wanted in ((None, 70), (2 * 40, 40), (2, sizes.LEAST_ROWS)):
        seen.clear()
        rows, more, _ = statements.fetched(connection, endless, {}, partial(sizes.rows_of, cells, 70), 9)
        assert [row[0] for row in rows] == list(range(1, wanted + 1)) and more
        assert len(seen) <= wanted + 2  # the row that says there are more, and one that sqlite3 fetches ahead
