"""The product's own search page over a real archive: hits, marks, facets, order, leafing, and what it says of nothing."""

import asyncio
import sqlite3
from urllib.parse import quote

import httpx
import pytest

from pipelines.publishing.pages import ordering, searching
from pipelines.publishing.rewriting import by_hit
from pipelines.publishing.site import Site
from pipelines.searching import fold
from tests.made_archive import fill


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("search"), more=45) / "archive.db"


@pytest.fixture(scope="module")
def ask(archive):
    """Asks the site itself, in process; gives the answer."""
    site = Site(archive)

    def get(address):
        async def answer():
            transport = httpx.ASGITransport(app=site)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.get(address)

        return asyncio.run(answer())

    return get


def found(ask, query):
    answer = ask(f"/-/search.json?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def named(page):
    return [(hit["agency"], hit["year"]) for hit in page["hits"]]


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("团旺镇", [("柳林坝镇人民政府", 2023)]),
        ("團旺鎮依申請", [("柳林坝镇人民政府", 2023)]),
        ("1711", [("柳林坝镇人民政府", 2022)]),
        ("36 热线", [("柳林坝镇人民政府", 2022)]),
        ("36 团旺", []),
        ("石门坎 -团旺", [("石门坎镇人民政府", 2023)]),
        ("柳林坝 -热线", [("柳林坝镇人民政府", 2023)]),
        ('"12 件"', [("柳林坝镇人民政府", 2023)]),
        ("满意率１００%", [("柳林坝镇人民政府", 2023)]),
        ("“引号”", [("石门坎镇人民政府", 2023)]),
    ],
)
def test_hits_are_the_reports_that_have_all_of_it(ask, typed, hits):
    page = found(ask, httpx.QueryParams(q=typed))
    assert named(page) == hits and page["total"] == len(hits) and not page["more"]


def test_the_place_of_a_hit_is_marked_in_the_words_of_the_source_and_leads_to_the_text(ask, archive):
    (hit,) = found(ask, "q=团旺镇依申请公开")["hits"]
    marks = [text for section in hit["sections"] for text, marked in section["pieces"] if marked]
    assert marks == ["團旺鎮依申請公開"] and hit["times"] == 1
    with sqlite3.connect(archive) as db:
        whole = db.execute(
            "SELECT d.text FROM reports r JOIN documents d USING (capture_id) WHERE r.id = ?", [hit["id"]]
        )
        text = whole.fetchone()[0]
    (section,) = hit["sections"]
    assert text[section["start"] : section["end"]] == "團旺鎮依申請公開"
    shown = ask("/-/search?q=团旺镇依申请公开").text
    assert (
        "<mark>團旺鎮依申請公開</mark>" in shown and f"start={section['start']}&amp;end={section['end']}#here" in shown
    )


def test_a_section_without_a_heading_is_called_what_it_is(ask):
    """The report's page calls it so too; 无标题 told nobody where the words stand."""
    shown = {language: ask(f"/-/search?q=团旺+7&_lang={language}").text for language in ("zh", "en")}
    assert ' lang="zh-CN">一、总体情况</a>' in shown["en"]
    assert ">收到和处理政府信息公开申请情况</a>" in shown["zh"] and ">Requests received and handled</a>" in shown["en"]


def test_facets_count_all_hits_and_narrow_to_just_those(ask):
    page = found(ask, "q=镇人民政府")
    assert page["total"] == 48 and len(page["hits"]) == searching.PAGE
    years = {value: (count, href) for value, count, href in page["facets"][0]["values"]}
    assert page["facets"][0]["name"] == "year" and sum(count for count, _ in years.values()) == 48
    for year, (count, href) in years.items():
        narrowed = found(ask, href.removeprefix("?"))
        assert narrowed["total"] == count and {hit["year"] for hit in narrowed["hits"]} == {year}
        assert [one["name"] for one in narrowed["narrowed"]] == ["year"]
    without = found(ask, "q=镇人民政府&province=-")
    assert without["total"] == sum(count for value, count, _ in _values(page, "province") if value is None)


