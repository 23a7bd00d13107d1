"""Options of a source: what a platform takes, what is wrong is said with file, line and remedy; the pages show true ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.options import COMMON, Options
from crawler.platforms import PLATFORMS, Ask
from crawler.source_files import SourceError, load

PAGE = (Path(__file__).parents[1] / "docs" / "sources.md").read_text(encoding="utf-8")
BEGINNING = "url: https://www.yunze.gov.cn/nb/\nplatform: {}\npublisher: 云泽县人民政府\nevidence: a public list\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "yunze.yml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("platform", "options", "line", "says"),
    [
        ("gkmlpt", "page_tpl: 'list_{p}.html'", 6, "does not take it; it takes cat_id"),
        ("vsb", "mode: post", 6, "remove the line"),
        ("hanweb_jpage", "mode: put", 6, "'get', 'post' or 'page_only'"),
        ("numbered_html", "row: 'ul >'", 6, "is no CSS selector"),
        ("numbered_html", "row: 'ul[[li'", 6, "write for example ul.list > li"),
        ("static_generic", "page_tpl: list.html", 6, "{p}"),
        ("static_generic", "encoding: klingon", 6, "gb18030"),
        ("trs_static", "scheme: gopher", 6, "'http' or 'https'"),
        ("trs_tabs", "static_url: nb", 6, "begins with / or ./"),
        ("epoint", "index_base: 2", 6, "0 or 1"),
        ("truecms", "perpage: 0", 6, "greater than or equal to 1"),
        ("spa", "wait_for: '#'", 6, "is no CSS selector"),
        ("ucap", "jsn: true", 6, "did you mean 'json'"),
        ("aspnet", "page_param: 'a b'", 6, "page_param"),
        ("vsb", "window: by night", 6, 'write it as "22:00-06:00"'),
        ("vsb", "daily_cap: 0", 6, "greater than or equal to 1"),
        ("trs_static", "delay_seconds: 0", 6, "local: true"),
    ],
)
def test_a_wrong_option_is_one_sentence_with_its_line_and_remedy(tmp_path, platform, options, line, says):
    path = write(tmp_path, BEGINNING.format(platform) + f"options:\n  {options}\n")
    with pytest.raises(SourceError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}:{line}: options")
    assert says in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_every_platform_takes_what_it_says(tmp_path, platform):
    values = {"page_tpl": "'x{p}.html'", "row": "ul li", "wait_for": "ul li", "static_url": "/nb/", "json": "true", "mode": "get",
              "date_from": "url", "unit_index": "0", "index_base": "1", "wrap_params": "true", "perpage": "10", "referer": "false",
              "xhr": "'/api?p={p}'", "delay_seconds": "2", "daily_cap": "7", "window": "22:00-06:00", "sub_columns": "false", "scheme": "http", "encoding": "big5", "years": "[2024]"}  # fmt: skip
    for option in (*PLATFORMS[platform].OPTIONS, *COMMON):
        source = load(
            write(tmp_path, BEGINNING.format(platform) + f"options: {{{option}: {values.get(option, 'x7')}}}\n")
        )
        assert source.options != Options()


def test_codes_may_be_written_as_numbers_and_years_reach_the_platform(tmp_path):
    source = load(
        write(tmp_path, BEGINNING.format("gkmlpt") + "years: [2023]\noptions: {cat_id: 2629, scheme: http}\n")
    )
    assert (source.options.cat_id, source.options.years) == ("2629", (2023,))
    assert (
        source.as_scheme("https://www.yunze.gov.cn/gkmlpt/api/all/2629?page=1")
        == "http://www.yunze.gov.cn/gkmlpt/api/all/2629?page=1"
    )
    assert source.as_scheme("https://other.gov.cn/a") == "https://other.gov.cn/a"


def _heading(section: str) -> str:
    """The names of a section: in its heading, or in its first sentence where the heading has none."""
    heading, _, text = section.partition("\n")
    return heading if "`" in heading else text.partition(" differ ")[0]


def test_the_examples_of_the_docs_are_sources_and_every_option_is_named_where_its_platform_is(tmp_path):
    sections = re.split(r"^### ", PAGE, flags=re.M)[1:]
    shown = set()
    for section in sections:
        names = [name for name in re.findall(r"`(\w+)`", _heading(section)) if name in PLATFORMS]
        (example,) = re.findall(r"^```yaml\n(.*?)^```$", section, re.M | re.S)
        assert load(write(tmp_path, example)).platform in names
        options = {option for name in names for option in PLATFORMS[name].OPTIONS}
        assert {
            option for option in options if f"`{option}`" not in section and f"`{option}:" not in section
        } == set(), names
        shown |= set(names)
    assert shown == set(PLATFORMS)


@pytest.mark.parametrize(
    "ask",
    [
        Ask("http://a.cn/x?b=1"),
        Ask("http://a.cn/x#2629"),
        Ask("http://a.cn/x", form=(("a", "云 泽&="), ("b", ""), ("a", "#2"))),
        Ask("http://a.cn/x?y=1", json='{"a": "云泽#&%"}', referer="http://a.cn/", must=True),
        Ask("http://a.cn/x", form=(("a", "1"),), carried=(("__VIEWSTATE", "/wE=="),), hint="3 {p}.html"),
        Ask("http://a.cn/x", rendered=True),
    ],
)
def test_a_request_is_one_line_and_comes_back_whole(ask):
    assert "\n" not in ask.key and Ask.of(ask.key, ask.said) == ask
    others = [Ask("http://a.cn/x"), Ask("http://a.cn/x", form=()), Ask("http://a.cn/x", json="{}")]
    assert all(ask.key != other.key for other in others)


ODD_ROWS = """<div class="l"><p><i>2022-01-21</i> <span>白石县2021年政府信息公开工作年度报告</span> <a href="/gk/71.html">[查看]</a></p>
<p><i>2023-01-22</i> <span>白石县2022年政府信息公开工作年度报告</span> <a href="/gk/72.html">[查看]</a></p>
<p>2024-01-23 白石县2023年政府信息公开工作年度报告 <a href="/gk/73.html">下载</a></p>
<p>2025-01-24 <a href="/gk/74.html">白石县2024年政府信息公开工作年度报告</a></p></div>"""


def test_a_row_that_is_named_is_a_row_in_any_markup():
    page = PLATFORMS["static_generic"].list_page("http://a.gov.cn/gk/", ODD_ROWS, Options(row="div.l > p"))
    assert [(row.url[-7:-5], row.title, row.date) for row in page.rows] == [
        (f"{number}", f"白石县{year}年政府信息公开工作年度报告", f"{year + 1}-01-2{number - 70}")
        for number, year in ((71, 2021), (72, 2022), (73, 2023), (74, 2024))
    ]


def test_a_selector_of_the_whole_list_gives_no_row_the_title_or_date_of_another():
    page = PLATFORMS["static_generic"].list_page("http://a.gov.cn/gk/", ODD_ROWS, Options(row="div.l"))
    assert {row.date for row in page.rows} == {None}
    assert {row.title for row in page.rows} == {"[查看]", "白石县2024年政府信息公开工作年度报告"}
