"""The TRS platform on golden pages, kept as the bytes a server sends."""

from pathlib import Path
from urllib.parse import urljoin

import pytest

from crawler.answers import decode
from crawler.platforms import RowKind
from crawler.platforms.parts.pager import MOST_PAGES
from crawler.platforms.trs_static import article_page, list_page
from crawler.source import Options

PAGES = Path(__file__).parent / "fixtures" / "trs_static"
BASE = "https://www.yunze.gov.cn/zwgk/zfxxgknb/"


def page(name: str) -> str:
    return decode((PAGES / name).read_bytes())


def test_rows_have_full_titles_dates_and_kinds_and_comments_are_no_rows():
    rows = list_page(BASE, page("flat.html")).rows
    assert [(r.url, r.title, r.date, r.kind) for r in rows] == [
        (BASE + "202401/t20240118_70011.html", "云泽县财政局2023年政府信息公开工作年度报告", "2024-01-18", RowKind.ARTICLE),
        (BASE + "202401/P020240117512345678901.docx", "云泽县白沙镇2023年政府信息公开工作年度报告", "2024-01-17", RowKind.FILE),
        ("https://mzj.yunze.gov.cn/gk/202301/t20230109_5.html", "云泽县民政局2022年政府信息公开年报", "2023-01-09", RowKind.ELSEWHERE),
        (BASE + "202112/t20211230_60001.html", "关于做好2021年政府信息公开年报的通知", "2021-12-30", RowKind.ARTICLE),
    ]  # fmt: skip


def test_the_call_names_pages_from_index_1():
    assert list_page(BASE, page("flat.html")).next_pages == (BASE + "index_1.html", BASE + "index_2.html")


def test_a_later_page_names_no_further_pages():
    assert list_page(BASE + "index_1.html", page("flat.html")).next_pages == ()


def test_variables_and_gb18030_with_characters_outside_gb2312():
    found = list_page("http://www.yunze.gov.cn/gk/xznb/index.htm", page("variables_gb18030.html"))
    assert found.next_pages == ("http://www.yunze.gov.cn/gk/xznb/index_1.htm",)
    assert [(r.url, r.title, r.date) for r in found.rows] == [
        ("http://www.yunze.gov.cn/xz/202201/t20220112_881.htm", "喆垚镇2021年政府信息公开工作年度报告", "2022-01-12")
    ]


@pytest.mark.parametrize(
    ("pager", "article", "pages"),
    [
        ("var countPage=3;", "t20240118_1.shtml", ["index_1.shtml", "index_2.shtml"]),
        ("var countPage=3;", "t20240118_1.htm", ["index_1.htm", "index_2.htm"]),
        ("var countPage=3; var a='index_'+(n+1)+'.htm';", "t20240118_1.shtml", ["index_1.htm", "index_2.htm"]),
        ("var countPage=2;", "P020240118123.pdf", ["index_1.html"]),
        ('createPageHTML(2, 0, "index", "html");', "t20240118_1.shtml", ["index_1.html"]),
    ],
)
def test_pages_of_a_folder_end_as_its_pager_writes_them_or_else_as_its_articles(pager, article, pages):
    text = (
        f'<ul><li><a href="202401/{article}">云泽县2023年政府信息公开工作年度报告</a></li></ul><script>{pager}</script>'
    )
    assert list_page(BASE, text).next_pages == tuple(BASE + one for one in pages)


def test_the_variables_state_the_rows_beside_the_pages():
    """Some columns ship all rows in one page and hide the rest by script: their further pages are not there."""
    found = list_page(BASE, "<ul></ul><script>var currentPage=0; var countPage=3; var recordcount = '52';</script>")
    assert (found.pages, found.records) == (3, 52)


def test_numbered_links_tell_the_last_page():
    assert list_page(BASE, page("last_page.html")).next_pages == tuple(BASE + f"index_{k}.html" for k in range(1, 5))


def test_a_page_template_of_the_source_wins():
    found = list_page(BASE, page("flat.html"), Options(page_tpl="list_{p}.shtml"))
    assert found.next_pages == (BASE + "list_2.shtml", BASE + "list_3.shtml")


def test_a_pager_that_lies_is_cut_off():
    lying = page("flat.html").replace("createPageHTML(3,", "createPageHTML(99999,")
    found = list_page(BASE, lying)
    assert (len(found.next_pages), found.cut) == (MOST_PAGES - 1, True)
    long = list_page(BASE, page("flat.html").replace("createPageHTML(3,", "createPageHTML(66,"))
    assert (len(long.next_pages), long.cut) == (65, False)


def test_sub_columns_lie_below_and_are_named_for_a_year_or_a_kind_of_unit():
    assert list_page(BASE, page("hub.html")).sub_columns == tuple(
        urljoin(BASE, path) for path in ("2023nb/", "nb_2022/index.html", "xzjd/")
    )
    assert list_page(BASE, page("hub.html"), Options(sub_columns=False)).sub_columns == ()


def test_a_page_that_only_redirects_says_where_to():
    assert list_page(BASE, page("shell.html")).forward == BASE + "2024nb/index.html"
    assert list_page(BASE, page("flat.html")).forward is None


def test_article_takes_the_first_filled_meta_tag_and_every_attachment():
    url = BASE + "202401/t20240118_70011.html"
    article = article_page(url, page("article.html"))
    assert (article.title, article.published_on, article.source) == (
        "云泽县财政局2023年政府信息公开工作年度报告", "2024-01-18", "云泽县财政局",
    )  # fmt: skip
    assert [row.url.rsplit("/", 1)[1] for row in article.attachments] == [
        "P020240118400000000001.docx", "P020240118400000000002.pdf",
    ]  # fmt: skip
    assert article.characters < 20


