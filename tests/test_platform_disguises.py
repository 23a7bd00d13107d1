"""However a template says how many pages a list has, where its rows come from and where its files stand, all are had."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.options import Options
from crawler.platforms import PLATFORMS, Ask
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.totals import total_pages
from tests.platforms import day, pages, title, walk

HOST = "http://www.yunze.gov.cn"
ALL = {title(number) for number in range(25)}


def items(numbers: list[int], href: str) -> str:
    return "".join(f'<li><a href="{href.format(n=1000 + n)}">{title(n)}</a><span>{day(n)}</span></li>' for n in numbers)


@pytest.mark.parametrize(
    "pager",
    [
        "<script>createPageHTML('3','{k}','index','html');</script>",
        '<script>createPageHTML ( 3 , {k} , "index" , "html" , 25 )</script>',
        "<script>var currentPage={k};//当前页\nvar countPage = '3'//共多少页\n</script>",
        "<script>var currentPage={k}; var countnum = 25; var pagesize=10;</script>",
        "<div>共<span>3</span>页 第<b>{k}</b>页</div>",
        '<script><!--\ncreatePageHTML(3, {k}, "index", "html");\n//--></script>',
        '<!-- createPageHTML(9, 0, "index", "html"); --><script>createPageHTML(3, {k}, "index", "html");</script>',
    ],
)
def test_trs_pagers_of_any_wording_lead_through_the_whole_list(pager: str):
    folder, asked = "/zwgk/zfxxgknb/", []

    def site(ask: Ask) -> str | None:
        asked.append(ask.url)
        name = urlsplit(ask.url).path.removeprefix(folder)
        number = {"": 0, "index_1.html": 1, "index_2.html": 2}.get(name)
        rows = number is not None and items(pages(10)[number], folder + "202601/t20260126_{n}.html")
        return f"<html><body><ul>{rows}</ul>{pager.replace('{k}', str(number))}</body></html>" if rows else None

    assert walk("trs_static", HOST + folder, site).titles == ALL
    assert len(asked) == 3


def test_a_count_without_the_size_of_a_page_says_no_number_of_pages():
    assert total_pages("<script>var recordcount = 25;</script>") is None


def test_lonsun_reads_a_query_that_its_script_joins_of_pieces():
    script = """var u = '/site/label/8888?IsAjax=1&dataType=html&_=' + Math.random()
      + '&labelName=publicInfoList&siteId=&pageSize=10&pageIndex=' + pageIndex + '&action=list&organId=6600001'
      + '&type=4&catIds=&catId=7001234&cId=&result=none&file=/xxgk/list';"""

    def site(ask: Ask) -> str | None:
        said = dict(parse_qsl(urlsplit(ask.url).query))
        if "labelName" not in said:
            return (
                f"<html><body><div id=rows></div><script>{script}</script></body></html>"
                if "column" in ask.url
                else None
            )
        assert said["file"] == "/xxgk/list" and said["catId"] == "7001234" and said["pageSize"] == "10"
        rows = items(pages(10)[int(said["pageIndex"]) - 1], "/public/6600001/{n}.html")
        return f"<ul>{rows}</ul><script>$('#page').pagination({{pageCount: '3'}})</script>"

    assert walk("lonsun", f"{HOST}/public/column/6600001?type=4&catId=7001234&action=list", site).titles == ALL


ASIDE = '<div class="side"><ul><li><a href="/xw/202611/t20261118_9.html">云泽县召开全县经济工作会议</a><span>2026-11-18</span></li></ul></div>'


@pytest.mark.parametrize(
    ("platform", "column", "behind", "script"),
    [
        ("ucap", "/yz/nb/list.shtml", "/common/search/", f"""<script>var channelId="{"5f2c8d0b" * 4}";
         $.get("/common/search/"+channelId+"?page=1&_pageSize=15&_isJson=true", show)</script>"""),
        ("static_generic", "/nb/index.html", "/nb/frame.html", '<iframe src="frame.html"></iframe>'),
        ("trs_static", "/nb/", "/nb/frame.html", '<iframe src="frame.html"></iframe>'),
    ],
)  # fmt: skip
def test_news_beside_a_list_do_not_hide_where_its_rows_come_from(platform, column, behind, script):
    page = f"<html><body><ul id=list></ul>{script}{ASIDE}</body></html>"
    (island,) = PLATFORMS[platform].list_page(HOST + column, page, Options()).islands
    assert urlsplit(island.url).path.startswith(behind)
    listed = page.replace("</ul>", items([1], "/nb/t20260126_{n}.html") + "</ul>", 1)
    assert not PLATFORMS[platform].list_page(HOST + column, listed, Options()).islands


@pytest.mark.parametrize(
    "call",
    [
        """$.ajax({url: "/site/label/8888?IsAjax=1&dataType=html&_=" + Math.random(), type: "get",
           data: "labelName=list&siteId=6795&pageSize=15&pageIndex=" + p + "&organId=6600001&type=5&catId=7001234&file=/x/newest2020"});""",
        """$.ajax({url: "/site/label/8888?IsAjax=1&dataType=html", data: {labelName: 'list', siteId: "6795", pageIndex: p,
           organId: 6600001, type: '5', catId: 7001234, file: '/x/newest2020'}});""",
    ],
)
def test_lonsun_reads_a_query_whose_data_stand_apart_from_its_address(call: str):
    page = f"<html><body><div id=list></div><script>function load(p) {{ {call} }}</script></body></html>"
    (island,) = (
        PLATFORMS["lonsun"].list_page(f"{HOST}/public/column/6600001?type=5&catId=7001234", page, Options()).islands
    )
    said = dict(parse_qsl(urlsplit(island.url).query))
    wanted = {"labelName": "list", "siteId": "6795", "catId": "7001234", "file": "/x/newest2020", "pageIndex": "1"}
    assert said | wanted == said and "_" not in said


def test_jpaas_fragment_one_level_deeper():
    query = json.dumps({"parseType": "bulidstatic", "tagId": "信息列表", "pageId": "7"}, ensure_ascii=False)

    def site(ask: Ask) -> str | None:
        if "paramJson" not in ask.url:
            return f"<html><body><script queryData='{query}' url='/api-gateway/jpaas-publish-server/front/page/build/unit'></script></body></html>"
        number = json.loads(dict(parse_qsl(urlsplit(ask.url).query))["paramJson"])["pageNo"]
        rows = (
            items(pages(10)[number - 1], "/art/2026/art_{n}.html") + "<div class='pagination' rows=10 count='25'></div>"
        )
        return json.dumps({"data": {"data": {"html": rows}}})

    assert walk("hanweb_jpaas", f"{HOST}/col/col1229565788/index.html", site).titles == ALL


TITLE = "云泽县财政局2025年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ('<a href="/group6/M00/01/ab.docx">附件：报告</a>', "/group6/M00/01/ab.docx"),
        ('<a href="/attach/0/abc">年报.docx</a>', "/attach/0/abc"),
        ('<A HREF="/content/download/123">点击下载</A>', "/content/download/123"),
        ('<a href="/download/filedownload?id=3">附件1</a>', "/download/filedownload?id=3"),
        ('<a href="/cms/attach.do?id=31">附件1</a>', "/cms/attach.do?id=31"),
        ('<a href="/dl.jsp?f=/x/nb.docx">【点击下载】</a><a href="/xzzx/">下载中心</a>', "/dl.jsp?f=/x/nb.docx"),
        ('<a href="/x/nb.docx"><img src="/icon.gif"></a>', "/x/nb.docx"),
        ("""<div onclick="openFile('/x/nb.docx')">附件</div>""", "/x/nb.docx"),
        ('<script>var fj=[{"name":"年报.docx","url":"\\/x\\/nb.docx"}]</script>', "/x/nb.docx"),
    ],
)
def test_the_attachment_stands_below_a_body_that_says_nothing(link: str, address: str):
    page = f"<h1>{TITLE}</h1><div class='TRS_Editor'><p>详见附件。</p></div><div class='fj'>{link}</div>"
    found = article_page(f"{HOST}/zwgk/a.html", f"<html><body>{page}</body></html>")
    assert [row.url for row in found.attachments] == [HOST + address]


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ('<p><img src="./P020.jpg"></p>', ["/zwgk/P020.jpg"]),
        (f'<p>{TITLE}</p><img src="/s.gif" data-src="/x/1.png" width="800">', ["/x/1.png"]),
        ('<img src="/x/1.jpg"><img src="/x/2.jpg">', []),
        ('<p>本局召开会议。</p><img src="/x/1.jpg">', []),
        ('<img src="/x/1.png" width="32">', []),
        ("<img src='data:image/png;base64,AAAA'>", []),
        ('<img src="/x/1.jpg"><p><a href="/x/nb.pdf">附件</a></p>', ["/x/nb.pdf"]),
    ],
)
def test_a_body_that_is_one_picture_leads_to_it(body: str, address: list[str]):
    page = f"<html><body><h1>{TITLE}</h1><div class='TRS_Editor'>{body}</div></body></html>"
    found = article_page(f"{HOST}/zwgk/a.html", page)
    assert [row.url for row in found.attachments] == [HOST + one for one in address]


def test_files_of_menus_and_neighbours_are_none_of_a_full_article():
    body = "<p>本机关主动公开政府信息七十三条。</p>" * 30
    aside = (
        '<div class="footer"><a href="/x/1.pdf">附件</a></div><div><a href="/x/2.pdf">云泽县教育局2024年预算</a></div>'
    )
    called = "<p><a href='/dl?id=4'>附件</a><a href='/x/4.pdf'><img src='/i.gif'></a></p>"
    page = (
        f"<h1>{TITLE}</h1><div class='TRS_Editor'>{body}</div><p><a href='/x/3.pdf'>附件：统计表</a></p>{called}{aside}"
    )
    found = article_page(f"{HOST}/zwgk/a.html", f"<html><body>{page}</body></html>")
    assert [row.url for row in found.attachments] == [f"{HOST}/x/3.pdf"]


@pytest.mark.parametrize("sent", ["script", "redirect", "bare"])
def test_a_column_that_only_leads_to_its_first_child_has_the_childs_sisters_as_well(sent: str):
    column, menu = f"{HOST}/zwgk/zfxxgknb/", '<li><a href="../2025nb_91/">2025年</a></li><li><a href="../2024nb_17/">2024年</a></li>'  # fmt: skip
    more = '<li><a href="../zfbm/">县政府部门</a></li><li><a href="/zwgk/bm/">县政府部门</a></li><li><a href="/zwgk/2024/">2024年</a></li>'
    page, child = f"<html><body><ul>{menu}{more}</ul></body></html>", f"{column}2025nb_91/"
    ask = Ask(child, led=column) if sent == "script" else Ask(column.rstrip("/") if sent == "bare" else column)
    sisters = (f"{column}2024nb_17/", f"{column}zfbm/")
    assert PLATFORMS["trs_static"].list_page(child, page, Options(), ask).sub_columns == sisters
    assert set(sisters) <= set(PLATFORMS["static_generic"].list_page(child, page, Options(), ask).sub_columns)


def test_a_sites_own_sections_are_no_columns_below_a_list_that_stands_at_its_root():
    menu = '<div class="nav"><a href="/xwzx/">新闻中心</a><a href="/zfbm/">政府部门</a></div>'
    page = f'<html><body>{menu}<ul><li><a href="/hdjl/">互动交流中心</a></li><li><a href="/czj/">云泽县财政局</a></li></ul></body></html>'
    for platform, address in (("php", "/index.php?catid=362"), ("slug_list_html", "/xxgk-list-nb.html")):
        assert PLATFORMS[platform].list_page(HOST + address, page, Options()).sub_columns == (f"{HOST}/czj/",)
