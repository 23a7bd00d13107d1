"""A list that states more than it brings: told in every run until it brings it, whatever stands in the place of the rest."""

from __future__ import annotations

import json

import pytest

from crawler.completeness import Lists
from crawler.options import Options
from crawler.platforms import MAY_END, PLATFORMS, Ask, ListPage, Row, RowKind
from tests.platforms import day, title
from tests.sites import Site

HOST = "http://www.yunze.gov.cn"
FIRST = f"{HOST}/nb/"


def page(*numbers: int, **states: object) -> ListPage:
    return ListPage(tuple(Row(f"{FIRST}{n}.html", title(n), day(n), RowKind.ARTICLE) for n in numbers), **states)


@pytest.mark.parametrize(
    ("first", "further", "says"),
    [
        (page(1, 2, pages=3), [page(3, 4), page(5)], None),
        (page(1, 2, pages=3), [page(3, 4)], "3 pages are stated, 2 came"),
        (page(1, 2, pages=3), [page(3, 4), page()], "3 pages are stated, 2 came"),
        (page(1, 2, pages=3), [page(3, 4), page(3, 4)], "3 pages are stated, 2 came"),
        (page(1, 2, pages=3), ["same", page(5)], None),
        (page(1, 2, 3, 4, 5, pages=3, records=5), [], None),  # all rows on one page, hidden by script
        (page(1, 2, pages=3, records=6), [page(3, 4), page(5)], None),  # a row without an address
        (page(1, 2, pages=3, records=5), [page(3, 4)], "5 rows are stated, 4 came"),
        (page(records=12), [], "12 rows are stated, 0 came"),
        (page(), [page(1, 2, pages=2, records=3)], "3 rows are stated, 2 came"),  # page 0 of a server that counts from 1
        (page(1, 2, pages=9000, cut=True), [page(3, 4)], None),  # said otherwise
        (page(1, 2), [page(3)], None),
        (page(pages=1), [], None),
        (page(pages=3, sub_columns=(f"{FIRST}bm/",)), [], None),  # what leads to lists is none itself, whatever it states
        (page(1, 2, 3, pages=4, records=8, bare=1), [page(4, 5, 6, 7)], None),  # two pages in one answer; a row of no words
        (page(1, 2, 3, pages=4, records=8), [page(4, 5, 6, 7)], "8 rows are stated, 7 came"),
    ],
)  # fmt: skip
def test_what_a_list_states_is_held_against_what_came(first, further, says):
    lists = Lists()
    lists.begun(FIRST, first)
    for one in further:
        lists.same(FIRST) if one == "same" else lists.turned(FIRST, one)
    assert lists.short() == ({FIRST: says} if says else {})


def test_nothing_is_said_of_a_list_whose_first_page_was_not_read():
    lists = Lists()
    assert lists.turned(FIRST, page(1, pages=3)) and not lists.turned(FIRST, page())
    lists.same(FIRST)
    assert lists.short() == {}


def test_a_page_that_came_before_the_first_one_counts():
    """A stopped run had left it to this one, which asks for it before it looks at the column below again."""
    lists = Lists()
    lists.turned(FIRST, page(3, 4, pages=3)), lists.same(FIRST)
    assert lists.short() == {}
    lists.begun(FIRST, page(1, 2, pages=3))
    assert lists.short() == {}


def test_a_list_under_two_addresses_comes_once():
    lists = Lists()
    lists.begun(FIRST, page(1, 2, pages=3)), lists.begun(f"{FIRST}index.html", page(1, 2, pages=3))
    lists.turned(FIRST, page(3, 4)), lists.turned(f"{FIRST}index.html", page(5))
    assert lists.short() == {}
    lists.begun(f"{HOST}/bm/", page(1, 2, pages=4))
    assert lists.short() == {f"{HOST}/bm/": "4 pages are stated, 1 came"}


def test_answers_that_bring_several_pages_at_once_are_counted_by_their_records():
    """`dataproxy.jsp` gives three pages at a time; one of the records has a title too short for a row."""

    def store(*numbers: int) -> str:
        said = "<record><![CDATA[<li><a href='/art/2026/1/{0}/art_1_{0}.html'>{1}</a></li>]]></record>"
        listed = "".join(said.format(n, "年报" if n == 4 else title(n)) for n in numbers)
        group = "<nextgroup><![CDATA[<a href='/dataproxy.jsp?page=1&columnid=9'></a>]]></nextgroup>"
        return f"<datastore>{group}<recordset>{listed}</recordset><totalrecord>11</totalrecord><totalpage>6</totalpage></datastore>"

    lists, column, asked = Lists(), f"{HOST}/col/col9/index.html", f"{HOST}/dataproxy.jsp?page=4&columnid=9"
    read = PLATFORMS["hanweb_jpage"].list_page
    lists.begun(column, read(column, f"<script type='text/xml'>{store(*range(1, 7))}</script>", Options()))
    assert lists.short() == {column: "11 rows are stated, 6 came"}
    lists.turned(column, read(asked, store(*range(7, 12)), Options(), Ask(asked, referer=column)))
    assert lists.short() == {}


# --- answers in place of data ----------------------------------------------------------------------------------------

