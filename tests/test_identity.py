"""Agency and year are right or absent, whatever way a title is written; look-alikes are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.documents.text import read_text
from pipelines.reading.agencies import full_name, same_agency
from pipelines.reading.dates import as_date, period_years
from pipelines.reading.identity import identify, is_report
from pipelines.reading.sections import find_sections
from pipelines.reading.titles import parse_page_title, parse_title
from pipelines.records import Document, Identity, Paragraph, Provenance, Scope

BODY = """一、总体情况
{year}年，我们主动公开政府信息12条。
二、主动公开政府信息情况
第二十条第（一）项
三、收到和处理政府信息公开申请情况
本年新收
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
公开不够。
六、其他需要报告的事项
没有其他。
"""


NOTHING = Provenance()


def identity_of(text: str, provenance: Provenance = NOTHING, **head) -> tuple[Identity, list[str]]:
    document = read_text(text)
    if head:
        document = Document(document.text, document.blocks, media_type="text/html", **head)
    sections, _ = find_sections(document, {})
    identity, findings = identify(document, sections, provenance)
    return identity, [finding.code for finding in findings]


# Place names of invented agencies: no character that ends a name, opens a year or belongs to the words of a title.
_SYLLABLE = st.sampled_from(list("青河柳林石桥平川云溪东岭白沙金田龙泉松北关上下各在全和"))
_PLACE = st.lists(_SYLLABLE, min_size=2, max_size=3).map("".join).filter(lambda name: name[0] not in "各在")
_TOWNS = st.builds("{}县{}{}".format, _PLACE, _PLACE, st.sampled_from(["镇", "乡", "镇人民政府", "街道", "街道办事处"]))
_BUREAUS = st.builds(
    "{}市{}".format, _PLACE, st.sampled_from(["工业和信息化局", "水务局", "政务服务中心", "发展和改革委员会"])
)
AGENCIES = st.one_of(_TOWNS, _BUREAUS)
YEARS = st.integers(2008, 2029)
FORMS = [
    "{a}{y}年政府信息公开工作年度报告",
    "{y}年{a}政府信息公开工作年度报告",
    "{a}{y}年度政府信息公开工作年度报告",
    "{a}政府信息公开工作{y}年度报告",
    "{a}{y}年政府信息公开年度报告",
    "{a}{y}年度政府信息公开工作报告",
    "{a}{y}年政府信息公开年度工作报告",
    "{y}年{a}信息公开年报",
    "{a}{y}年度政府信息公开工作年报",
    "{a}{y}年信息公开工作年度报告",
    "{a}{y}年政务信息公开年度报告",
    "{a}{y}年政务信息公开工作开展年度报告",
    "{a}关于{y}年度政府信息公开情况的报告",
    "{a}{y}年政府信息公开 工作告年度报",
    "{a}{y}年度信息年度公开报告",
    "{a} {y}政府信息公开工作年度报告",
    "{a} {y} 年度政府信息公开工作 年度报告",
    "标题：{a}{y}年政府信息公开工作年度报告",
    "{a}{y}年政府信息公开工作年度报告【城区本级】",
]
LURES = [
    "文字解读：{a}{y}年政府信息公开工作年度报告",
    "(图解){a}{y}年政府信息公开工作年度报告",
    "{a}{y}年政府信息公开工作年度报告解读",
    "{a}{y}年法治政府建设年度报告",
    "{y}年政府信息公开工作年度报告公布情况",
    "{a}政府信息公开指南",
    "{a}{y}年政府网站工作年度报表",
    "{a}政府信息公开工作年度报告格式",
    "{a}{y}年政府信息公开工作要点",
]


@given(AGENCIES, YEARS, st.sampled_from(FORMS))
def test_every_form_of_a_title_gives_its_agency_and_year(agency: str, year: int, form: str) -> None:
    title = parse_title(form.format(a=agency, y=year))
    assert title is not None
    assert (title.agency, title.year) == (agency, year)


@settings(deadline=None)  # the first example loads the form
@given(AGENCIES, YEARS, st.sampled_from(FORMS), st.data())
def test_a_title_split_over_lines_is_joined(agency: str, year: int, form: str, data) -> None:
    title = form.format(a=agency, y=year)
    start = title.index(agency)
    inside = range(start + 1, start + len(agency))  # a break inside a name cannot be told from a name
    at = data.draw(st.sampled_from([at for at in range(1, len(title)) if at not in inside]))
    identity, _ = identity_of(f"{title[:at]}\n\n{title[at:]}\n{BODY.format(year=year)}")
    assert identity.year == year
    assert identity.agency in (None, *_accepted(agency))


def _accepted(agency: str) -> tuple[str, ...]:
    """The agency as printed, or the full form of the division it stands for."""
    return (agency, agency + "人民政府") if agency[-1] in "镇乡" else (agency, agency + "办事处")


@given(AGENCIES, YEARS, st.sampled_from(FORMS))
def test_identity_of_a_whole_report(agency: str, year: int, form: str) -> None:
    identity, _ = identity_of(f"{form.format(a=agency, y=year)}\n{BODY.format(year=year)}")
    assert identity.year == year
    assert identity.agency == (_accepted(agency)[1] if agency[-1] in "镇乡道" else agency)


@given(AGENCIES, YEARS, st.sampled_from(LURES))
def test_look_alikes_are_refused(agency: str, year: int, lure: str) -> None:
    title = lure.format(a=agency, y=year)
    assert parse_title(title) is None
    assert not is_report(read_text(f"{title}\n\n说明总体情况，主动公开信息12条，行政复议0件。"))


def test_templates_are_look_alikes() -> None:
    for lure in ("青石县2023年政府信息公开工作年度报告（模板）", "政府信息公开工作年度报告范本"):
        assert parse_title(lure) is None


@pytest.mark.parametrize(
    ("printed", "agency"),
    [
        ("青石市政务服务数据管理局（青石市行政审批局）", "青石市政务服务数据管理局（青石市行政审批局）"),
        ("青石县民政局（老龄办）", "青石县民政局（老龄办）"),
        ("青石县民政局(老龄办)", "青石县民政局（老龄办）"),
        ("青石县林业局(公章)", "青石县林业局"),
        ("（青石县民政局）", "青石县民政局"),
        ("中国人民银行青石县支行", "中国人民银行青石县支行"),
        ("青石县国营二〇一农场", "青石县国营二〇一农场"),
        ("青石县政府信息公开办公室", "青石县政府信息公开办公室"),
        ("青石县人民政府石门镇", "青石县石门镇人民政府"),
        ("青石县人民政府石门镇人民政府", "青石县石门镇人民政府"),
        ("青石县人民政府石门街道办事处", "青石县人民政府石门街道办事处"),
        ("青石县民政局（摘要）", None),
        ("青石县民政局（老龄办", None),
        ("石门政府信息公开", None),
    ],
)
def test_names_with_brackets_and_names_above(printed: str, agency: str | None) -> None:
    for text in (
        f"{printed}2023年政府信息公开工作年度报告\n{BODY.format(year=2023)}",
        f"2023年政府信息公开工作年度报告\n{BODY.format(year=2023)}\n{printed}\n2024年1月20日",
        f"2023年政府信息公开工作年度报告\n{BODY.format(year=2023)}\n{printed} 2024年1月20日",
    ):
        identity, codes = identity_of(text)
        if text.endswith("镇\n2024年1月20日"):
            assert identity.agency is None  # a line that names only a place is no signature
            continue
        assert identity.agency == agency, text
        if agency and "石门镇" not in agency:
            assert "S-AGENCY-INFERRED" not in codes


def test_whom_to_ask_does_not_report() -> None:
    text = "政府信息公开工作年度报告\n如有疑问，请与青石县政府信息公开办公室联系。\n" + BODY.format(year=2023)
    assert identity_of(text)[0].agency is None


def test_a_name_agrees_with_its_form_without_the_second_name() -> None:
    assert same_agency("青石县民政局（老龄办）", "青石县民政局")
    assert same_agency("青石县人民政府石门镇", "青石县石门镇人民政府")
    assert not same_agency("青石县民政局（老龄办）", "青石县老龄办")


@pytest.mark.parametrize(
    ("period", "year"),
    [
        ("二〇二三年一月一日至二〇二三年十二月三十一日", 2023),
        ("二○二三年元月一日至十二月三十一日", 2023),
        ("2023.1.1-2023.12.31", 2023),
        ("2023.01.01—12.31", 2023),
        ("2023-01-01至2023-12-31", 2023),
        ("2023/1/1-2023/12/31", 2023),
        ("2023年1月至12月", 2023),
        ("2023年1-12月", 2023),
        ("2023年1月到2023年12月", 2023),
        ("2022年1月至2023年12月", None),
        ("2023年1月至11月", None),
        ("2023年11月至12月", None),
        ("2022.1.1-2023.12.31", None),
        ("2023-01-01至2023-12-3", None),
        ("二〇二三年十一月一日至十二月三十一日", None),
        ("二〇二二年一月一日至二〇二三年十二月三十一日", None),
    ],
)
def test_periods_in_any_writing(period: str, year: int | None) -> None:
    assert set(period_years(f"本报告中所列数据的统计期限为{period}。")) == ({year} if year else set())


@given(st.text(max_size=60))
def test_any_text_can_be_tried_as_a_title(text: str) -> None:
    title = parse_page_title(text)
    assert title is None or (title.text and not any(c.isspace() for c in title.text))


def test_the_one_government_that_serves_twice() -> None:
    identity, _ = identity_of("2023年陇河县柳林镇人民政府信息公开工作年度报告\n" + BODY.format(year=2023))
    assert (identity.agency, identity.agency_stated) == ("陇河县柳林镇人民政府", True)


def test_government_of_the_phrase_is_not_of_the_agency() -> None:
    identity, codes = identity_of("柳林镇政府信息公开工作2023年度报告\n" + BODY.format(year=2023))
    assert (identity.agency, identity.agency_stated) == ("柳林镇人民政府", False)
    assert {"S-AGENCY-INFERRED", "S-TITLE-NONSTANDARD"} <= set(codes)


def test_the_sign_off_completes_the_title() -> None:
    text = (
        "青河县柳林镇 2020 年度政府信息公开工作 年度报告\n" + BODY.format(year=2020) + "柳林镇人民政府\n2021年1月29日"
    )
    identity, codes = identity_of(text)
    assert (identity.agency, identity.agency_stated) == ("柳林镇人民政府", True)
    assert identity.title == "青河县柳林镇2020年度政府信息公开工作年度报告"
    assert identity.signed_on == "2021-01-29"
    assert "S-DATE-MISSING" not in codes


def test_without_a_title_the_body_names_the_agency_or_nobody_does() -> None:
    body = BODY.format(year=2023).replace("我们", "我镇")
    named = body.replace("公开不够。", "制定2023年柳林镇公开计划。\n柳林镇无需要说明的事项。")
    identity, codes = identity_of(named)
    assert (identity.agency, identity.agency_stated, identity.year) == ("柳林镇人民政府", False, 2023)
    assert {"S-TITLE-MISSING", "S-AGENCY-INFERRED"} <= set(codes)
    identity, codes = identity_of(body)
    assert identity.agency is None
    assert "S-AGENCY-MISSING" in codes


def test_the_source_helps_out_and_never_overrules() -> None:
    told = Provenance(
        agency="青河县石桥镇人民政府", title="石桥镇2022年政府信息公开工作年度报告", published_on="2023-01-05"
    )
    untitled = BODY.format(year=2022)
    identity, codes = identity_of(untitled, told)
    assert (identity.agency, identity.year, identity.published_on) == ("青河县石桥镇人民政府", 2022, "2023-01-05")
    assert "S-TITLE-MISSING" in codes
    other, codes = identity_of("柳林镇人民政府2022年政府信息公开工作年度报告\n" + untitled, told)
    assert other.agency == "柳林镇人民政府"
    assert "S-AGENCY-CONFLICT" in codes


def test_the_place_above_on_its_page_is_not_the_town_that_signs() -> None:
    text = (
        "泽川县人民政府\n2023年政府信息公开工作年度报告\n一、总体情况\n我镇稳步推进公开。\n二、主动公开政府信息情况\n无。\n"
        "三、收到和处理政府信息公开申请情况\n无。\n六、其他需要报告的事项\n无。\n泽川县云顶镇人民政府\n2024年1月20日\n"
    )
    identity, codes = identity_of(text)
    assert identity.agency == "泽川县云顶镇人民政府" and "S-AGENCY-CONFLICT" in codes


def test_a_report_signed_before_its_year_is_over_has_a_doubtful_year() -> None:
    text = (
        "泽川县云顶镇人民政府2022年政府信息公开工作年度报告\n一、总体情况\n我镇稳步推进公开。\n二、主动公开政府信息情况\n"
        "无。\n六、其他需要报告的事项\n无。\n泽川县云顶镇人民政府\n{}年1月20日\n"
    )
    assert "S-YEAR-CONFLICT" in identity_of(text.format(2022))[1]
    assert "S-YEAR-CONFLICT" not in identity_of(text.format(2023))[1]


def test_the_period_outweighs_the_title() -> None:
    text = "柳林镇人民政府2021年政府信息公开工作年度报告\n统计期限为2020年1月1日至2020年12月31日。\n"
    identity, codes = identity_of(text + BODY.format(year=2021))
    assert identity.year == 2020
    assert "S-YEAR-CONFLICT" in codes


@pytest.mark.parametrize(
    "period",
    [
        "202311日至20231231日",
        "自20231月1日至12月31日止",
        "二〇二三年1月1日起至二〇二三年12月31日",
        "2023 年 1 月 1 日—2023 年 12 月 31 日",
    ],
)
def test_periods_with_characters_lost(period: str) -> None:
    assert set(period_years(f"所列数据的统计期限{period}。")) == {2023}


def test_no_year_is_guessed() -> None:
    text = "柳林镇人民政府政府信息公开工作年度报告\n" + BODY.replace("{year}年，我们", "").format()
    identity, codes = identity_of(text)
    assert identity.year is None
    assert "S-YEAR-MISSING" in codes


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2021年1月29日", "2021-01-29"),
        ("二〇二一年十一月二十九日", "2021-11-29"),
        ("2024-01-09 10:12", "2024-01-09"),
        ("2024.1.9", "2024-01-09"),
        ("2021年2月30日", None),
        ("2021年", None),
    ],
)
def test_dates(printed: str, day: str | None) -> None:
    assert as_date(printed) == day


def test_publication_date_from_the_head_or_the_page() -> None:
    text = "柳林镇人民政府2023年政府信息公开工作年度报告\n发布时间：2024年1月18日 来源：党政办\n" + BODY.format(
        year=2023
    )
    assert identity_of(text)[0].published_on == "2024-01-18"
    assert identity_of(text, meta={"PubDate": "2024-01-17 09:00"})[0].published_on == "2024-01-17"


def test_scope_of_a_whole_county_and_of_one_town() -> None:
    county = "青河县人民政府2023年政府信息公开工作年度报告\n本报告数据由全县各部门汇总而成。\n" + BODY.format(year=2023)
    identity, _ = identity_of(county)
    assert (identity.scope, identity.scope_quote) == (Scope.AGGREGATE, "本报告数据由全县各部门汇总而成")
    assert identity_of(county.replace("青河县人民政府", "柳林镇人民政府"))[0].scope is Scope.OWN


def _page(title: str | None, body: str) -> Document:
    return Document(body, (Paragraph(0, len(body)),), title=title, media_type="text/html")


def test_a_page_is_a_report_by_its_own_title_or_by_three_headings() -> None:
    body = BODY.format(year=2023)
    assert is_report(_page("柳林镇2023年政府信息公开工作年度报告 - 政府信息公开指南 - 柳林镇", body))
    assert is_report(_page(None, body))
    assert not is_report(_page("图解：柳林镇2023年政府信息公开工作年度报告", body))
    assert not is_report(_page("柳林镇2023年政府信息公开工作年度报告", "附件下载.pdf"))
    assert not is_report(_page(None, "今天天气很好。"))


def test_links_to_other_years_are_not_the_title() -> None:
    links = "".join(f"石桥镇{year}年政府信息公开工作年度报告\n" for year in (2025, 2024, 2023, 2022))
    title = "柳林镇人民政府2023年政府信息公开工作年度报告"
    text = f"政府信息公开指南\n{links}{title}\n{BODY.format(year=2023)}柳林镇人民政府\n2024年1月9日"
    assert (identity_of(text)[0].agency, identity_of(text)[0].year) == ("柳林镇人民政府", 2023)
    late = f"{title}\n{links}{BODY.format(year=2023)}"
    assert identity_of(late, title=f"{title}-青河县人民政府网")[0].agency == "柳林镇人民政府"


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        ("政府信息公开工作年度报告（2023年度）", None, 2023),
        ("2023年政府信息公开工作年度报告（柳林镇）", "柳林镇", 2023),
        ("柳林镇政府信息公开2023年年度报告", "柳林镇", 2023),
        ("二〇二三年柳林镇政府信息公开工作年度报告", "柳林镇", 2023),
        ("于河县柳林镇2023年政府信息公开工作年度报告", "于河县柳林镇", 2023),
        ("2023年各镇政府信息公开工作年度报告", None, 2023),
        ("全县2023年政府信息公开工作年度报告", None, 2023),
        ("全州县2023年政府信息公开工作年度报告", "全州县", 2023),
        ("和县将乐镇2023年政府信息公开工作年度报告", "和县将乐镇", 2023),
    ],
)
def test_titles_of_rarer_kinds(title: str, agency: str | None, year: int) -> None:
    parsed = parse_title(title)
    assert (parsed.agency, parsed.year) == (agency, year)


def test_prose_without_tables_and_headings_is_a_report_by_its_title() -> None:
    prose = "我乡主动公开政府信息120条，收到依申请公开0件，未发生行政复议。"
    assert is_report(read_text(f"柳林乡2012年政府信息公开工作年度报告\n{prose}"))


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("柳林镇", "柳林镇人民政府"),
        ("柳林镇政府", "柳林镇人民政府"),
        ("石桥街道", "石桥街道办事处"),
        ("石桥街道办", "石桥街道办事处"),
        ("东河区", "东河区人民政府"),
        ("青河经济技术开发区", "青河经济技术开发区"),
        ("青河高新区", "青河高新区"),
        ("石桥社区", "石桥社区"),
        ("青河县水务局", "青河县水务局"),
        ("青河自治州", "青河自治州人民政府"),
    ],
)
def test_full_names(printed: str, full: str) -> None:
    assert full_name(printed) == full
    assert same_agency(printed, full)
    assert same_agency("上河市" + full, printed)


def test_different_towns_are_different_agencies() -> None:
    assert not same_agency("柳林镇人民政府", "石桥镇人民政府")
    assert not same_agency("青河县柳林镇", "东河县柳林镇人民政府")


SIX = "一、总体情况\n主动公开政府信息37条。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n收到申请0件。\n"


@pytest.mark.parametrize(
    "title",
    [
        "《柳林镇2023年政府信息公开工作年度报告》解读",
        "《柳林镇2023年政府信息公开工作年度报告》政策说明",
        "关于柳林镇2023年政府信息公开工作年度报告的起草说明",
        "关于《柳林镇2023年政府信息公开工作年度报告》的问答",
        "关于征求《柳林镇2023年政府信息公开工作年度报告》意见的公告",
        "青河县关于做好2023年政府信息公开工作年度报告编制和公布工作的通知",
        "青河县2023年第一季度政府信息公开工作情况报告",
        "青河县水务局2023年上半年政府信息公开工作报告",
        "青河县2023年6月政府信息公开工作报告",
        "青河供水公司2023年企业信息公开年度报告",
        "青河县发布2023年政府信息公开工作年度报告",
        "政府信息公开工作年度报告（模板）",
    ],
)
def test_what_talks_about_a_report_is_none(title: str) -> None:
    assert not is_report(read_text(f"{title}\n\n{SIX}"))
    assert not is_report(_page("青河县人民政府", f"{title}\n\n{SIX}"))


def test_a_report_on_something_else_shares_headings_but_none_of_disclosure() -> None:
    other = "一、2023年推进法治政府建设总体情况\n主动公开政府信息37条。\n二、存在的主要问题及改进情况\n三、其他需要报告的事项\n无。"
    assert not is_report(read_text(f"青河县2023年度法治政府建设情况报告\n{other}"))


def test_a_title_over_the_tabs_of_a_column_is_a_link() -> None:
    tabs = "依申请公开\n政府信息公开指南\n行政复议\n年度报告.pdf"
    assert not is_report(_page("柳林镇2023年政府信息公开工作年度报告", tabs))


def test_what_its_source_calls_a_report_needs_no_title_but_what_a_report_says() -> None:
    said = Provenance(title="柳林镇2023年政府信息公开工作年度报告", is_report=True)
    page = _page(None, "2023年，我镇主动公开政府信息37条，收到依申请公开0件。")
    assert is_report(page, said)
    assert not is_report(page)
    assert not is_report(page, replace(said, page="http://www.example.gov.cn/t1.html"))
    assert not is_report(_page(None, "附件下载 依申请公开 行政复议"), said)


@pytest.mark.parametrize(
    ("above", "page_title"),
    [
        ("", "柳林镇政府信息公开年报"),
        ("青河县政府信息公开年报\n2023年政府信息公开工作年度报告\n", None),
        ("青河县2023年政府信息公开年报\n2023年政府信息公开工作年度报告\n", None),
        ("石桥镇2023年政府信息公开工作年度报告\n东岭乡2023年政府信息公开工作年度报告\n", None),
        ("青河县青\n柳镇2023年政府信息公开工作年度报告\n", None),
        ("青河县人力资源和社会\n保障局2023年政府信息公开工作年度报告\n", None),
        ("2023年青河县人力资源和社会保\n障局政府信息公开工作年度报告\n", None),
    ],
)
def test_a_doubtful_name_is_no_agency(above: str, page_title: str | None) -> None:
    head = {"title": page_title} if page_title else {}
    agency = identity_of(above + BODY.format(year=2023), **head)[0].agency
    assert agency in (None, "青河县人力资源和社会保障局")


def test_the_head_of_a_page_and_the_title_in_it_may_disagree() -> None:
    text = "柳林镇2023年政府信息公开工作年度报告\n" + BODY.format(year=2023)
    _, codes = identity_of(text, title="石桥镇2023年政府信息公开工作年度报告")
    assert "S-AGENCY-CONFLICT" in codes


def test_a_site_before_a_title_is_no_part_of_the_name() -> None:
    assert parse_page_title("青河县财政局 柳林镇2023年政府信息公开工作年度报告").agency == "柳林镇"
    assert parse_page_title("青河县人民政府门户网站 2023年柳林镇政府信息公开工作年度报告").agency == "柳林镇"
    assert parse_title("柳林镇2022-2023年政府信息公开工作年度报告").year is None


def test_whom_to_ask_and_a_list_row_that_is_another_organ_name_no_agency() -> None:
    asked = "如有疑问，请与青河县人民政府办公室联系（地址：青河路1号）。\n" + BODY.format(year=2023).replace(
        "我们", "我镇"
    )
    assert identity_of(asked)[0].agency is None
    listed = Provenance(title="青河县2023年政府信息公开工作年度报告")
    assert identity_of(BODY.format(year=2023).replace("我们", "我镇"), listed)[0].agency is None


def test_the_day_of_publication_below_a_report_is_no_signature() -> None:
    identity, _ = identity_of(BODY.format(year=2023) + "发布时间\n2024-02-27\n")
    assert identity.signed_on is None


@pytest.mark.parametrize("said", ["二〇二三", "二○二三", "二零二三", "二Ｏ二三", "二O二三", "二0二三", "二◯二三"])
def test_whatever_is_typed_for_a_zero_is_one(said: str) -> None:
    text = f"柳林镇人民政府{said}年政府信息公开工作年度报告\n" + BODY.format(year="").replace("年，我们", "我们")
    identity, _ = identity_of(text + f"柳林镇人民政府\n{said[:-1]}四年一月九日")
    assert (identity.agency, identity.year, identity.signed_on) == ("柳林镇人民政府", 2023, "2024-01-09")


@pytest.mark.parametrize(
    "said", ["2022-2023年", "2022年至2023年", "2022—2023年度", "2022年和2023年", "2022-2023学年", "2022/23年度"]
)
def test_a_report_on_two_years_is_that_of_neither(said: str) -> None:
    text = f"柳林镇人民政府{said}政府信息公开工作年度报告\n" + BODY.format(year=2023)
    identity, codes = identity_of(
        text + "柳林镇人民政府\n2024年1月9日", Provenance(title="柳林镇2023年政府信息公开工作年度报告")
    )
    assert identity.year is None
    assert "S-YEAR-MISSING" in codes
    behind = f"柳林镇人民政府政府信息公开工作年度报告（{said}）\n" + BODY.format(year=2023).replace("我们", "我镇")
    assert identity_of(behind)[0].year is None


def test_a_year_that_stands_twice_in_a_title_is_one() -> None:
    title = parse_title("2023年青河县水务局2023年政府信息公开工作年度报告")
    assert title and (title.agency, title.year) == ("青河县水务局", 2023)


@pytest.mark.parametrize("said", ["20223年", "22023年", "203年", "2o23年"])
def test_a_year_with_a_digit_too_many_or_lost_is_none(said: str) -> None:
    body = BODY.format(year="").replace("年，我们", "我们")
    identity, codes = identity_of(f"柳林镇人民政府{said}政府信息公开工作年度报告\n{body}柳林镇人民政府\n2024年1月9日")
    assert (identity.agency, identity.year) == ("柳林镇人民政府", None)
    assert "S-YEAR-MISSING" in codes
    assert as_date("22024年1月9日") is None
