"""A report, or a table of one, that is shown as pictures: nothing is read from them, and that is said, of them alone."""

from __future__ import annotations

import pytest

from pipelines.form.findings import describe
from pipelines.reader import read_capture
from pipelines.records import CaptureOutcome
from tests.test_pictured_word import shot, word

TITLE = "岚山县柳溪镇人民政府2023年政府信息公开工作年度报告"
SCANS = '<p style="text-align:center"><img src="/u/1.jpg"/></p><p><img src="/u/2.jpg" width="800" height="1131"/></p>'
LAZY = '<p><img src="/images/loading.gif" data-src="/u/1.jpg"></p><table><tr><td><img src="/u/2.jpg"></td></tr></table>'
HEAD = '<div class="header"><img src="/images/logo.png"><a href="/"><img src="/images/2023.jpg"></a></div>'
LINE = "<p>发布时间：2024-01-20 10:11 来源：柳溪镇 浏览次数：35 【字体：大 中 小】</p>"
FOOT = '<div class="code"><img src="/u/ewm.png"><p>扫一扫在手机打开当前页</p></div><p>主办单位：岚山县人民政府 网站标识码：3301990001</p>'
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


def page(body: str, title: str = TITLE) -> str:
    shown = f"{HEAD}<h1>{title}</h1>{LINE}<div class='TRS_Editor'>{body}</div>{FOOT}"
    return f"<html><head><title>{title}</title></head><body>{shown}</body></html>"


def reading_of(html: str):
    (reading,) = read_capture(html.encode(), url="http://a.example/t20240120_1.html", media_type="text/html")
    return reading


@pytest.mark.parametrize(
    "html",
    [
        page(SCANS),
        page(LAZY),
        page(SCANS).replace("TRS_Editor", "nr"),
        f"<html><head><title>{TITLE}</title></head><body><img src=1.jpg><br><img src=2.jpg></body></html>",
    ],
    ids=["marked", "lazy", "unmarked", "bare"],
)
def test_a_report_of_pictures_could_not_be_read(html):
    reading = reading_of(html)
    assert reading.outcome is CaptureOutcome.UNREADABLE and "2 picture" in reading.note
    _, zh, en = describe(reading.finding)
    assert reading.finding.code == "F-PICTURES" and "2幅图片" in zh and "2 picture(s)" in en


@pytest.mark.parametrize(
    "html",
    [
        page(""),
        page('<p><img src="/u/print.gif"></p><p><img src="/u/a.jpg" width="90" height="90"></p>'),
        page('<p><img src="/u/a.png">附件：年度报告.pdf</p><p><img src="/u/b.jpg"></p>'),
        page('<p><a href="/u/nb.docx"><img src="/u/word.png"></a></p>'),
        page('<p style="display:none"><img src="/u/1.jpg"></p>'),
        page("<p>柳溪镇召开会议，部署公开工作。</p><p><img src='/u/1.jpg'></p>"),
        page(SCANS, "一图读懂岚山县柳溪镇2023年政府信息公开工作年度报告"),
        page(SCANS, "岚山县柳溪镇法治政府建设情况"),
        page(SCANS, "政府信息公开年报"),
    ],
    ids=["empty", "icons", "attachment", "link", "hidden", "news", "explained", "other", "column"],
)
def test_an_ordinary_page_with_pictures_is_none(html):
    assert reading_of(html).outcome is CaptureOutcome.NOT_A_REPORT


def lost(findings) -> dict[str, str]:
    """What is said of the tables that are missing, in Chinese, by table."""
    return {one.subject: describe(one)[1] for one in findings if one.code == "T-TABLE-MISSING"}


def sections(shown: str, tag: str) -> str:
    """A report without tables; `shown` stands in its section three."""
    bodies = ["本镇主动公开信息47条。", "", shown, "", "公开内容不够丰富。", "无。"]
    paired = zip(HEADINGS, bodies, strict=True)
    return "".join(f"{tag.format(heading)}{body if body == shown else tag.format(body)}" for heading, body in paired)


@pytest.mark.parametrize(
    "shown", ["<p><img src='t3.png'></p>", "<div><img src='t3.png' width=690 height=980><br></div>"]
)
def test_a_section_shows_its_table_as_a_picture(shown):
    said = lost(reading_of(page(sections(shown, "<p>{}</p>"))).report.findings)
    assert {table for table, words in said.items() if "1幅图片" in words} == {"t3"} and len(said) == 3


@pytest.mark.parametrize("shown", ["<p><img src='i.png' width=32></p>", "<p>见<img src='i.png'>下</p>", ""])
def test_a_picture_that_is_no_table_is_not_mentioned(shown):
    said = lost(reading_of(page(sections(shown, "<p>{}</p>"))).report.findings)
    assert len(said) == 3 and not any("图片" in words for words in said.values())


@pytest.mark.parametrize(("width", "shows"), [(5_270_000, {"t3"}), (400_000, set())])
def test_a_section_of_a_docx_shows_its_table_as_a_picture(width, shows):
    extent = f'<wp:inline xmlns:wp="wp"><wp:extent cx="{width}" cy="3000000"/><a:blip r:embed="b"/></wp:inline>'
    body = sections(f"<w:p><w:r><w:drawing>{extent}</w:drawing></w:r></w:p>", "<w:p><w:r><w:t>{}</w:t></w:r></w:p>")
    titled = f"<w:p><w:r><w:t>{TITLE}</w:t></w:r></w:p>{body}"
    (reading,) = read_capture(word(titled, b=shot()), url="file:///a.docx")
    said = lost(reading.report.findings)
    assert {table for table, words in said.items() if "1幅图片" in words} == shows and len(said) == 3
