"""Who reports is what witnesses agree on; what each of them said is kept, and where they do not agree it is said aloud."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.documents import open_document
from pipelines.reading.agencies import abbreviates, full_name
from pipelines.reading.identity import identify
from pipelines.reading.sections import find_sections
from pipelines.records import Identity, Provenance
from tests.test_identity import BODY, identity_of

TITLE = "{a}2023年政府信息公开工作年度报告\n"
RECORDS = {
    "cells in a row": "<table><tr><td>索 引 号：</td><td>7/2026-12</td><td>发布机构：</td><td>{a}</td></tr></table>",
    "list with a label": "<ul><li><em>发布机构</em><span>{a}</span></li></ul>",
    "label and block": "<div><label><font>发布机构：</font></label><div class='display-block'>{a}</div></div>",
    "one line": "<p>索引号：12&nbsp;&nbsp;发布机构：{a}&nbsp;&nbsp;文号：</p>",
    "one line with bars": "<p>索引号：12 | 发布机构：{a} | 文号：</p>",
    "definitions": "<dl><dt>发文单位:</dt><dd>{a}</dd></dl>",
    "columns with a head": "<table><tr><td>名称</td><td>发布机构</td></tr><tr><td>年报</td><td>{a}</td></tr></table>",
}


def said_by(identity: Identity) -> dict[str, str]:
    return {one.by: full_name(one.says) for one in identity.evidence if one.about == "agency"}


def page(html: str, provenance: Provenance) -> tuple[Identity, list[str]]:
    document = open_document(html.encode(), url="http://a.example/b.html", media_type="text/html")
    sections, _ = find_sections(document, {})
    identity, findings = identify(document, sections, provenance)
    return identity, [finding.code for finding in findings]


@pytest.mark.parametrize("markup", RECORDS)
def test_the_publisher_of_a_record_is_kept_and_speaks_only_where_the_body_fits(markup: str) -> None:
    body = "".join(f"<p>{line}</p>" for line in BODY.format(year=2023).replace("我们", "我局").split("\n"))
    record = RECORDS[markup].format(a="青石县水务局")
    identity, codes = page(f"<html><body>{record}{body}</body></html>", Provenance())
    assert (identity.agency, said_by(identity)) == ("青石县水务局", {"record": "青石县水务局"})
    office = page(f"<html><body>{RECORDS[markup].format(a='青石县融媒体中心')}{body}</body></html>", Provenance())
    assert office[0].agency is None
    assert "S-AGENCY-MISSING" in office[1]
    titled, codes = page(
        f"<html><body>{RECORDS[markup].format(a='青石县政府办公室')}<h1>{TITLE.format(a='青石县水务局')}</h1>{body}</body></html>",
        Provenance(),
    )
    assert titled.agency == "青石县水务局"
    assert "S-PUBLISHER-DIFFERS" in codes
    assert "S-AGENCY-CONFLICT" not in codes


def test_every_witness_is_kept_with_its_words() -> None:
    text = TITLE.format(a="柳林镇") + BODY.format(year=2023) + "青河县柳林 镇人民政府\n2024年1月20日"
    told = Provenance(
        title="青河县柳林镇2023年政府信息公开工作年度报告", agency="青河县柳林镇", publisher="青河县人民政府"
    )
    identity, codes = identity_of(text, told, meta={"ContentSource": "柳林镇党政办", "Author": "柳林镇"})
    assert said_by(identity) == {
        "title": "柳林镇人民政府",
        "sign_off": "青河县柳林镇人民政府",
        "list_row": "青河县柳林镇人民政府",
        "meta": "柳林镇人民政府",
        "source": "青河县人民政府",
    }
    quotes = {one.by: one.quote for one in identity.evidence if one.about == "agency"}
    assert quotes["sign_off"] == "青河县柳林 镇人民政府"
    assert quotes["list_row"] == told.title
    assert "S-AGENCY-CONFLICT" not in codes


def test_the_publisher_of_the_source_speaks_only_for_a_body_of_its_kind() -> None:
    said = Provenance(publisher="柳林镇人民政府")
    assert identity_of(BODY.format(year=2023).replace("我们", "我镇"), said)[0].agency == "柳林镇人民政府"
    assert identity_of(BODY.format(year=2023).replace("我们", "我局"), said)[0].agency is None
    assert identity_of(BODY.format(year=2023), said)[0].agency is None
    county = Provenance(publisher="青河县人民政府")
    assert identity_of(BODY.format(year=2023).replace("我们", "我镇"), county)[0].agency is None


def test_a_copied_body_does_not_outvote_the_title() -> None:
    copied = BODY.format(year=2023) + "石桥镇人民政府\n2024年1月20日"
    identity, codes = identity_of(
        TITLE.format(a="柳林镇人民政府") + "现将石桥镇人民政府2023年情况公布如下。\n" + copied
    )
    assert identity.agency == "柳林镇人民政府"
    assert "S-AGENCY-CONFLICT" in codes


def test_a_title_that_three_others_contradict_is_not_followed() -> None:
    text = TITLE.format(a="柳林镇人民政府") + "现将石桥镇人民政府2023年情况公布如下。\n" + BODY.format(year=2023)
    text += "石桥镇人民政府\n2024年1月20日"
    identity, codes = identity_of(text, Provenance(agency="石桥镇人民政府"))
    assert identity.agency == "石桥镇人民政府"
    assert "S-AGENCY-CONFLICT" in codes


@pytest.mark.parametrize(
    ("title", "signed", "agree"),
    [
        ("青石市人社局", "青石市人力资源和社会保障局", True),
        ("青石县水务局", "青石县水务局办公室", True),
        ("青石县柳林镇", "柳林镇人民政府", True),
        ("青石经济开发区管理委员会", "青石经济开发区管委会办公室", True),
        ("青石省水利厅", "青石省水利厅办公厅", True),
        ("青石县经济开发区", "青石县经济开发区管理委员会", True),
        ("青石县工业园区管委会", "青石县工业园区管理委员会", True),
        ("青石高新技术产业开发区", "青石市高新技术产业开发区管委会", True),
        ("青石县经济开发区", "青石县工业园区管理委员会", False),
        ("青石区", "青石区管理委员会", False),
        ("青石县水务局", "青石县林业局", False),
        ("青石县卫计局", "青石县卫健局", False),
    ],
)
def test_a_sign_off_in_other_words_agrees(title: str, signed: str, agree: bool) -> None:
    _, codes = identity_of(TITLE.format(a=title) + BODY.format(year=2023) + f"{signed}\n2024年1月20日")
    assert ("S-AGENCY-CONFLICT" in codes) is not agree


@pytest.mark.parametrize(
    ("title", "signed", "agency", "conflict"),
    [
        ("水务局", "陇县水务局", "陇县水务局", False),
        ("县市场监督管理局", "陇县市场监督管理局", "陇县市场监督管理局", False),
        ("城关镇", "千阳县城关镇人民政府", "千阳县城关镇人民政府", False),
        ("陇县城关镇", "城关镇人民政府", "城关镇人民政府", False),
        ("陇县城关镇", "千阳县城关镇人民政府", "陇县城关镇人民政府", True),
        ("龙山镇", "九龙山镇人民政府", "龙山镇人民政府", True),
        ("陇县政府办", "陇县人民政府办公室", "陇县人民政府办公室", False),
        ("陇县经济开发区", "陇县经济开发区管委会", "陇县经济开发区管委会", False),
        ("陇县经济开发区", "陇县经济开发区", "陇县经济开发区", False),
    ],
)
def test_places_above_that_the_sign_off_states_are_part_of_the_name(
    title: str, signed: str, agency: str, conflict: bool
) -> None:
    identity, codes = identity_of(TITLE.format(a=title) + BODY.format(year=2023) + f"{signed}\n2024年1月20日")
    assert identity.agency == agency
    assert ("S-AGENCY-CONFLICT" in codes) is conflict


def test_short_forms() -> None:
    assert abbreviates("青石市人社局", "青石市人力资源和社会保障局")
    assert abbreviates("青石县住建局", "青石县住房和城乡建设局")
    for other in ("青石市林业和草原局", "赤石市人力资源和社会保障局", "青石市人社局"):
        assert not abbreviates("青石市人社局", other)


def test_years_that_disagree_are_all_kept() -> None:
    text = "柳林镇人民政府2021年政府信息公开工作年度报告\n统计期限为 2020年1月1日 至 2020年12月31日。\n"
    told = Provenance(title="柳林镇人民政府2022年政府信息公开工作年度报告")
    identity, codes = identity_of(text + BODY.format(year=2021), told)
    years = {one.by: (one.says, one.quote) for one in identity.evidence if one.about == "year"}
    assert identity.year == 2020
    assert years["title"][0] == "2021"
    assert years["period"] == ("2020", "2020年1月1日 至 2020年12月31日")
    assert years["list_row"][0] == "2022"
    assert {"S-YEAR-CONFLICT", "S-YEAR-LISTED"} <= set(codes)


@given(st.integers(0, 10_000))
def test_the_order_of_meta_tags_changes_nothing(seed: int) -> None:
    tags = [
        ("ContentSource", "柳林镇"),
        ("Author", "石桥镇"),
        ("PubDate", "2024-01-18"),
        ("SiteName", "青河县人民政府网"),
    ]
    Random(seed).shuffle(tags)
    identity, _ = identity_of(TITLE.format(a="柳林镇人民政府") + BODY.format(year=2023), meta=dict(tags))
    assert identity.agency == "柳林镇人民政府"
    assert [(one.says, one.agrees) for one in identity.evidence if one.by == "meta"] == [
        ("柳林镇", True),
        ("石桥镇", False),
    ]