ROW = {"title": title(1), "TITLE": title(1), "url": "/a/1.html", "URL": "/a/1.html", "infourl": "/a/1.html"}
BODY = json.dumps({"pageIndex": 1, "pageSize": 20, "categorynum": "3"})
CHANNEL = "a" * 32
ASKS = {
    "gkmlpt": Ask(f"{HOST}/gkmlpt/api/all/2629?page=1&sid=7", referer=FIRST),
    "epoint": Ask(f"{HOST}/rest/lightfrontaction/getgovinfolist", json=BODY, referer=FIRST),
    "ucap": Ask(f"{HOST}/common/search/{CHANNEL}?page=1&_isJson=true", referer=FIRST),
    "ucap_suzhou": Ask(f"{HOST}/szinf/xxgk/interfacesWebZcwj/loadData?pageSize=15", form=(("pageIndex", "1"),)),
    "hanweb_jpaas": Ask(f"{HOST}/api-gateway/jpaas-publish-server/front/page/build/unit?webId=1", referer=FIRST),
    "truecms": Ask(f"{HOST}/truecms/messageController/getMessage.do?startrecord=1&perpage=20", referer=FIRST),
}


def answer(platform: str, text: object) -> ListPage:
    said = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
    return PLATFORMS[platform].list_page(ASKS[platform].url, said, Options(), ASKS[platform])


@pytest.mark.parametrize("platform", ASKS)
@pytest.mark.parametrize(
    "text", ["", "null", "[]", "<html><p>网站维护中</p></html>", '{"data": {"lis', {"success": False, "message": "系统错误", "data": None}]
)  # fmt: skip
def test_what_is_no_list_is_told_and_nothing_taken_from_it(platform, text):
    found = answer(platform, text)
    assert found.odd and not found.rows and not found.next_pages
    assert ("系统错误" in found.odd) == isinstance(text, dict)


@pytest.mark.parametrize(
    ("platform", "text", "pages", "records", "further"),
    [
        ("gkmlpt", {"articles": [], "total": 0}, 0, 0, 0),
        ("gkmlpt", {"articles": [], "total": "12"}, 0, 12, 0),
        ("gkmlpt", {"articles": [ROW], "total": "3.0"}, 3, 3, 2),
        ("gkmlpt", {"articles": [ROW | {"date": "²³²³²³²³²³"}], "total": "１"}, 1, 1, 0),
        ("gkmlpt", {"articles": [ROW]}, 0, 0, 1),  # it does not say how many: the next page says whether it goes on
        ("ucap", {"data": {"rows": "1", "total": "3", "results": [ROW]}}, 3, 3, 2),
        ("ucap", {"data": {"rows": 15, "results": [ROW]}}, 0, 0, 1),
        ("ucap_suzhou", {"data": {"allRow": 3, "list": [ROW]}}, 3, 3, 2),
        ("epoint", {"custom": {"data": [ROW]}}, 0, 0, 1),
        ("hanweb_jpaas", {"data": {"html": "<p>暂无</p><div class='pagination' rows='' count='41'></div>"}}, 3, 41, 2),
        ("truecms", 'cb({"result": "<datastore><totalrecord>41</totalrecord></datastore>"})', 3, 41, 0),
    ],
)  # fmt: skip
def test_counts_are_taken_from_numbers_and_words(platform, text, pages, records, further):
    found = answer(platform, text)
    assert (found.odd, found.pages, found.records, len(found.next_pages)) == ("", pages, records, further)


def test_rows_without_an_address_are_counted():
    found = answer("gkmlpt", {"articles": [ROW, ROW | {"url": None}], "total": 2})
    assert (len(found.rows), found.bad_addresses) == (1, 1)


def test_the_last_page_of_a_server_of_unknown_base_may_be_one_too_many():
    ask = Ask(ASKS["epoint"].url, json=BODY.replace(": 1,", ": 0,"), referer=FIRST)
    rows = [ROW | {"infourl": f"/a/{n}.html"} for n in range(20)]
    found = PLATFORMS["epoint"].list_page(ask.url, json.dumps({"custom": {"total": 41, "data": rows}}), Options(), ask)
    assert [one.hint for one in found.next_pages] == [None, None, MAY_END]
    assert PLATFORMS["epoint"].list_page(ask.url, '{"custom": null}', Options(), ask).next_pages


# --- a crawl -----------------------------------------------------------------------------------------------------------

INSTEAD = {
    "404": (404, b"<p>404</p>"),
    "the home page": (200, "<html><body><a href='/'>首页</a></body></html>".encode()),
}


@pytest.mark.parametrize("instead", INSTEAD)
def test_a_stated_page_that_does_not_come_is_told_until_it_comes(tmp_path, instead):
    site = Site(tmp_path, reports=5)
    site.per_page, site.states_pages = 2, True
    with site.serving():
        second = f"{site.column}index_1.html"
        site.answers[second] = INSTEAD[instead]
        for _ in range(2):
            assert site.crawl().code == 1
            outcome, note = site.outcome()
            assert (outcome, "3 pages are stated, 2 came" in note) == ("partial", True), note
            assert site.reports() == 3
        del site.answers[second]
        assert site.crawl().code == 0
        assert (site.outcome()[0], site.reports()) == ("ok", 5)
        site.log.clear()
        assert site.crawl().code == 0
        assert site.paths == [site.column], "and then it costs one request again"