def _values(page, name):
    return next(facet["values"] for facet in page["facets"] if facet["name"] == name)


def test_leafing_shows_every_hit_once_newest_first(ask):
    seen, href = [], "q=镇人民政府&sort=newest"
    while href:
        page = found(ask, href.removeprefix("?"))
        seen += [(hit["year"], hit["id"]) for hit in page["hits"]]
        href = page["next"]
    assert len(seen) == len(set(seen)) == 48
    assert [year for year, _ in seen] == sorted((year for year, _ in seen), reverse=True)
    oldest = found(ask, "q=镇人民政府&sort=oldest")["hits"]
    assert oldest[0]["year"] == min(year for year, _ in seen)


def test_a_word_in_the_name_comes_before_one_in_the_text(ask):
    page = found(ask, httpx.QueryParams(q="第7镇"))
    assert page["hits"][0]["agency"] == "第7镇人民政府" and page["total"] == 1
    both = found(ask, httpx.QueryParams(q="12"))
    assert both["hits"][0]["agency"] == "第12镇人民政府" and both["total"] > 1


@pytest.mark.parametrize("typed", ["12", "7", "镇人民政府"])
def test_the_order_is_the_same_however_many_names_are_read_at_a_time(ask, monkeypatch, typed):
    whole = [named(found(ask, httpx.QueryParams(q=typed, page=page))) for page in (1, 2)]
    monkeypatch.setattr(ordering, "_READ", 3)
    assert [named(found(ask, httpx.QueryParams(q=typed, page=page))) for page in (1, 2)] == whole and whole[0]


def test_of_too_many_hits_only_the_first_are_counted_and_it_says_so(ask, monkeypatch):
    exact = found(ask, "q=镇人民政府")
    monkeypatch.setattr(searching, "MOST", 40)
    monkeypatch.setattr(searching, "SORTED", 30)
    monkeypatch.setattr(searching, "SAMPLE", 10)
    page = found(ask, "q=镇人民政府")
    assert page["more"] and page["total"] == 40 and page["sample"] == 10
    assert sum(count for _, count, _ in page["facets"][0]["values"]) == 10
    assert len(page["hits"]) == searching.PAGE and page["hits"][0]["year"] == max(hit["year"] for hit in exact["hits"])
    second = found(ask, page["next"].removeprefix("?"))
    assert not {hit["id"] for hit in page["hits"]} & {hit["id"] for hit in second["hits"]}
    shown = ask("/-/search?q=镇人民政府").text
    assert "40+" in shown
    assert ask("/-/search.json?q=镇&page=3").status_code == 400


@pytest.mark.parametrize("asked", ["_search=镇", "_search_text=镇"])
def test_the_search_box_gives_every_row_once_and_ends_with_the_last_of_a_page(ask, archive, asked):
    """The statements that Datasette writes for a first page and for those after it are both known."""
    rows, following = [], f"/archive/sections.json?{asked}&_size=20&_nofacet=1"
    while following:
        page = ask(following).json()
        assert "cross join" in by_hit(page["query"]["sql"], page["query"]["params"])
        rows += [row[0] for row in page["rows"]]
        following = page["next_url"] and page["next_url"].removeprefix("http://test")
    with sqlite3.connect(archive) as db:
        texts = db.execute("SELECT id, text FROM sections ORDER BY id").fetchall()
    assert rows == [section for section, text in texts if "镇" in fold(text)] and len(rows) > 40
    last_first = ask(f"/archive/sections.json?{asked}&_sort_desc=id&_size=20").json()
    assert [row[0] for row in last_first["rows"]] == rows[:-21:-1]


