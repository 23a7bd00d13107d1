"""Articles of every platform: title, date, source, and the files in every disguise; rows of lists in every shape."""

from __future__ import annotations

import json

import pytest

from crawler.answers import dead_end
from crawler.platforms import PLATFORMS, RowKind
from crawler.platforms.parts.detail import article_page
from crawler.platforms.parts.files import is_file, unwrapped
from crawler.platforms.parts.plain import plain_page

AT = "http://www.yunze.gov.cn/zwgk/nb/202601/a.html"
REPORT = "云泽县水利局2025年政府信息公开工作年度报告"
PROSE = "<p>" + "本机关认真落实信息公开条例的各项规定，" * 20 + "</p>"


def files(html: str) -> list[str]:
    return [row.url.removeprefix("http://www.yunze.gov.cn") for row in article_page(AT, html).attachments]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<div id="zoom"><a href="./P020260118400000000001.pdf">年度报告</a></div>', "/zwgk/nb/202601/P020260118400000000001.pdf"),
        ('<div id="zoom"><a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=7">年报.docx</a></div>', "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=7"),
        ('<div id="zoom"><a href="/module/download/downfile.jsp?classid=0&filename=ab.pdf&showname=%E5%B9%B4%E6%8A%A5.pdf">附件</a></div>', "/module/download/downfile.jsp?classid=0&filename=ab.pdf&showname=%E5%B9%B4%E6%8A%A5.pdf"),
        ('<div id="zoom"><a href="/api-gateway/jpaas-web-server/front/document/file-download?fileUrl=/c/a.xls">附件</a></div>', "/api-gateway/jpaas-web-server/front/document/file-download?fileUrl=/c/a.xls"),
        ('<div class="j-fontContent"><a href="/group6/M00/01/02/abc.docx">附件</a></div>', "/group6/M00/01/02/abc.docx"),
        ('<div class="content"><a href="/dl?id=7">云泽县水利局年度报告.pdf</a></div>', "/dl?id=7"),
        ('<div class="content"><iframe src="/pdfjs/web/viewer.html?file=%2Fupload%2F2025%20nb.pdf"></iframe></div>', "/upload/2025 nb.pdf"),
        ('<div class="content"><embed src="a.pdf"></div>', "/zwgk/nb/202601/a.pdf"),
        ('<div class="content"><object data="a.ofd"></object></div>', "/zwgk/nb/202601/a.ofd"),
        ('<div id="vsb_content_2"><script>showVsbpdfIframe("/__local/A/B1/x.pdf","100%","600")</script></div>', "/__local/A/B1/x.pdf"),
        ("""<div class="content"></div><script>var file_appendix='<a href="./P0202601181.doc">附件</a>'</script>""", "/zwgk/nb/202601/P0202601181.doc"),
        ('<div class="content"><div data-src="/upload/nb.pdf"></div></div>', "/upload/nb.pdf"),
        ("""<div class="content"><a href="javascript:void(0)" onclick="openx('/upload/nb.docx')">附件</a></div>""", "/upload/nb.docx"),
        ('<base href="/other/"><div class="content"><a href="a.pdf">附件</a></div>', "/other/a.pdf"),
    ],
)  # fmt: skip
def test_files_in_every_disguise(html: str, found: str):
    assert files(f"<h1>{REPORT}</h1>{html}") == [found]


def carried(detail: str, body: str = "") -> str:
    page = f'<html><head><title>公开</title></head><body><div id="app"></div>{body}<script>window._CONFIG={{SID:7,DETAIL:{detail},TREE:[]}}</script></body></html>'
    return PLATFORMS["gkmlpt"].whole_page(page)


def test_an_article_that_only_a_script_carries_is_one_with_its_files():
    whole = carried(
        json.dumps({"content": PROSE, "attachment": [{"url": "/attachment/0/1/7.pdf", "name": "年报.pdf"}]})
    )
    article = PLATFORMS["gkmlpt"].article_page(AT, whole)
    assert article.characters > 300 and not dead_end(AT, AT, 200, whole)
    assert [row.url for row in article.attachments] == ["http://www.yunze.gov.cn/attachment/0/1/7.pdf"]
    shown = f'<div class="article-content">{PROSE}</div>'
    assert carried(json.dumps({"content": PROSE}), shown).count("本机关") == 20, (
        "json escapes what it carries: only what is shown counts"
    )
    for literal in (
        f"{{title: 'x', content: '<p class=\\'a\\' id=\"b\">\\u4e00</p>{PROSE}', id: 7}}",
        f'{{id: 7, "content": "<p class=\\"a\\">\\u4e00<\\/p>{PROSE}",}}',
    ):
        written = carried(literal)
        assert ">一</p>" in written and PLATFORMS["gkmlpt"].article_page(AT, written).characters > 300, literal
    assert "<p>DETAIL</p>" in carried("{content: '<p>a</p>', relation: [{content: '<p>b</p>'}]}"), "which of them?"
    assert not dead_end(AT, AT, 200, carried("{content: `<p>`}")), "there is an article, which the reader refuses"
    assert dead_end(AT, AT, 200, carried('{"content": null}'))


