"""Rows that a page carries and only its script shows are read without a browser; what is no list there makes no row."""

from __future__ import annotations

import json
import time

import pytest

from crawler.platforms import PLATFORMS
from crawler.platforms.parts.literals import literals, texts
from crawler.preview import preview
from crawler.source_files import checked
from tests.platforms import day, title

HOST = "http://www.yunze.gov.cn"
URL = f"{HOST}/zfxxgknb/index.html"
ROWS = [(title(n), f"{HOST}/zfxxgknb/{n}.html", day(n)) for n in range(5)]
NAMED = [{"title": title(n), "url": f"/zfxxgknb/{n}.html", "pubDate": day(n), "id": 700 + n} for n in range(5)]
LISTED = [[f"7{n}", title(n), f"./{n}.html", day(n)] for n in range(5)]
LINES = [f'<li><a href="/zfxxgknb/{n}.html" title="{title(n)}">…</a><span>{day(n)}</span></li>' for n in range(5)]
DATA = json.dumps(NAMED, ensure_ascii=False)
LOOSE = ",".join(
    f"{{title:'{one['title']}', 'linkUrl' : \"{one['url']}\" /* old */, time:'{one['pubDate']}',}}" for one in NAMED
)


def page(carried: str, body: str = "") -> str:
    return f"<html><head><title>政府信息公开年报_云泽县</title></head><body><h1>政府信息公开年报</h1>{body}{carried}</body></html>"


def rows(text: str, platform: str = "static_generic", url: str = URL) -> list[tuple]:
    return sorted((row.title, row.url, row.date) for row in PLATFORMS[platform].list_page(url, text).rows)


@pytest.mark.parametrize("platform", ["static_generic", "trs_static", "php", "nfcms"])
@pytest.mark.parametrize(
    "carried",
    [
        f"<script>var dataList={DATA};for(var i=0;i<dataList.length;i++){{show(dataList[i])}}</script>",
        f"<script>var page = {json.dumps({'total': 5, 'list': NAMED})};</script>",
        f'<script type="application/json" id="__DATA__">{json.dumps({"props": {"rows": NAMED}}, ensure_ascii=False)}</script>',
        f"<script>$(function(){{ var l = [{LOOSE}]; $.each(l, function(i, d){{ $('#l').append('<li>' + d.title + '</li>') }}) }})</script>",
        "".join(f"<script>rows.push({json.dumps(one, ensure_ascii=False)});</script>" for one in NAMED),
        f"<script>var list={json.dumps(LISTED, ensure_ascii=False)};</script>",
        f"<script>document.write('<ul>' +\n {' + '.join(repr(line) for line in LINES)} + '</ul>')</script>",
        f"<script type='text/template'><ul>{''.join(LINES)}</ul></script>",
        f"<textarea style='display:none'>{''.join(LINES)}</textarea>",
        f"<textarea hidden>{DATA}</textarea>",
        f"<input type='hidden' value='{DATA}'>",
        f"<script type='text/xml'><datastore><recordset>{''.join(f'<record><![CDATA[{line}]]></record>' for line in LINES)}</recordset></datastore></script>",
    ],
    ids=["array", "object", "json", "loose", "pushed", "lists", "written", "template", "markup", "textarea", "attribute", "xml"],
)  # fmt: skip
def test_rows_that_only_a_script_shows_are_read(carried, platform):
    assert rows(page(carried), platform) == sorted(ROWS)


@pytest.mark.parametrize(
    "carried",
    [
        "<script>var menu=[{name:'2024年政府信息公开年报',url:'/2024nb/'},{name:'政府信息公开指南',url:'/zn/1.html'}]</script>",
        f"<script>var titles={json.dumps([title(n) for n in range(5)], ensure_ascii=False)};</script>",
        f"<script>var rows=[{{id:7,title:'{title(1)}'}}]; function go(d){{ location.href='/a/'+d.id+'.html' }}</script>",
        "<script>var other=[{title:'云泽县2025年政府网站工作年度报表',url:'/a/t20260101_9.html',time:'2026-01-01'}]</script>",
    ],
)
def test_what_names_no_report_with_its_address_makes_no_row(carried):
    assert rows(page(carried)) == []


