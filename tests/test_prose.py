"""Figures in prose: each with what it counts and its own words, none from numbers that count nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.checking.prose import check_prose
from pipelines.documents.text import read_text
from pipelines.reading.prose import find_mentions, mention_findings, parts_findings
from pipelines.reading.sections import find_sections
from pipelines.records import Cell, CellStatus, CheckStatus, Mention, Section

SHARED = Path(__file__).resolve().parents[2] / "shared" / "reports"


def mentions_in(text: str, year: int | None = None) -> tuple[Mention, ...]:
    document = read_text(text)
    return find_mentions(document, (Section(1, "overview", None, 0, len(document.text)),), year)


def figures(text: str) -> list[tuple[str, object, str | None]]:
    return [(one.measure, one.value, one.unit) for one in mentions_in(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("全年主动公开政府信息1,234条。", ("proactive_total", 1234, "条")),
        ("全年主动公开政府信息1,234.00条。", ("proactive_total", 1234, "条")),
        ("全年①主动公开政府信息45条②。", ("proactive_total", 45, "条")),
        ("其中①72条信息公开在网站。", ("proactive_by_topic", 72, "条")),
        ("如期办理，全年主动公开政府信息45条。", ("proactive_total", 45, "条")),
        ("共公开 72 条信息。", ("proactive_total", 72, "条")),
        ("草拟文件，建虚拟大厅，全年主动公开政府信息45条。", ("proactive_total", 45, "条")),
        ("公开2万余条信息。", ("proactive_total", 20000, "条")),
        ("通过区政府网站公开信息56条。", ("proactive_by_channel", 56, "条")),
        ("“柳林发布”微信公众号推送文章48篇。", ("proactive_by_channel", 48, "篇")),
        ("共计发布镇级动态35条。", ("proactive_by_topic", 35, "条")),
        ("今年共收到政府信息公开申请9件。", ("requests_received", 9, "件")),
        ("本年度共受理依申请公开0条。", ("requests_received", 0, "条")),
        ("另有政府信息公开申请3件结转下年度2件。", ("carried_out", 2, "件")),
        ("政府信息公开申请上年结转1件。", ("carried_in", 1, "件")),
        ("制发规范性文件2件。", ("normative_issued", 2, "件")),
        ("政府信息公开引发行政复议3件。", ("reviews", 3, "件")),
        ("参加过 1 次政府信息教育培训。", ("training", 1, "次")),
        ("收取信息处理费12.5元。", ("processing_fee", 12.5, "元")),
        ("办理人大代表建议5件。", ("suggestions", 5, "件")),
        ("未收到政府信息公开申请。", ("requests_received", 0, None)),
        ("没有产生信息公开处理费。", ("processing_fee", 0, "元")),
        ("未发生因政府信息公开引起的行政复议、行政诉讼。", ("disputes", 0, None)),
        ("三、政务新媒体：无", ("new_media", 0, None)),
    ],
)
def test_what_a_figure_counts(text: str, wanted: tuple[str, object, str | None]) -> None:
    assert wanted in figures(text)


@pytest.mark.parametrize(
    "text",
    [
        "根据国办函〔2020〕109号、国办函【2021】30号规定公开信息。",
        "地址：府前街27号，邮编264417，电话0631-8561088，热线12345。",
        "依照《条例》第20条、第36条和第1款，20个工作日内答复公开申请。",
        "2023年1月1日公开，12月31日止，满意率99.5%。",
        "1.主动公开。2.依申请公开。",
        "收到群众意见建议30条，答复留言12条，开设公众号2个。",
        "网站点击量500次，粉丝300人次，清理失效信息20条。",
        "如未收到政府信息公开申请，填报为零。",
        "如收到政府信息公开申请5件以上的，应当报备。拟制发规范性文件6件。",
        "收到政府信息公开申请45①件，②12 13件。",
        "予以公开5件，部分公开2件，不予公开1件。",
        "依申请公开信息3条。",
        "举办新闻发布会2次，参加访谈1次。",
        "未收到通过网络提出的政府信息公开申请。",
        "县水务局共收到政府信息公开申请20件。",
        "全年主动公开政府信息1.000条，收到政府信息公开申请3.0件。",
    ],
)
def test_numbers_that_are_no_figures(text: str) -> None:
    assert [one for one in mentions_in(text) if one.value is not None] == []


def test_what_others_published_beside_the_reports_own_is_not_its_figure() -> None:
    assert figures("县政府2023年公开信息3000条，我镇公开信息125条。") == [("proactive_total", 125, "条")]
    assert figures("各村公开信息共计560条，镇级公开信息125条。") == [("proactive_total", 125, "条")]
    assert figures("全镇公开信息125条，本镇网站公开信息20条。")[0] == ("proactive_total", 125, "条")


@pytest.mark.parametrize("vague", ["近300条", "300余条", "约300条", "300多条", "超过300条", "300条左右"])
def test_vague_figures_are_marked(vague: str) -> None:
    (mention,) = mentions_in(f"主动公开政府信息{vague}。")
    assert (mention.value, mention.approximate) == (300, True)


def test_quotes_stand_where_they_say() -> None:
    text = "一是我镇主动公开信息382条，其中公众号120条、网站262条；未收到政府信息公开申请。"
    mentions = mentions_in(text)
    assert all(text[one.start : one.end] == one.quote for one in mentions)
    assert [(one.value, one.part_of is not None) for one in mentions] == [
        (382, False),
        (120, True),
        (262, True),
        (0, False),
    ]


def findings(text: str) -> list[str]:
    return [finding.code for finding in parts_findings(mentions_in(text), text)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("主动公开信息275条，其中公众号公开231条，网站公开36条。", ["P-PARTS-LT-WHOLE"]),
        ("主动公开信息10条，其中公众号公开8条，网站公开6条。", ["P-PARTS-GT-WHOLE"]),
        ("共公开 72 条信息，其中通过网站发布 56 条政务信息及 16 条镇街资讯。", []),
        ("公开栏公开信息460条，其中通过镇专栏公布136条，通过村专栏公布324条。同时通过网站公布信息50条。", []),
        ("主动公开信息40条，其中公众号公开12条，网站公开6条等。", []),
        ("主动公开信息40余条，其中公众号公开12条，网站公开6条。", []),
        ("主动公开信息85条，微信公众号公开85条，网站公开85条。", []),
        ("主动公开信息744条，其中网站公开140条，其中动态100条，公告2条。", []),
        ("收到公开申请9件，其中网络申请3件、信函申请6件，办结8件，结转下年度1件。", []),
        ("收到公开申请9件，其中网络申请3件、信函申请5件。", ["P-PARTS-LT-WHOLE"]),
    ],
)
def test_parts_and_wholes(text: str, codes: list[str]) -> None:
    assert findings(text) == codes


@given(st.lists(st.integers(0, 5000), min_size=2, max_size=5), st.integers(-3, 3))
def test_any_parts_are_added_up(parts: list[int], difference: int) -> None:
    whole = sum(parts) + difference
    if whole < 0:
        return
    listed = "，".join(f"{name}{count}条" for name, count in zip("甲乙丙丁戊", parts, strict=False))
    listed = (
        listed.replace("甲", "通知公告").replace("乙", "工作动态").replace("丙", "机构概况").replace("丁", "乡村振兴")
    )
    text = f"全年主动公开政府信息{whole}条，其中{listed.replace('戊', '公共服务')}。"
    wanted = {0: []}.get(difference, ["P-PARTS-LT-WHOLE"] if difference > 0 else ["P-PARTS-GT-WHOLE"])
    assert findings(text) == wanted


def test_odd_unit_claim_about_last_year_and_no_figure() -> None:
    odd = "受理依申请公开0条，与上年度相同。"
    assert [f.code for f in mention_findings(mentions_in(odd), odd)] == ["P-UNIT-ODD", "P-PRIOR-CLAIM"]
    assert [f.code for f in mention_findings(mentions_in("工作很好。"), "工作很好。")] == ["P-NO-FIGURES"]


def cells(**values: int | None) -> list[Cell]:
    status = {True: CellStatus.MISSING, False: CellStatus.REPORTED}
    return [Cell(key.replace("__", "."), status[value is None], "f2021", value) for key, value in values.items()]


@pytest.mark.parametrize(
    ("text", "table", "status", "codes"),
    [
        ("收到政府信息公开申请9件。", {"t3__new_received__total": 9}, CheckStatus.PASS, []),
        ("收到政府信息公开申请9件。", {"t3__new_received__total": 8}, CheckStatus.FAIL, ["P-NEW"]),
        ("收到政府信息公开申请9件。", {"t3__new_received__total": None}, CheckStatus.NOT_ASSESSABLE, []),
        (
            "收到政府信息公开申请9件。",
            {"t3__new_received__total": 8, "t3__carried_in__total": 1},
            CheckStatus.PASS,
            ["P-NEW-INCLUDES-CARRY"],
        ),
        ("制发规范性文件2件。", {"t2__normative_docs__newly_made": 3}, CheckStatus.FAIL, ["P-NORMATIVE"]),
        ("结转下年度1件。", {"t3__carried_out__total": 1}, CheckStatus.PASS, []),
        ("未发生因信息公开引起的行政复议。", {"t4__review__total": 2}, CheckStatus.FAIL, ["P-ZERO-DISPUTES"]),
        ("未发生因信息公开引起的行政复议、行政诉讼。", {"t4__suit_direct__total": 0}, CheckStatus.NOT_ASSESSABLE, []),
    ],
)
def test_prose_against_tables(text: str, table: dict[str, int | None], status: CheckStatus, codes: list[str]) -> None:
    found, checks = check_prose(mentions_in(text), cells(**table))
    assert [check.status for check in checks] == [status]
    assert [finding.code for finding in found] == codes


@pytest.mark.parametrize("text", ["公开信息1条，" * 3000, "其中" * 5000, "未" * 5000 + "申请", "1" * 5000 + "条"])
def test_hostile_text_is_read_quickly_and_quietly(text: str) -> None:
    assert all(text[one.start : one.end] == one.quote for one in mentions_in(text))


GOLDEN = sorted((SHARED / "expected").glob("*.json"))


@pytest.mark.skipif(not GOLDEN, reason=f"the shared reports are not beside the repository ({SHARED})")
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem[:3])
def test_the_shared_reports(path: Path) -> None:
    """Every figure that a person found there, with its whole, and no other."""
    expected = json.loads(path.read_text(encoding="utf-8"))
    document = read_text((SHARED / path.stem).read_text(encoding="utf-8"))
    tables = {s["has_table"]: (s["body_start"], s["body_end"]) for s in expected["sections"] if s.get("has_table")}
    mentions = find_mentions(document, find_sections(document, tables)[0])
    found = sorted((one.end, one.measure, one.value, one.unit, one.part_of is not None) for one in mentions)
    wanted = sorted(
        (f["end"], f["measure"], None if f["measure"] == "period" else f["value"], f["unit"], "part_of" in f)
        for f in expected["prose_figures"]
    )
    assert found == wanted
    said = {f["code"] for f in expected["findings"] if f["code"].startswith("P-")}
    assert {finding.code for finding in mention_findings(mentions, document.text)} == said


def test_the_year_a_sentence_begins_with_is_that_of_its_further_clauses() -> None:
    told = "2014年我镇年度报告显示，全年公开信息186条，收到公开申请3件。2015年公开信息241条，收到公开申请2件。"
    assert [one.value for one in mentions_in(told, 2015)] == [241, 2]
    assert mentions_in("去年我镇未发布通知，没有收到政府信息公开申请。", 2015) == ()
    assert [one.value for one in mentions_in("2015年我镇召开会议，公开信息241条。", 2015)] == [241]


def test_a_figure_until_a_day_of_the_next_year_is_none_of_the_year() -> None:
    assert not mentions_in("截至2024年1月10日，共收到政府信息公开申请47件。", 2023)
    assert mentions_in("截至2023年12月31日，共收到政府信息公开申请47件。", 2023)


def test_a_figure_of_the_year_or_of_all_years_is_none_of_the_year() -> None:
    for text in (
        "条例施行以来，共公开信息500条。",
        "截至2015年底，公开信息500条，其中2015年公开80条。",
        "2011年以来，公开信息500条。",
    ):
        assert 500 not in [one.value for one in mentions_in(text, 2015)]
    for text in (
        "今年以来，公开信息80条。",
        "近年来，我局高度重视，全年公开信息80条。",
        "截至2015年底，公开信息80条。",
    ):
        assert [one.value for one in mentions_in(text, 2015)] == [80]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("上年结转公开申请2件，共办理23件，其中予以公开8件，结转下年度2件。", {}),
        ("网站发布信息32条，其中概况类12条、动态类20条；微信公众号发布信息75条。", {12: 32, 20: 32}),
        ("公开信息24条。其中：网站4条；微信公众号20条。", {}),
        ("公开信息24条，其中：网站4条；微信公众号20条。", {4: 24, 20: 24}),
        ("全省公开信息312条，其中省政府公开28条，各市、县（市、区）公开284条。", {28: 312, 284: 312}),
        ("公开信息73条，较上年增加12条，其中网站公开61条，公众号公开12条。", {61: 73, 12: 73}),
    ],
)
def test_parts_belong_to_the_figure_before_them(text: str, parts: dict[int, int]) -> None:
    mentions = mentions_in(text)
    values = {one.start: one.value for one in mentions}
    assert {one.value: values[one.part_of] for one in mentions if one.part_of is not None} == parts


def test_a_part_that_cannot_be_read_leaves_a_list_without_verdict() -> None:
    assert findings("公开信息24条，其中网站发布4条，公众号发布6条，院内海报14条。") == []


@pytest.mark.parametrize(
    ("sentence", "measure", "values"),
    [
        ("主动公开政府信息1213条（不含局属单位300条）。", "proactive", [1213]),
        ("局机关公开信息1000条，局属单位公开信息213条，合计公开政府信息1213条。", "proactive", [1213]),
        ("公开行政许可320件、行政处罚41件。", "penalty", []),
        ("主动公开信息7条，办理行政许可320件、行政处罚41件。", "penalty", [41]),
    ],
)
def test_what_is_left_out_or_of_others_or_published_is_no_such_figure(sentence, measure, values) -> None:
    said = mentions_in(f"2023年，{sentence}")
    assert [one.value for one in said if one.measure.startswith(measure)] == values
