"""Which rows are reports, whose and for which year, from titles alone; and what answers, addresses and outcomes mean."""

import pytest

from crawler.addresses import document_key
from crawler.answers import blocked, breaks_off, dead_end, empty, is_page, missing, no_rules
from crawler.discovery import Verdict, judge
from crawler.outcomes import Run
from crawler.outcomes import judge as judge_run
from crawler.platforms.parts.links import resolve
from crawler.source import Expect
from pipelines.records import RunOutcome


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        ("云泽县财政局2023年政府信息公开工作年度报告", "云泽县财政局", 2023),
        ("2021年云泽县白沙镇人民政府政府信息公开工作年度报告", "云泽县白沙镇人民政府", 2021),
        ("云泽县城关街道办事处2022年度政府信息公开工作报告", "云泽县城关街道办事处", 2022),
        ("云泽县统计局2020年政府信息公开年报", "云泽县统计局", 2020),
        ("云泽县人民政府关于2019年度政府信息公开工作情况的年度报告", "云泽县人民政府", 2019),
        ("二〇二一年云泽县民政局政府信息公开工作年度报告", "云泽县民政局", 2021),
        (
            "中共云泽县委全面依法治县委员会办公室2020年政府信息公开工作年度报告",
            "中共云泽县委全面依法治县委员会办公室",
            2020,
        ),
        ("云泽县政府网站管理中心2020年政府信息公开工作年度报告", "云泽县政府网站管理中心", 2020),
        ("政府信息公开工作年度报告", None, None),
    ],
)
def test_reports(title, agency, year):
    judged = judge(title)
    assert (judged.verdict, judged.agency, judged.year) == (Verdict.REPORT, agency, year)


@pytest.mark.parametrize(
    "title",
    [
        "云泽县政府信息公开指南",
        "【图解】云泽县2023年政府信息公开工作年度报告",
        "云泽县人民政府2022年政府信息公开工作年度报告解读",
        "一图读懂云泽县2022年政府信息公开工作年度报告",
        "云泽县2022年法治政府建设年度报告",
        "云泽县人民政府门户网站2023年政府网站工作年度报表",
        "云泽县各部门2021年度政府信息公开工作年度报告公布情况",
        "关于报送2022年政府信息公开工作年度报告的通知",
        "云泽县图书馆事业单位法人2021年度报告书",
        "云泽县2024年政务公开工作要点",
        "云泽县2021年国民经济和社会发展统计公报",
        "云泽县财政局2023年部门决算公开情况报告",
        "在线访谈",
    ],
)
def test_look_alikes(title):
    judged = judge(title)
    assert judged.verdict is Verdict.REFUSED
    assert judged.reason


@pytest.mark.parametrize("title", ["2021年年报", "白沙镇2021年度工作报告", "2021年年度报告"])
def test_too_short_to_say_is_left_to_the_reader(title):
    assert judge(title).verdict is Verdict.PERHAPS


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        ("云泽县人力资源和社会保障局2025年政府信息公…", None, 2025),
        ("云泽县白沙镇2025年政府信息公开工作年度...", "云泽县白沙镇", 2025),
        ("云泽县水利局", "云泽县水利局", None),
        ("2024年", None, 2024),
    ],
)
def test_titles_cut_short_scrambled_or_bare_are_left_to_the_reader(title, agency, year):
    judged = judge(title)
    assert (judged.verdict, judged.year) == (Verdict.PERHAPS, year)
    assert agency is None or judged.agency == agency


@pytest.mark.parametrize(
    "title",
    [
        "文字解读：云泽县2022年政府信息公开工作年度报告",
        "(图解)云泽县2021年政府信息公开工作年度报告",
        "下洋镇2023年法治政府建设年度报告",
        "云泽县2023年法治政府建设年度…",
        "云泽县2024年度部门决算…",
    ],
)
def test_the_dangerous_ones_are_refused_whole_or_cut(title):
    assert judge(title).verdict is Verdict.REFUSED


def test_two_years_are_no_year():
    assert judge("云泽县2019年至2021年政府信息公开工作年度报告").year is None


@pytest.mark.parametrize(
    ("status", "body", "signature"),
    [
        (412, b"<script>$_ts</script>", "412 challenge"),
        (521, b"<script>document.cookie='__jsl_clearance=1'</script>", "521 challenge"),
        (200, b"<script>setCookie('acw_sc__v2', x)</script>", "acw challenge"),
        (403, b"Forbidden", "403 refusal"),
        (403, b"x" * 5000, None),
        (200, b"<html>" + b"acw_sc__v2" * 900, None),
        (404, b"gone", None),
    ],
)
def test_blocks(status, body, signature):
    assert blocked(status, body) == signature


@pytest.mark.parametrize(
    ("final", "status", "text", "gone"),
    [
        ("http://a.gov.cn/x/1.html", 404, "long" * 900, True),
        ("http://a.gov.cn/", 200, "<p>home</p>" * 900, True),
        ("http://a.gov.cn/x/1.html", 200, "<title>提示</title><p>您访问的页面不存在</p>", True),
        ("http://a.gov.cn/x/1.html", 200, "", True),
        ("http://a.gov.cn/x/1.html", 200, "<p>年度报告正文，页面不存在之类的话也可能出现。</p>" + "正文" * 1500, False),
        ("http://a.gov.cn/x/1.html", 200, "<p>短的一页</p>", False),
    ],
)
def test_soft_404(final, status, text, gone):
    assert missing("http://a.gov.cn/x/1.html", final, status, text) is gone


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("", True),
        (" \n", True),
        ("<html><head><title>提示</title></head><body>&nbsp;<!-- x --></body></html>", True),
        ("<script>var a='词';</script>" * 200, True),
        ("<title>x</title><img src=a.jpg>", False),
        ("<p>见附件</p>", False),
    ],
)
def test_a_page_that_shows_nothing(text, nothing):
    assert empty(text) is nothing


