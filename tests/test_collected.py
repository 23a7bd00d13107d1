"""A file that holds the reports of several towns is not read as one town's; the same report printed twice is one."""

from __future__ import annotations

import pytest

from pipelines.documents.text import read_text
from pipelines.reader import read_capture
from pipelines.reading import count_reports
from pipelines.records import CaptureOutcome

NAMES = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)


def one(town: str, figure: int, year: int = 2023, title: bool = True) -> str:
    said = [
        f"主动公开政府信息{figure}条。",
        "见附表。",
        f"收到申请{figure + 1}件。",
        "没有发生。",
        "力量不足。",
        "没有其他。",
    ]
    parts = [f"{ordinal}、{name}\n{words}" for ordinal, name, words in zip("一二三四五六", NAMES, said, strict=True)]
    head = [f"{town}{year}年政府信息公开工作年度报告"] if title else []
    return "\n".join([*head, *parts, f"{town}人民政府", f"{year + 1}年1月9日", ""])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (one("柳林镇", 17), 1),
        (one("柳林镇", 17) + one("石桥镇", 23), 2),
        (one("柳林镇", 17) + one("石桥镇", 23) + one("东岭乡", 29), 3),
        (one("柳林镇", 17, title=False) + one("石桥镇", 23, title=False), 2),
        (one("柳林镇", 17, 2022) + one("柳林镇", 23, 2023), 2),
        (one("柳林镇", 17) + one("柳林镇", 17), 1),
        (
            "目录\n"
            + "\n".join(f"{o}、{n}" for o, n in zip("一二三四五六", NAMES, strict=True))
            + "\n"
            + one("柳林镇", 17),
            1,
        ),
    ],
)
def test_how_many_reports_a_document_holds(text: str, count: int) -> None:
    assert count_reports(read_text(text)) == count


def test_bound_reports_are_refused_and_say_so() -> None:
    body = (one("柳林镇", 17) + one("石桥镇", 23)).encode()
    (reading,) = read_capture(body, url="file:///a.txt")
    assert (reading.outcome, reading.report) == (CaptureOutcome.UNREADABLE, None)
    assert reading.finding.code == "F-SEVERAL-REPORTS"