def test_a_search_box_with_a_filter_gives_every_row_once(ask, archive):
    rows, following = [], "/archive/sections.json?_search=镇&key=overview&_size=5&_nofacet=1"
    while following:
        page = ask(following).json()
        assert "narrowed_fts(:search, 'key', :p0)" in by_hit(page["query"]["sql"], page["query"]["params"])
        rows += [row[0] for row in page["rows"]]
        following = page["next_url"] and page["next_url"].removeprefix("http://test")
    with sqlite3.connect(archive) as db:
        texts = db.execute("SELECT id, text FROM sections WHERE key = 'overview' ORDER BY id").fetchall()
    assert rows == [section for section, text in texts if "镇" in fold(text)] and len(rows) > 10
    # a value that only folds to the one that is there is another, and so is a number written otherwise
    for value in ("OVERVIEW", "over view", "", "overview OR proactive"):
        assert ask(f"/archive/sections.json?_search=镇&key={quote(value)}&_nofacet=1").json()["rows"] == []


@pytest.mark.parametrize("year", ["2022", "02022", "2022.0", "2O22"])
def test_a_search_box_with_filters_gives_what_sqlite_gives(ask, archive, year):
    page = ask(f"/archive/reports.json?_search=镇人民政府&year={year}&status=complete&_size=100&_nofacet=1").json()
    sql, params = page["query"]["sql"], page["query"]["params"]
    assert ("narrowed_fts" in by_hit(sql, params)) is (year == "2022")
    with sqlite3.connect(archive) as db:
        names = (
            "SELECT id FROM reports WHERE year = ? AND status = 'complete' AND agency LIKE '%镇人民政府%' ORDER BY id"
        )
        assert [row[0] for row in page["rows"]] == [row[0] for row in db.execute(names, [year])]
        assert bool(page["rows"]) is (year != "2O22")


def test_a_search_box_with_another_filter_is_asked_as_datasette_does(ask):
    for other in ("scope=own", "title=x", "year__gt=2021"):
        page = ask(f"/archive/reports.json?_search=镇人民政府&year=2022&{other}&_nofacet=1").json()
        assert {row[page["columns"].index("year")] for row in page["rows"]} <= {2022}
        assert by_hit(page["query"]["sql"], page["query"]["params"]) == page["query"]["sql"]
    of_title = ask("/archive/reports.json?_search_title=镇&year=2022&_nofacet=1").json()
    assert (
        by_hit(of_title["query"]["sql"], of_title["query"]["params"]) == of_title["query"]["sql"] and of_title["rows"]
    )
    assert ask("/archive/sections.json?_search=镇&_next=x").json()["rows"] == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "怎样搜"),
        ("q=-公开", "只有要去掉的词"),
        ("q=公开+没有这样的词", "没有一份报告合乎全部条件"),
        ("q=公开&year=1999", "没有一份报告合乎全部条件"),
    ],
)
def test_nothing_asked_and_nothing_found_say_what_to_do(ask, query, said):
    answer = ask(f"/-/search?{query}")
    assert answer.status_code == 200 and said in answer.text


def test_of_words_without_a_common_report_each_is_tried_alone(ask):
    alone = found(ask, "q=热线+团旺")["by_term"]
    assert [(term, count) for term, count, _ in alone] == [("热线", 1), ("团旺", 1)]


@pytest.mark.parametrize(
    "query",
    ["q=" + "长" * 201, "q=" + "+".join("abcdefghijklm"), "q=a&year=x", "q=a&sort=best", "q=a&page=0", "q=a&page=501"],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(ask, query):
    answer = ask(f"/-/search?{query}")
    assert answer.status_code == 400 and "Traceback" not in answer.text


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '" OR "', "a* NEAR(b", "'; --", "\x00", "%", "公\x00开"]
)
def test_nothing_typed_is_syntax_or_markup(ask, typed):
    answer = ask("/-/search?" + str(httpx.QueryParams(q=typed)))
    assert answer.status_code == 200 and "<script>alert" not in answer.text
