"""Sections are found by their headings in every layout, and by their tables where a heading is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.documents.text import read_text
from pipelines.reading.sections import find_sections
from pipelines.records import Document, Grid, GridCell, Paragraph

SHARED = Path(__file__).resolve().parents[2] / "shared" / "reports"
NAMES = {
    "overview": "一、总体情况",
    "proactive": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
BODIES = {key: f"这里写的是{key}。" for key in NAMES}
TITLE = "青河县石桥镇人民政府2023年政府信息公开工作年度报告"


def report(names: dict[str, str | None], bodies: dict[str, str] = BODIES, between: str = "\n") -> str:
    pieces = [TITLE]
    for key, name in names.items():
        pieces += [name, bodies[key]] if name else []
    return between.join(pieces)


def read(text: str, tables: dict[str, tuple[int, int]] | None = None):
    document = read_text(text)
    sections, findings = find_sections(document, tables or {})
    found = {section.key: text[section.start : section.end] for section in sections}
    return found, {section.key: section.heading for section in sections}, [finding.code for finding in findings]


def test_official_headings_give_six_sections_without_findings() -> None:
    found, headings, codes = read(report(NAMES))
    assert found == BODIES
    assert headings == NAMES
    assert codes == []


@pytest.mark.parametrize(
    ("key", "heading"),
    [
        ("overview", "一、概 述"),
        ("overview", "一、2019年政府信息公开工作的总体情况"),
        ("proactive", "二、主动公开政府政府情况"),
        ("proactive", "二.行政机关主动公开政府信息情况："),
        ("requests", "三是收到和处理政府信息公开申请情况"),
        ("disputes", "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
        ("disputes", "四、政府信息公开行政复议、\n行政诉讼情况"),
        ("problems", "五、存在问题及改进措施"),
        ("problems", "五、存在的主要问題及改进情况"),
        ("other", "六、其它需要报告的事项"),
        ("other", "⼀ 六、其他需要报告的事项".removeprefix("⼀ ")),
    ],
)
def test_headings_in_other_words(key: str, heading: str) -> None:
    found, headings, _ = read(report(NAMES | {key: heading}))
    assert found == BODIES
    assert headings[key] == heading


def test_a_heading_in_other_words_is_a_finding() -> None:
    assert "S-HEADING-VARIANT" in read(report(NAMES | {"overview": "一、概述"}))[2]


def test_rows_of_table_three_and_inner_numbering_are_no_headings() -> None:
    bodies = BODIES | {
        "overview": "总述。\n一、完善组织架构，明确职责。\n二、突出公开重点。\n三、坚持以民为本。",
        "requests": "一、本年新收政府信息公开申请数量\n0\n二、上年结转政府信息公开申请数量\n0\n四、结转下年度继续办理\n0",
    }
    found, _, codes = read(report(NAMES, bodies))
    assert found == bodies
    assert set(codes) == {"S-NUMBER-COLLISION", "S-INNER-NUMBERING"}


def test_inner_numbering_with_the_names_of_other_sections() -> None:
    bodies = BODIES | {"overview": "总述。\n一、主动公开情况\n很好。\n二、依申请公开情况\n也好。"}
    assert read(report(NAMES, bodies))[0] == bodies


def test_a_sentence_that_lists_all_six_names_is_preamble() -> None:
    intro = "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、其他需要报告的事项组成。"
    found, _, _ = read(report(NAMES).replace(TITLE, f"{TITLE}\n{intro}"))
    assert found == {"preamble": intro} | BODIES


def test_a_table_of_contents_is_no_section() -> None:
    contents = "\n".join(NAMES.values())
    found, _, _ = read(report(NAMES).replace(TITLE, f"{TITLE}\n{contents}"))
    assert found == {"preamble": contents} | BODIES


def test_a_report_in_one_paragraph() -> None:
    bodies = BODIES | {"requests": "一、本年新收政府信息公开申请数量 0 0 四、结转下年度继续办理 0 0。"}
    found, headings, _ = read(report(NAMES, bodies, between=" "))
    assert found == bodies
    assert headings == NAMES


def test_a_heading_with_its_text_on_the_same_line() -> None:
    text = report(NAMES).replace("六、其他需要报告的事项\n", "六、其他需要报告的事项：")
    assert read(text)[0]["other"] == "：" + BODIES["other"]


def test_a_section_whose_heading_is_lost_begins_with_its_table() -> None:
    text = report(NAMES | {"requests": None}).replace("四、政府", "\n\t(七) 总计\t0\t0\n四、政府")
    start = text.index("\t(七)")
    found, headings, codes = read(text, {"t3": (start, start + 11)})
    assert found == BODIES | {"requests": "(七) 总计\t0\t0"}
    assert headings["requests"] is None
    assert codes == ["S-HEADING-MISSING"]


def test_a_section_without_heading_and_table_is_missing() -> None:
    found, _, codes = read(report(NAMES | {"disputes": None}))
    assert "disputes" not in found
    assert codes == ["S-SECTION-MISSING"]


def test_a_lost_first_heading_is_found_by_the_first_prescribed_item() -> None:
    found, _, codes = read(
        report(NAMES | {"overview": None}).replace("二、", "前言。\n（一）主动公开。有信息。\n二、", 1)
    )
    assert found == {"preamble": "前言。"} | BODIES | {"overview": "（一）主动公开。有信息。"}
    assert codes == ["S-HEADING-MISSING"]


@pytest.mark.parametrize(
    "tail",
    [
        "青河县石桥镇人民政府\n2024年1月9日",
        "石桥镇人民政府 2024年1月9日",
        "青河县石桥镇人民政府\n二〇二四年一月九日\n附件：报告.docx",
        "（此页无正文）\n石桥镇人民政府\n2024-01-09",
        "附件下载：石桥镇报告.pdf",
    ],
)
def test_sign_off_and_attachments_are_the_tail(tail: str) -> None:
    assert read(report(NAMES) + "\n" + tail)[0] == BODIES | {"tail": tail}


def test_only_none_is_an_empty_section() -> None:
    assert read(report(NAMES, BODIES | {"other": "无。"}))[2] == ["S-EMPTY-SECTION"]


def test_headings_inside_the_cells_of_a_layout_table() -> None:
    text = report(NAMES)
    cells, at = [], 0
    for row, line in enumerate(text.split("\n")):
        cells.append(GridCell(line, at, at + len(line), row, 0))
        at += len(line) + 1
    document = Document(text, (Grid(0, len(text), tuple(cells), True),), media_type="text/html")
    sections, _ = find_sections(document, {})
    assert {section.key: text[section.start : section.end] for section in sections} == BODIES


@pytest.mark.parametrize("text", ["", " \n\t\n", "没有标题的一句话。", "一、", "1\n2\n3"])
def test_anything_at_all_is_cut_without_error(text: str) -> None:
    document = Document(text, (Paragraph(0, len(text)),))
    sections, findings = find_sections(document, {})
    assert [section for section in sections if 1 <= section.position <= 6] == []
    assert [finding.code for finding in findings] == ["S-SECTION-MISSING"] * 6


_PIECES = st.sampled_from(
    [*NAMES.values(), TITLE, "石桥镇人民政府", "2024年1月9日", "很好。", "\n", " ", "\t0", "一、", "无", "附件：1.pdf"]
)


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_sections_are_stripped_slices_in_order(text: str) -> None:
    sections, findings = find_sections(read_text(text), {})
    spans = [(section.start, section.end) for section in sections]
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)
    assert all(one[1] <= other[0] for one, other in zip(spans, spans[1:], strict=False))
    assert [section.position for section in sections] == sorted({section.position for section in sections})
    absent = {finding.subject for finding in findings if finding.code == "S-SECTION-MISSING"}
    assert absent == set(NAMES) - {section.key for section in sections}


GOLDEN = sorted((SHARED / "expected").glob("*.json"))


@pytest.mark.skipif(not GOLDEN, reason=f"the shared reports are not beside the repository ({SHARED})")
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem[:3])
def test_the_shared_reports(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    document = read_text((SHARED / path.stem).read_text(encoding="utf-8"))
    tables = {s["has_table"]: (s["body_start"], s["body_end"]) for s in expected["sections"] if s.get("has_table")}
    sections, findings = find_sections(document, tables)
    preamble = [expected["structure"]["preamble"]] if expected["structure"]["preamble"] else []
    wanted = [(s["key"], s["heading"], s["body_start"], s["body_end"]) for s in preamble + expected["sections"]]
    found = [(s.key, s.heading, s.start, s.end) for s in sections if s.key != "tail"]
    assert found == [each for each in wanted if each[2] is not None]
    assert bool(expected["structure"]["tail"]) == any(section.key == "tail" for section in sections)
    codes = ("S-HEADING-", "S-SECTION-", "S-NUMBER-", "S-INNER-", "S-EMPTY-")
    said = sorted(f["code"] for f in expected["findings"] if f["code"].startswith(codes))
    assert sorted(finding.code for finding in findings) == said


EARLIER = """青湾县林业局2012年政府信息公开工作年度报告

一、概述
全年工作平稳有序。
二、主动公开政府信息的情况
主动公开政府信息112条。
三、回应解读情况
发布解读8篇。
四、依申请公开政府信息和不予公开政府信息的情况
未收到政府信息公开申请。
五、政府信息公开的收费及减免情况
未收取费用。
六、因政府信息公开申请行政复议、提起行政诉讼的情况
未发生。
七、机构建设和保障经费情况
有专人负责。
八、存在的主要问题及改进措施
更新不够及时。
九、其他需要报告的事项
本年内三、回应解读情况见上。
"""


def test_the_sections_of_reports_before_2019() -> None:
    document = read_text(EARLIER)
    sections, findings = find_sections(document, {})
    wanted = ["overview", "proactive", "responses", "requests", "fees", "disputes", "resources", "problems", "other"]
    assert [section.key for section in sections] == wanted
    assert [section.position for section in sections] == list(range(1, 10))
    assert document.text[sections[4].start : sections[4].end] == "未收取费用。"
    assert not any(finding.code in ("S-SECTION-MISSING", "S-HEADING-MISSING") for finding in findings)
