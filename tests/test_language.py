"""One language a page: the address chooses, our cookie remembers, and neither disturbs Datasette's own parameters."""

import asyncio
import re

import httpx
import pytest

from pipelines.publishing.site import Site
from tests.made_archive import fill


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(fill(tmp_path_factory.mktemp("language")) / "archive.db")


@pytest.fixture
def ask(site):
    def get(*addresses, cookie=None):
        """One browser's answers, which keeps its cookies; the last of them."""

        async def answer():
            transport = httpx.ASGITransport(app=site)
            headers = {"cookie": cookie} if cookie else {}
            async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
                return [await client.get(address) for address in addresses][-1]

        return asyncio.run(answer())

    return get


def language(answer):
    return re.search(r'<html lang="([^"]+)"', answer.text)[1]


@pytest.mark.parametrize(
    ("address", "cookie", "expected"),
    [
        ("/", None, "zh-CN"),
        ("/?_lang=en", None, "en"),
        ("/", "gongkai_lang=en", "en"),
        ("/?_lang=zh", "gongkai_lang=en", "zh-CN"),
        ("/?_lang=en&_lang=fr", None, "en"),
        ("/?_lang=", "gongkai_lang=en", "en"),
        ("/?_lang=fr", None, "zh-CN"),
        ("/", "gongkai_lang=fr", "zh-CN"),
        ("/", "a[]=1; gongkai_lang=en; ds_messages=x", "en"),
        ("/", "xgongkai_lang=en", "zh-CN"),
        ("/", "gongkai_lang=english", "zh-CN"),
    ],
)
def test_the_address_wins_then_our_cookie_then_chinese(ask, address, cookie, expected):
    answer = ask(address, cookie=cookie)
    assert answer.status_code == 200 and language(answer) == expected
    assert answer.headers["content-language"] == expected and "cookie" in answer.headers["vary"].lower()


def test_a_choice_is_remembered_and_no_cache_keeps_it_for_others(ask):
    chosen = ask("/archive/reports?_lang=en")
    assert "gongkai_lang=en" in chosen.headers["set-cookie"] and "private" in chosen.headers["cache-control"]
    assert language(ask("/?_lang=en", "/archive/reports")) == "en"
    assert language(ask("/?_lang=en", "/?_lang=zh", "/archive")) == "zh-CN"
    assert "set-cookie" not in ask("/archive/reports").headers


def test_only_pages_set_the_cookie(ask):
    for address in ("/archive/reports.json?_lang=en", "/archive/reports.csv?_lang=en", "/static/gongkai.css?_lang=en"):
        assert "set-cookie" not in ask(address).headers


def test_datasettes_parameters_are_those_of_the_address_without_the_language(ask):
    plain, english = (ask(f"/archive/reports?year=2023&_sort=agency{more}").text for more in ("", "&_lang=en"))
    assert len(re.findall("_lang=", english)) == 1, "only the switch has it"
    assert re.findall(r"/archive/reports\.csv[^\"]*", english) == re.findall(r"/archive/reports\.csv[^\"]*", plain)
    assert (
        ask("/archive/reports.json?_lang=en&year=2023").json()["rows"]
        == ask("/archive/reports.json?year=2023").json()["rows"]
    )


def test_the_switch_keeps_the_address(ask):
    page = ask("/archive/reports?year=2023&_sort=agency").text
    (href,) = re.findall(r'class="switch" href="([^"]+)"', page)
    assert href == "/archive/reports?year=2023&amp;_sort=agency&amp;_lang=en"
    back = ask(href.replace("&amp;", "&")).text
    assert 'href="/archive/reports?year=2023&amp;_sort=agency&amp;_lang=zh"' in back


def test_filters_and_codes_are_told_in_the_language_of_the_page(ask):
    chinese = ask("/archive/reports?year__gte=2022&status=complete&_sort_desc=year").text
    assert "年度 不小于 2022" in chinese and "读取状态 等于 完整" in chinese and "按年度由大到小" in chinese
    english = ask("/archive/reports?year__gte=2022&status=complete&_sort_desc=year&_lang=en").text
    assert "Year at least 2022" in english and "by Year, falling" in english
    assert "不小于" not in english and "where year" not in english + chinese


@pytest.mark.parametrize(
    "address", ["/", "/archive", "/archive/checks_off", "/-/search", "/archive/refusals_by_reason", "/nope"]
)
def test_an_english_page_has_no_chinese_of_its_own(ask, address):
    page = ask(f"{address}?_lang=en").text
    own = re.sub(r'<(\w+)[^>]*\blang="zh(?:-CN)?"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
    own = re.sub(r"<kbd>.*?</kbd>|placeholder=\"[^\"]*\"", "", own)
    assert re.findall(r"[\u4e00-\u9fff]+", own) == []