def test_what_is_no_attachment():
    html = f'<div class="content">{PROSE}<a href="/zwgk/">返回</a><a href="http://[云/x.pdf">坏</a><a href="viewer.html?file=javascript:1">看</a></div>'
    assert files(html) == []
    assert unwrapped("http://a.cn/viewer.html?file=/x.html") == "http://a.cn/viewer.html?file=/x.html"
    assert not is_file("http://a.cn/show.jsp?f=a.pdf") and is_file("http://a.cn/A.PDF?x=1")


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (f'<meta name="ArticleTitle" content="{REPORT}"><meta name="PubDate" content="2026-01-18 09:30:12"><meta name="ContentSource" content="云泽县水利局">', (REPORT, "2026-01-18", "云泽县水利局")),
        (f'<META CONTENT="{REPORT} " NAME="articletitle"><meta content="2026—01—18 09∶30" name="pubdate"><meta name="ContentSource" content=""><meta name="ContentSource" content="云泽县水利局">', (REPORT, "2026-01-18", "云泽县水利局")),
        ('<meta name="ArticleTitle" content="云泽县人民政府门户网站"><meta name="PubDate" content="">', (REPORT, "2026-01-20", "云泽县政务公开办")),
    ],
)  # fmt: skip
def test_meta_tags_where_they_are_sound_and_what_is_printed_where_not(head: str, says: tuple):
    html = f"<head><title>{REPORT}_云泽县人民政府</title>{head}</head><h1>{REPORT}</h1><p>发布时间：2026年1月20日 信息来源：云泽县政务公开办 字体</p><div class=TRS_Editor>{PROSE}</div>"
    article = article_page(AT, html)
    assert (article.title, article.published_on, article.source) == says
    assert article.characters > 200


def test_marks_of_ucap_and_titles_of_pages_without_a_heading():
    marked = article_page(
        AT,
        f"<UCAPTITLE>{REPORT}</UCAPTITLE><PUBLISHTIME>2026-01-18 10:00</PUBLISHTIME><div id=UCAP-CONTENT>{PROSE}</div>",
    )
    assert (marked.title, marked.published_on) == (REPORT, "2026-01-18")
    assert article_page(
        AT, f"<head><title>{REPORT} - 年报 | 云泽县</title></head><div id=zoom>{PROSE}</div>"
    ).title.startswith(REPORT)


def test_style_sheets_and_scripts_of_a_body_are_no_text():
    html = f"<div class=TRS_Editor><style>{'.a{color:red}' * 90}</style><script>{'var a=1;' * 90}</script><a href='a.doc'>附件</a></div>"
    assert article_page(AT, html).characters < 20


@pytest.mark.parametrize("name", sorted(PLATFORMS))
@pytest.mark.parametrize("text", ["", " ", "{", "[]", "{}", "null", "cb()", "<", "<?xml version='1.0'?>", "<datastore><record>", "\x00<ul><li>", "<a href='x'>", '{"data": 5, "custom": [], "articles": [3, {"title": 4}]}'])  # fmt: skip
def test_hopeless_answers_are_empty_and_harmless(name: str, text: str):
    assert PLATFORMS[name].list_page("http://www.yunze.gov.cn/a/b.html", text).rows == ()
    assert PLATFORMS[name].article_page("http://www.yunze.gov.cn/a/b.html", text).attachments == ()


# --- rows ------------------------------------------------------------------------------------------------------------


def row(html: str, options: object = None):
    found = plain_page("http://www.yunze.gov.cn/zwgk/nb/", html, options).rows
    assert len(found) <= 1, found
    return found[0] if found else None


@pytest.mark.parametrize(
    ("html", "url", "date", "kind"),
    [
        (f'<li><a href="./202601/t20260118_7.html" title="{REPORT}">云泽县水利局2025年…</a><span>01-20</span></li>', "/zwgk/nb/202601/t20260118_7.html", "2026-01-20", RowKind.ARTICLE),
        (f'<tr><td>1</td><td>{REPORT}</td><td>2026-01-19</td><td><a href="show.jsp?id=7">查看</a></td></tr>', "/zwgk/nb/show.jsp?id=7", "2026-01-19", RowKind.ARTICLE),
        (f'<LI><A HREF="a.html">{REPORT}</A>[2026-01-19]', "/zwgk/nb/a.html", "2026-01-19", RowKind.ARTICLE),
        (f'<li><a href="#" onclick="openx(\'/show/2026/7.html\')">{REPORT}</a>2026年1月19日</li>', "/show/2026/7.html", "2026-01-19", RowKind.ARTICLE),
        (f'<li><a href="/pdf/viewer.html?file=/up/a.pdf">{REPORT}</a>２０２６-01-19</li>', "/up/a.pdf", "2026-01-19", RowKind.FILE),
        (f'<li><a href="..\\..\\up\\a.docx">{REPORT}</a></li>', "/up/a.docx", None, RowKind.FILE),
        (f'<li><a href="/system/_content/download.jsp?wbfileid=9">{REPORT}</a></li>', "/system/_content/download.jsp?wbfileid=9", None, RowKind.FILE),
        (f'<li><a href="http://slj.yunze.gov.cn/art/2026/1/9/art_5_7.html">{REPORT}</a></li>', "http://slj.yunze.gov.cn/art/2026/1/9/art_5_7.html", "2026-01-09", RowKind.ELSEWHERE),
        (f'<!-- <li><a href="old.html">{REPORT}</a></li> -->', None, None, None),
        ("<li><a href='/zwgk/'>政府信息公开年报</a></li>", None, None, None),
    ],
)  # fmt: skip
def test_rows_in_every_shape(html, url, date, kind):
    found = row(html)
    if url is None:
        assert found is None
    else:
        assert (found.url.removeprefix("http://www.yunze.gov.cn"), found.title, found.date, found.kind) == (
            url,
            REPORT,
            date,
            kind,
        )


def test_frames_of_a_shell_are_asked_and_counters_are_not():
    html = '<iframe src="/visitcount.jsp"></iframe><iframe src="/zwgk/list.html?id=7"></iframe><iframe src="http://ads.example.com/x"></iframe>'
    page = plain_page("http://www.yunze.gov.cn/zwgk/", html, None)
    assert [ask.url for ask in page.islands] == ["http://www.yunze.gov.cn/zwgk/list.html?id=7"]