def test_a_shown_list_is_read_as_it_is_shown():
    shown = '<ul><li><a href="/zfxxgknb/t20260101_77.html">' + title(7) + "</a><span>2026-01-01</span></li></ul>"
    assert [row[0] for row in rows(page(f"<script>var old={DATA};</script>", shown))] == [title(7)]


def test_the_script_of_a_report_names_no_list():
    own = f"<script>var share={{title:'{title(1)}',url:'{URL}'}}; var file_appendix='<a href=\"./P020260101123.pdf\">{title(1)}</a>'</script>"
    text = f"<html><body><h1>{title(1)}</h1><div class=TRS_Editor>{'<p>本镇认真落实条例。</p>' * 60}</div>{own}</body></html>"
    assert rows(text) == []


@pytest.mark.parametrize(
    ("carried", "said"),
    [
        (f"<script>var rows=[{{id:7,title:'{title(1)}'}}]</script>", "titles of reports stand in a script"),
        ("<div id='app'></div><script src='/js/app.js'></script>", "shows nothing without its scripts"),
        ("<script>var visits = 3</script><p>本栏目暂无信息</p>", ""),
    ],
)
def test_a_page_that_scripts_would_fill_says_so(carried, said):
    remark = PLATFORMS["trs_static"].list_page(URL, page(carried)).remark
    assert said in remark and bool(remark) is bool(said)


def test_scripts_are_read_as_far_as_they_are_data():
    script = r"""function f(a){ var d=[{t:'a\u516c\'b', n:-3.5, ok:true,}, f(1), {"u":"http:\/\/x/y",l:[1,2,]}]; } /* [{no:1}] */ x({q:'//'}) // [9]"""
    assert list(literals(script)) == [{"t": "a公'b", "n": "-3.5", "ok": "true"}, {"u": "http://x/y", "l": ["1", "2"]}, {"q": "//"}]  # fmt: skip
    assert list(texts("a('x' + \"y\"\n+ 'z', 'w')")) == ["xyz", "w"]


def test_scripts_without_an_end_cost_one_pass():
    def cost(script: str) -> float:
        began = time.process_time()
        assert not list(literals(script)) and len(list(texts(script))) <= len(script)
        return time.process_time() - began

    for piece in ("[", "{'a':", '"\\', "/*", "`a", "'\"`"):
        small, large = cost(piece * 1000), cost(piece * 10_000)
        assert large < 60 * small + 0.05, piece


SOURCE = checked(
    "yunze", {"url": URL, "platform": "static_generic", "publisher": "云泽县人民政府", "evidence": "a test"}
)


def test_a_preview_of_a_report_s_own_page_says_that_it_would_be_taken():
    """As a crawl takes it; a page as long under another title is nothing."""
    body = f"<div class=TRS_Editor>{'<p>本镇认真落实条例。</p>' * 60}</div>"
    for heading, taken in ((title(1), [(URL, title(1))]), ("云泽县2025年政府工作报告", [])):
        found = preview(SOURCE, URL, f"<html><body><h1>{heading}</h1>{body}</body></html>")
        assert [(row.url, row.title) for row in found.taken] == taken and found.leads is bool(taken)


def test_a_preview_names_each_further_page_once():
    nexts = preview(SOURCE, URL, page(f"<script>var dataList={DATA}</script>")).next_pages
    assert nexts and len(nexts) == len(set(nexts))


def test_pages_without_an_end_cost_one_pass():
    """Tens of seconds, and hours for a page of a megabyte, where each beginning looked for its end behind all others."""
    titled = f"<script>var rows=[{{title:'{title(1)}{'<a' * 60_000}',url:'./1.html'}}]</script>"
    endless = ("<!--" * 15_000, "<title" * 15_000, f"<script>< {'<record>' * 7000}</script>", titled)
    began = time.process_time()
    for carried in (*endless, f"<textarea>&lt;<record>公开{' ' * 20_000}年报</record></textarea>"):
        rows(page(carried))
    assert time.process_time() - began < 3


def test_data_have_a_depth():
    """Whoever walks through them calls himself for each list in a list."""
    assert rows(page(f"<script>var a={'[' * 3000}{DATA}{']' * 3000}; var rows={DATA}</script>")) == sorted(ROWS)
