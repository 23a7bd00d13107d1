"""Servers that give fewer rows at once than they were asked for, or than they say they do: every row is had all the same."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.completeness import Lists
from crawler.options import Options
from crawler.platforms import PLATFORMS, Ask
from tests.platforms import day, pages, title, walk

HOST = "http://www.yunze.gov.cn"
ALL = {title(number) for number in range(25)}


def items(numbers: list[int]) -> str:
    return "".join(f'<li><a href="/a/art_{n:032x}.html">{title(n)}</a><span>{day(n)}</span></li>' for n in numbers)


def query(ask: Ask) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(ask.url).query))


def page_of(number: int, size: int) -> list[int]:
    laid = pages(size)
    return laid[number - 1] if number <= len(laid) else []


def jpaas(given: int):
    """A gateway that gives `given` rows a page and says that they are 15."""

    def answer(ask: Ask) -> str:
        if "api-gateway" not in ask.url:
            unit = "{'parseType':'bulidstatic','webId':'1','pageId':'2','tagId':'信息列表'}"
            return f'<html><body><script url="/api-gateway/jpaas-publish-server/front/page/build/unit" queryData="{unit}"></script></body></html>'
        rows = items(page_of(json.loads(query(ask)["paramJson"])["pageNo"], given))
        return json.dumps({"data": {"html": rows and f"<ul>{rows}</ul><div class='pagination' rows='15' count='25'></div>"}})  # fmt: skip

    return answer


def ucap(given: int):
    def answer(ask: Ask) -> str:
        if "/common/search/" not in ask.url:
            return f'<html><meta name="channelid" content="{"5f2c8d0b" * 4}"><body><ul></ul></body></html>'
        results = [{"title": title(n), "url": f"/yunze/{n}.shtml"} for n in page_of(int(query(ask)["page"]), given)]
        return json.dumps({"data": {"rows": 15, "total": 25, "results": results}})

    return answer


def truecms(given: int):
    def answer(ask: Ask) -> str:
        if "getMessage" not in ask.url:
            return '<html><body><div id="l"></div><script>var columnId="5f0c1d2e-3b4a-4596-8778-695a4b3c2d1e", perpage=20;</script></body></html>'
        start = int(query(ask)["startrecord"]) - 1
        held = list(range(25))[start : min(start + given, int(query(ask)["endrecord"]))]
        records = "".join(f"<record><![CDATA[{items([n])}]]></record>" for n in held)
        return f"cb({json.dumps({'result': f'<totalrecord>25</totalrecord><recordset>{records}</recordset>'})})"

    return answer


@pytest.mark.parametrize("given", [4, 10, 15])
@pytest.mark.parametrize(
    ("platform", "column", "site"),
    [
        ("hanweb_jpaas", "/col/col1229565788/index.html", jpaas),
        ("ucap", "/yunze/xxgknb/list.shtml", ucap),
        ("truecms", "/yunze/nb/nb.html", truecms),
    ],
)
def test_a_server_may_give_fewer_rows_than_it_states(platform, column, site, given):
    found = walk(platform, HOST + column, site(given))
    assert found.titles == ALL and not found.lost


def test_a_row_that_stands_twice_on_a_page_of_truecms_is_no_row_that_is_missing():
    twice = f'<div id="initData">{items([0, 1, 2, 2])}</div><script>var totalRecord = 4;</script>'
    page = PLATFORMS["truecms"].list_page(f"{HOST}/yunze/nb/nb.html", f"<html><body>{twice}</body></html>", Options())
    lists = Lists()
    lists.begun("nb", page)
    assert len(page.rows) == 3 and lists.short() == {}
