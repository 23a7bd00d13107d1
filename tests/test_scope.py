"""Own figures or those of a whole place: by the words that say so, kept verbatim; without such words it is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipelines.records import Scope
from pipelines.storing.relating.counting import COUNTED
from tests.test_identity import BODY, identity_of

AGGREGATE = [
    ("青石市人民政府", "本报告由市政府办公室汇总各县（市、区）人民政府和市政府各部门政府信息公开年度报告编制而成。"),
    ("青石市人民政府", "全市各级行政机关共主动公开政府信息123456条。"),
    ("青石省人民政府", "2015年，全省行政机关主动公开政府信息615.54万条。"),
    ("青石县人民政府", "全县各乡镇、各部门主动公开政府信息1,284条。"),
    ("青石县人民政府", "数据统计范围为全县各乡镇和县直各部门。"),
    ("青石县人民政府办公室", "本报告所列数据包括各乡镇、各部门数据。"),
    ("青石市教育局", "全市教育系统共收到政府信息公开申请37件。"),
    ("青石县人民政府", "本报告数据由全县各部门汇总而成。"),
    ("青石县人民政府", "根据各乡镇、各部门政府信息公开工作年度报告编制。"),
]
OWN = [
    ("青石县水务局", "我局主动公开政府信息27条。"),
    ("青石县人民政府办公室", "本报告数据仅包括本机关的数据，全县数据另行公布。"),
    ("青石县人民政府", "所列数据只统计本级政府，不包括各乡镇、各部门。"),
    ("青石县水务局", "数据不含所属各单位。"),
    ("柳林镇人民政府", "全县主动公开政府信息500条。"),
    ("青石县经济开发区管委会", "2023年，管委会共主动公开政府信息213条。"),
    ("青石高新区管理委员会", "本园区主动公开政府信息213条。"),
]
UNKNOWN = [
    ("青石县人民政府", "主动公开政府信息27条，本机关高度重视。"),
    ("青石县水务局", "主动公开政府信息27条。"),
    ("青石县水务局", "管委会主动公开政府信息27条。"),
    ("青石高新区管委会", "2023年，管委会各部门主动公开政府信息27条。"),
    ("青石高新区管委会", "按照市里对管委会的要求，公开政府信息27条。"),
    ("青石县水务局", "主动公开政府信息27条，答复申请9件，其中不属于本机关公开4件。"),
    ("青石县水务局", "认真落实全县政务公开工作会议精神，公开政府信息27条。"),
    ("青石县人民政府", "加强对各乡镇、各部门的指导。"),
    ("青石县人民政府", "落实全市政务公开要点。"),
]


def scope_of(agency: str, sentence: str):
    body = BODY.format(year=2023).replace("2023年，我们主动公开政府信息12条。", sentence)
    identity, _ = identity_of(f"{agency}2023年政府信息公开工作年度报告\n{body}")
    assert identity.agency == agency
    return identity


@pytest.mark.parametrize(("agency", "sentence"), AGGREGATE)
def test_figures_of_a_whole_place(agency: str, sentence: str) -> None:
    identity = scope_of(agency, sentence)
    assert identity.scope is Scope.AGGREGATE
    assert identity.scope_quote in sentence


@pytest.mark.parametrize(("agency", "sentence"), OWN)
def test_own_figures(agency: str, sentence: str) -> None:
    assert scope_of(agency, sentence).scope is Scope.OWN


@pytest.mark.parametrize(("agency", "sentence"), UNKNOWN)
def test_without_words_for_it_the_scope_is_unknown(agency: str, sentence: str) -> None:
    identity = scope_of(agency, sentence)
    assert (identity.scope, identity.scope_quote) == (Scope.UNKNOWN, None)


def test_whatever_sums_over_reports_groups_by_scope() -> None:
    path = Path(__file__).parents[1] / "pipelines" / "storing" / "views.yml"
    views = yaml.safe_load(path.read_text(encoding="utf-8"))["views"]
    grouped = {name: (str(view.get("columns", "")), view["group"]) for name, view in views.items() if "group" in view}
    summing = {name: group for name, (columns, group) in grouped.items() if "sum(" in columns}
    summing |= {
        name: query.split("FROM reports")[0]
        for name, query in COUNTED.items()
        if "q.total" in query or "c.value" in query
    }
    assert {"refusal_counts", "zero_counts"} <= set(summing)
    for name, group in summing.items():
        assert "r.id" in group.split(", ") or "r.scope" in group, name
