"""The frontier with requests that are more than addresses: what a run begins with, what stands, what is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import TextResponse

from crawler.frontier import COLUMN, DOCUMENT, ISLAND, PAGE, Frontier
from crawler.platforms import Ask, ListPage, Row, RowKind
from crawler.platforms.parts.links import with_query
from crawler.runs import Filters, Runs, SourceRun
from crawler.source import Source
from crawler.spiders.column import Column
from pipelines.storing.listings import GONE, NOT_THERE, NOT_YET
from pipelines.storing.state_db import Pending, StateDb

SHELL = "http://www.yunze.gov.cn/gkmlpt/annualreport#2629"
API = Ask("http://www.yunze.gov.cn/gkmlpt/api/all/2629?page=1&sid=7", referer=SHELL)
ROW = Row(
    "http://www.yunze.gov.cn/post_1.html", "云泽县水利局2025年政府信息公开工作年度报告", "2026-01-18", RowKind.ARTICLE
)


def source(**more: object) -> Source:
    said = {"id": "yunze", "url": SHELL, "platform": "gkmlpt", "publisher": "云泽县水利局", "evidence": "a list"}
    return Source.model_validate(said | more)


@pytest.fixture
def state() -> StateDb:
    return StateDb(Path(":memory:"))


ALL = Filters()


def begun(state: StateDb, of: Source, filters: Filters = ALL) -> tuple[Frontier, SourceRun]:
    frontier = Frontier(state, filters, timedelta(hours=20), timedelta(days=30))
    return frontier, Runs(state, filters, lambda run: None, lambda run: (0, None)).begin(of, 0)


def visit(frontier: Frontier, run: SourceRun) -> None:
    """One whole visit: the shell, its island, one row."""
    frontier.take(run, ListPage(islands=(API,)), SHELL, {})
    frontier.settled(run.source, SHELL, 200, "aa")
    frontier.take(run, ListPage(rows=(ROW,)), API.key, API.said)
    frontier.settled(run.source, API.key, 200, "bb", etag='"1"')


def test_a_run_begins_with_what_brings_the_rows_once_that_is_known(state):
    frontier, run = begun(state, source())
    assert frontier.first(source()) == [Pending(SHELL, COLUMN, {})]
    visit(frontier, run)
    assert frontier.first(source()) == [Pending(API.key, ISLAND, API.said)]
    assert frontier.validators(source(), API.key, ISLAND) == {"If-None-Match": '"1"'}
    revisited, _ = begun(state, source(), Filters(revisit=True))
    assert revisited.first(source()) == [Pending(SHELL, COLUMN, {})], "a revisit looks at the shell too"


def test_a_run_does_not_begin_with_a_script_that_only_says_what_to_ask(state):
    """Of Epoint's shell the site's own script comes first: it never changes, the rows that it leads to do."""
    script = Ask("http://www.yunze.gov.cn/js/webBuilderCommon.js", referer=SHELL)
    frontier, run = begun(state, source())
    frontier.take(run, ListPage(islands=(script,)), SHELL, {})
    frontier.settled(run.source, SHELL, 200, "aa")
    frontier.take(run, ListPage(islands=(API,)), script.key, script.said)
    frontier.settled(run.source, script.key, 200, "bb", etag='"1"')
    assert frontier.first(source()) == [Pending(SHELL, COLUMN, {})], "what brings the rows was never had"
    frontier.take(run, ListPage(rows=(ROW,)), API.key, API.said)
    frontier.settled(run.source, API.key, 200, "cc")
    assert frontier.first(source()) == [Pending(API.key, ISLAND, API.said)]
    frontier.take(run, ListPage(islands=(script,)), API.key, API.said)
    assert frontier.first(source()) == [Pending(SHELL, COLUMN, {})], "in a circle nothing brings rows"


def test_a_corrected_source_is_read_anew(state):
    frontier, run = begun(state, source())
    visit(frontier, run)
    corrected = source(options={"cat_id": "2630"})
    assert frontier.first(corrected) == [Pending(SHELL, COLUMN, {})]
    assert not frontier.stands(corrected, API.key, ISLAND) and frontier.stands(source(), API.key, ISLAND)
    assert frontier.validators(corrected, API.key, ISLAND) == {}
    assert frontier.stands(corrected, ROW.url, DOCUMENT), "a document is what it is"


def test_posts_resume_with_their_fields_and_a_session_s_state_is_renewed(state):
    frontier, run = begun(state, source())
    for value in ("old", "new"):
        ask = Ask(
            "http://www.yunze.gov.cn/List.aspx", form=(("__EVENTARGUMENT", "2"),), carried=(("__VIEWSTATE", value),)
        )
        frontier.take(run, ListPage(next_pages=(ask,)), "http://www.yunze.gov.cn/List.aspx", {})
    resumed, _ = begun(state, source())
    (pending,) = resumed.due(source())
    assert Ask.of(pending.url, pending.said) == ask and pending.kind == PAGE


def test_what_lies_behind_an_unchanged_further_page_is_asked_all_the_same(state):
    frontier, run = begun(state, source())
    frontier.take(
        run, ListPage(rows=(ROW,), next_pages=("http://www.yunze.gov.cn/3.html",)), "http://www.yunze.gov.cn/2.html", {}
    )
    frontier.settled(source(), "http://www.yunze.gov.cn/3.html", 200, "cc")
    frontier.onward(run, "http://www.yunze.gov.cn/2.html")
    assert "http://www.yunze.gov.cn/3.html" in [pending.url for pending in frontier.due(source())]


def test_a_document_that_is_gone_is_looked_for_once_more_a_day_later(state):
    """A server that says so for one night marks nothing for a year; one that says so twice is believed."""
    frontier, run = begun(state, source())
    visit(frontier, run)

    def due_after(status: int, days: int) -> bool:
        frontier.settled(source(), ROW.url, status, "dd")
        long_ago = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
        frontier.unchanged(source(), ROW.url, long_ago)
        return ROW.url in [pending.url for pending in frontier.due(source())]

    assert [due_after(NOT_THERE, days) for days in (0, 2)] == [False, True]
    assert [due_after(status, 2) for status in (GONE, 200)] == [False, False]
    assert [due_after(status, 400) for status in (NOT_THERE, GONE, 200)] == [True, True, True]


def test_the_schedule_is_looked_through_again_only_where_a_list_names_what_was_had_before(state):
    """A list of thousands has hundreds of pages, behind each of which all that is listed was looked through."""
    old, new = (f"http://www.yunze.gov.cn/post_{n}.html" for n in (1, 2))
    pages = [f"http://www.yunze.gov.cn/list_{n}.html" for n in (1, 2, 3)]
    frontier, run = begun(state, source())
    frontier.settled(source(), old, 200, "dd")
    frontier.unchanged(source(), old, "2020-01-01T00:00:00Z")
    looked = []
    state.connection.set_trace_callback(lambda said: looked.append(said) if "looked_at <" in said else None)

    def due_behind(page: str, *urls: str) -> tuple[set[str], bool]:
        before = len(looked)
        frontier.take(run, ListPage(rows=tuple(replace(ROW, url=url) for url in urls)), page, {})
        found = {pending.url for pending in frontier.due(source(), set(pages).__contains__)}
        return found, len(looked) > before

    assert due_behind(pages[0]) == (set(), True)
    assert due_behind(pages[1], new) == ({new}, False)
    assert due_behind(pages[2], old) == ({new, old}, True)


def test_a_listed_report_that_is_none_is_looked_at_once_more_in_the_next_run(state):
    def came(frontier: Frontier) -> list[str]:
        frontier.settled(source(), ROW.url, 200, "dd", '"tag"')
        frontier.no_report(ROW.url)
        return [pending.url for pending in frontier.due(source()) if pending.kind == DOCUMENT]

    frontier, run = begun(state, source())
    visit(frontier, run)
    assert came(frontier) == [ROW.url]
    assert frontier.validators(source(), ROW.url, DOCUMENT) == {}, "asked for whole"
    later, _ = begun(state, source())
    assert came(later) == []
    assert later.validators(source(), ROW.url, DOCUMENT) == {"If-None-Match": '"tag"'}


def test_a_page_of_a_unit_that_may_publish_yet_is_looked_at_in_every_run_until_it_does(state):
    """Units × years have no list that would grow: a town that publishes late fills a page that was there, or was not."""
    this = datetime.now(UTC).year
    cells = tuple(
        Row(f"http://www.yunze.gov.cn/show/341/{year}.html", "", None, RowKind.ARTICLE, year, True)
        for year in (this - 1, this - 3)
    )

    def due_after(days: int, came) -> list[str]:
        frontier, run = begun(state, source())
        frontier.take(run, ListPage(rows=cells), SHELL, {})
        for cell in cells:
            came(frontier, cell.url)
            long_ago = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
            frontier.unchanged(source(), cell.url, long_ago)
        return [one.url for one in begun(state, source())[0].due(source()) if one.kind == DOCUMENT]

    def empty(frontier: Frontier, url: str) -> None:
        frontier.settled(source(), url, 200, "dd")
        frontier.no_report(url, awaited=True)

    def nowhere(frontier: Frontier, url: str) -> None:
        frontier.settled(source(), url, NOT_YET)

    def report(frontier: Frontier, url: str) -> None:
        frontier.settled(source(), url, 200, "ee")

    for came in (empty, empty, nowhere):
        assert due_after(2, came) == [cells[0].url], "and no longer for a year long past"
    assert due_after(0, empty) == [] and due_after(2, report) == []


def test_a_unit_s_page_that_is_not_there_for_a_while_is_looked_for_in_every_run_all_the_same(state):
    """An empty page that is not there tonight was no report: nothing is withdrawn. A report that was is, once."""
    year = datetime.now(UTC).year - 1
    cell = Row(f"http://www.yunze.gov.cn/show/341/{year}.html", "", None, RowKind.ARTICLE, year, True)

    def nights(was: int) -> list[tuple]:
        frontier, run = begun(state, source())
        frontier.take(run, ListPage(rows=(cell,)), SHELL, {})
        frontier.settled(source(), cell.url, was, "dd")
        spider = Column([source()], state)
        spider.crawler, spider.frontier = SimpleNamespace(crawling=True), frontier
        spider.hosts, told = SimpleNamespace(settled=lambda ticket: None, of=lambda url: None), []
        for _ in range(3):
            run = spider.runs.begin(source(), 1)
            asked = spider._ask(run, cell.url, DOCUMENT, {"awaited": True, "year": year})
            items = list(spider.document(TextResponse(cell.url, 404, request=asked), **asked.cb_kwargs))
            for item in items:
                item.kept(item)
            frontier.unchanged(
                source(), cell.url, (datetime.now(UTC) - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
            )
            due = [one.url for one in begun(state, source())[0].due(source()) if one.kind == DOCUMENT]
            told.append((len(items), len(run.counts.withdrawn), run.counts.vanished, due == [cell.url]))
        return told

    assert nights(NOT_YET) == [(1, 0, 0, True), (0, 0, 0, True), (0, 0, 0, True)]
    assert nights(200) == [(1, 1, 1, True), (0, 1, 0, True), (0, 0, 0, True)]


def test_columns_wander_neither_off_nor_deep(state):
    near = source(hosts=["slj.yunze.gov.cn"])
    frontier, run = begun(state, near)
    columns = tuple(
        f"http://{host}/nb/"
        for host in ("www.yunze.gov.cn", "slj.yunze.gov.cn", "jyj.yunze.gov.cn", "evil.example.com")
    )

    def followed(asked: str, below: int) -> list[str]:
        said = {"below": below} if below else {}
        frontier.take(run, ListPage(sub_columns=columns), asked, said)
        found = [one.url for one in frontier.due(near) if one.kind == COLUMN]
        for url in found:
            frontier.ended(near, url)
        return [url.split("/")[2].partition(".")[0] for url in found]

    assert followed(SHELL, 0) == ["www", "slj"]
    assert followed("http://slj.yunze.gov.cn/hub/", 1) == ["slj"], "from there neither on nor back"
    assert followed(SHELL, 4) == []


def test_vouched_rows_are_taken_without_a_title_and_other_hosts_left(state):
    frontier, run = begun(state, source())
    rows = (Row("http://www.yunze.gov.cn/x.jsp?area=1&fbtime=2024", "", None, RowKind.ARTICLE, 2024, True),
            Row("http://evil.example.com/a.html", ROW.title, None, RowKind.ELSEWHERE))  # fmt: skip
    frontier.take(run, ListPage(rows=rows), SHELL, {})
    (pending,) = frontier.due(source())
    assert (pending.said["year"], pending.said["report"], pending.said["title"]) == (2024, False, None)
    assert run.counts.refused == 1


def test_a_parameter_is_changed_and_the_others_stay_letter_for_letter():
    gbk = "http://a.cn/p.jsp?page=1&webname=%D4%C6%D4%F3&x=&id=Zx%2F9aQ%3D%3D"
    assert with_query(gbk, page=2) == gbk.replace("page=1", "page=2")
    assert with_query("http://a.cn/p?a", b='{"n": 1}') == "http://a.cn/p?a&b=%7B%22n%22:%201%7D"


def test_a_column_whose_rows_come_from_elsewhere_now_is_asked_again(state):
    """The known island answers with nothing: the run turns to the shell, which may name another."""
    frontier, run = begun(state, source())
    visit(frontier, run)
    spider = Column([source()], state)
    spider.crawler, spider.frontier = SimpleNamespace(crawling=True), frontier
    run = spider.runs.begin(source(), 1)
    run.first = API.key
    asked = spider._ask(run, API.key, ISLAND, API.said)
    answer = TextResponse(API.url, body=b'{"total": 0, "articles": []}', request=asked, encoding="utf-8")
    further = [one for one in spider.listing(answer, **asked.cb_kwargs) if isinstance(one, Request)]
    assert further[0].url.partition("#")[0] == SHELL.partition("#")[0]
    assert run.first == SHELL


def test_a_page_that_its_list_states_no_more_is_not_missing(state):
    """A list has grown shorter: its third page was due as well, and came after the first, which no longer names it."""
    frontier, run = begun(state, source())
    second, third = (Ask(with_query(API.url, page=n), referer=SHELL, must=True) for n in (2, 3))
    frontier.take(run, ListPage(rows=(ROW,), next_pages=(second,), pages=2), API.key, API.said)
    spider = Column([source()], state)
    spider.crawler, spider.frontier = SimpleNamespace(crawling=True), frontier
    run = spider.runs.begin(source(), 1)
    for page, failed in ((third, 0), (second, 1)):
        asked = spider._ask(run, page.key, PAGE, page.said | {"list": API.key})
        answer = TextResponse(page.url, body=b'{"total": 2, "articles": []}', request=asked, encoding="utf-8")
        list(spider.listing(answer, **asked.cb_kwargs))
        assert len(run.counts.failed) == failed, run.counts.failed