def test_article_refuses_a_meta_title_that_the_page_does_not_show():
    article = article_page(BASE + "202001/t20200110_3.html", page("article_swapped.html"))
    assert article.title == "云泽县审计局2019年政府信息公开工作年度报告"
    assert article.published_on == "2020-01-10"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "no element at all",
        "<",
        "<html>",
        "\x00\ufeff<ul><li>",
        "<!-- only -->",
        "<!DOCTYPE html>",
        "<?xml version='1.0'?>",
    ],
)
def test_hopeless_pages_are_empty_and_harmless(text):
    assert list_page(BASE, text).rows == ()
    assert article_page(BASE, text).attachments == ()


REPORT = "云泽县水利局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    "href",
    ["http://[云泽县/x.html", "http://a.cn:端口/t20240101_1.html", "//[", "http://a.cn:99999/t20240101_1.html", "ftp://a.cn/x"],
)  # fmt: skip
def test_a_link_that_is_no_address_costs_only_its_own_row(href):
    found = list_page(
        BASE, page("flat.html").replace("</ul>", f'<li><a href="{href}">{REPORT}</a>2024-01-01</li></ul>', 1)
    )
    assert (len(found.rows), found.bad_addresses) == (4, 1)
    assert article_page(BASE + "x.html", f'<a href="{href}">{REPORT}.pdf</a>').attachments == ()


def test_base_href_counts_as_in_a_browser():
    listed = list_page(BASE, f'<base href="/other/"><li><a href="202401/t20240118_9.html">{REPORT}</a></li>')
    assert [row.url for row in listed.rows] == ["https://www.yunze.gov.cn/other/202401/t20240118_9.html"]
    article = article_page(BASE, '<base href="/other/"><div class="TRS_Editor"><a href="a.pdf">附件</a></div>')
    assert [row.url for row in article.attachments] == ["https://www.yunze.gov.cn/other/a.pdf"]


def test_a_pager_with_nothing_but_the_next_page_leads_on_page_by_page():
    assert list_page(BASE, '<a href="index_1.html">下一页</a>').next_pages == (BASE + "index_1.html",)
    middle = '<a href="index.html">上一页</a><a href="index_2.html">下一页 &gt;</a>'
    assert list_page(BASE + "index_1.html", middle).next_pages == (BASE + "index_2.html",)
    assert (
        list_page(
            BASE + "index_2.html", '<a href="index_1.html">上一页</a><a href="index_2.html">下一页</a>'
        ).next_pages
        == ()
    )


def test_a_window_of_numbers_moves_on_and_other_numbered_links_are_no_pages():
    window = (
        "".join(f'<a href="index_{k}.html">{k + 1}</a>' for k in range(3, 8)) + '<a href="index_90.html">机构职能</a>'
    )
    found = list_page(BASE + "index_5.html", window)
    assert found.next_pages == (BASE + "index_6.html", BASE + "index_7.html")


@pytest.mark.parametrize("name", ["附件 t20240126_5.html", "%E6%96%87%20t20240126_5.html"])
def test_an_article_whose_name_begins_with_something_else(name):
    rows = list_page(BASE, f'<p><a href="./202401/{name}">关于白沙镇公开年报</a></p>').rows
    assert [(row.url, row.date) for row in rows] == [(BASE + "202401/" + name, "2024-01-26")]
    assert not list_page(BASE, '<p><a href="./at20240126_5.html">关于白沙镇公开年报</a></p>').rows


def test_the_title_of_a_report_makes_a_row_whatever_its_address():
    html = f'<p><a href="show.jsp?id=7">{REPORT}</a><a href="/gk/nb/">{REPORT}</a><a href="show.jsp?id=8">政府信息公开年报</a></p>'
    assert [row.url for row in list_page(BASE, html).rows] == [BASE + "show.jsp?id=7"]


@pytest.mark.parametrize(
    "shell",
    [
        '<script>window.location.href="/m/t20240118_9.html"</script>',
        "<script>location.replace('/m/t20240118_9.html');</script>正在跳转，请稍候",
        '<html><head><meta http-equiv="refresh" content="0;url=/m/t20240118_9.html"></head></html>',
        """<meta content="0; URL='/m/t20240118_9.html'" http-equiv=refresh>""",
    ],
)
def test_an_article_that_only_redirects_says_where_to(shell):
    assert article_page(BASE + "t20240118_1.html", shell).forward == "https://www.yunze.gov.cn/m/t20240118_9.html"
    assert article_page(BASE + "t20240118_1.html", shell + "<p>" + "本机关认真落实条例。" * 9).forward is None


def test_a_shell_without_a_known_body_is_its_titled_attachment():
    menu = (
        "".join(f'<li><a href="/c{k}/">栏目导航名称第{k}号</a></li>' for k in range(40)) + '<a href="/app.zip">下载</a>'
    )
    html = f'{menu}<h1>{REPORT}</h1><div class="wz"><a href="P0202401180000001.docx">{REPORT}.docx</a></div>'
    article = article_page(BASE + "t20240118_1.html", html)
    assert [row.url for row in article.attachments] == [BASE + "P0202401180000001.docx"]
    assert article.characters < 20
    assert article_page(BASE, html + "<p>" + "本机关认真落实信息公开条例的各项规定，" * 20).characters > 200