def test_a_document_that_is_a_dead_end():
    at = "http://a.gov.cn/x/1.html"
    assert dead_end(at, at, 200, "")
    assert dead_end(at, at, 410, None)
    assert dead_end(at, at, 200, "<title>年度报告</title>" + "<script>var a='词';</script>" * 200)
    assert not dead_end(at, at, 500, "")
    assert not dead_end(at, at, 200, None)


def test_html_in_the_place_of_robots_holds_no_rules():
    assert no_rules(200, "text/html", b"<html>")
    assert not no_rules(200, "text/plain", b"User-agent: *")
    assert is_page(b"\xef\xbb\xbf\r\n<!DOCTYPE html>")
    assert not is_page(b"PK\x03\x04")
    assert is_page(b"\r\n")


def test_one_document_under_several_addresses_has_one_key():
    same = {
        "http://www.a.gov.cn/x/t1.html", "https://a.gov.cn/x/t1.html?nav=1", "https://a.gov.cn/x/t1.html?_=7&xxgkhide=1",
        "http://a.gov.cn/x/t1.html;jsessionid=0AF3?nav=2", "http://a.gov.cn/(S(k3jvxk55qxa0yr45ycq1nn55))/x/t1.html",
    }  # fmt: skip
    assert len({document_key(url) for url in same}) == 1
    assert resolve("http://a.gov.cn/x/", "t1.html;jsessionid=0AF3.n1?a=b") == "http://a.gov.cn/x/t1.html?a=b"
    assert document_key("http://a.gov.cn/x/?id=2") != document_key("http://a.gov.cn/x/?id=3")
    assert document_key("http://a.gov.cn/x/index.html") == document_key("http://a.gov.cn/x/")


@pytest.mark.parametrize(
    ("run", "expect", "outcome"),
    [
        (Run(found=9, fetched=9), Expect(), RunOutcome.OK),
        (Run(found=9, first_unchanged=True), Expect(), RunOutcome.UNCHANGED),
        (Run(found=9, first_unchanged=True, newest_year=2021), Expect(newest_year=2023), RunOutcome.STALE),
        (Run(found=0), Expect(), RunOutcome.EMPTY),
        (Run(found=0, known=7), Expect(), RunOutcome.LAYOUT_CHANGED),
        (Run(found=3), Expect(least_reports=5), RunOutcome.PARTIAL),
        (Run(found=3, failed=["u"]), Expect(), RunOutcome.PARTIAL),
        (Run(found=3, missing=["u"]), Expect(), RunOutcome.PARTIAL),
        (Run(found=3, first_unchanged=True, cut=["u"]), Expect(), RunOutcome.PARTIAL),
        (Run(found=3, stopped=True, broken="a fault"), Expect(), RunOutcome.FAILED),
        (Run(found=3, blocked="412 challenge"), Expect(), RunOutcome.BLOCKED),
        (Run(found=3, stopped=True, failed=["u"]), Expect(), RunOutcome.STOPPED),
        (Run(first=RunOutcome.GONE, known=4), Expect(), RunOutcome.GONE),
        (Run(found=3, broken="x"), Expect(), RunOutcome.FAILED),
    ],
)
def test_outcomes(run, expect, outcome):
    assert judge_run(run, expect)[0] is outcome


@pytest.mark.parametrize(
    ("text", "list_page", "document"),
    [
        ("<html><body><ul><li><a hre", True, True),
        # Said of a report, it might cost one that is there.
        ("<html><body><ul><li>云泽县财政局2025年政府信", True, False),
        ("<html><body><ul><li>云泽县</li></ul>\n", False, False),
        ("<html><body><p>云泽县</body></html> <!-- 3 ms --> ok", False, False),
        ("<html><body><p>云泽县</body></html>\n<!-- cached a", False, False),  # left open after the page's own end
        ("<html><body><p>云泽县</BODY></HTML> in 3 ms, a<b", False, False),
        ("<html><body><script>if (a < b) x()</script><p>云泽县", True, False),
        # The end that a script would write (for print) is not the page's own.
        ("<html><body><script>w.write('<p></body></html>')</script><ul><li><a hre", True, True),
        ("<html><body><script>w.write('<p></body></html>'); if (a", True, False),
        ("<html><body><!-- </body></html> --><ul><li><a hre", True, True),
        ("<html><body><p>云泽县</body></html><script>if (a", False, False),
        ("<ul><li>云泽县</li></ul> 共3页", False, False),
        ('{"html": "<p>云泽县", "title": "办结 <5件"}', False, False),
        ("", False, False),
    ],
)
def test_a_page_that_breaks_off(text, list_page, document):
    assert (breaks_off(text), breaks_off(text, whole=False)) == (list_page, document)
