"""Traces in the wording are counted where they stand, and ordinary text gives none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.documents.text import read_text
from pipelines.reading.sections import find_sections
from pipelines.reading.wording import look
from pipelines.records import Finding, Section

SHARED = Path(__file__).resolve().parents[2] / "shared" / "reports"


def looked(text: str) -> dict[str, Finding]:
    document = read_text(text)
    return {f.code: f for f in look(document, (Section(1, "overview", None, 0, len(document.text)),))}


@pytest.mark.parametrize(
    "text",
    [
        "2023年，我镇通过APP、LED屏和WPS文档公开信息，详见http://www.example.gov.cn网站。\n（一）主动公开。及时公开。",
        "2、重点领域信息公开情况\n及时公开重点领域信息，方便群众查询。",
        "（一）依据《政府信息公开信息处理费管理办法》收取信息处理费的情况\n未收取费用，严格执行。",
        "根据国办公开办函〔2021〕30号要求编制。\n- 4 -\n如有疑问，请联系（电话：0631-8561088）",
    ],
)
def test_ordinary_text_has_no_findings(text: str) -> None:
    assert looked(text) == {}


def test_english_inside_a_sentence() -> None:
    finding = looked("保证公开内容的真实性 and 完整性。")["X-ENGLISH-RESIDUE"]
    assert finding.values == {"x": " and "}


def test_bookmarks_are_counted() -> None:
    assert looked("[bookmark: _GoBack]二是加强[bookmark: _Hlk1]培训。")["X-BOOKMARK"].values == {"n": 2}


@pytest.mark.parametrize(
    "text",
    [
        "监督机制还不完善。三是监\n\n督力度还有待加强，需要改进。",
        "充分利用公众号，及时宣传报道全镇工作亮点，借助宣传栏、明白纸、云广播等媒介，\n\n广泛宣传工作动态。",
        "为贯彻落实党中央、国务院和省、市关于推动和加强政务公\n开的工作部署，及时调整领导小组，专人负责。",
    ],
)
def test_sentences_broken_by_a_page(text: str) -> None:
    assert looked(text)["X-BROKEN-PARAGRAPH"].values == {"n": 1}


def test_half_width_punctuation_in_numbers() -> None:
    assert "X-HALFWIDTH" in looked("我镇公开, 我镇答复, 我镇培训: " * 4)
    assert "X-HALFWIDTH" not in looked("我镇公开, 我镇答复。")


def test_markdown_marks() -> None:
    assert looked("主要问题：\n- 1.公开不及时。\n- 2.监督不健全。\n**重点**工作。")["X-MARKDOWN"].values == {"n": 3}


def test_brackets_of_a_document_number() -> None:
    assert looked("按照国办函【2020】109号规定。")["X-BRACKET-VARIANT"].values == {"x": "按照国办函【2020】109号"}


GOLDEN = sorted((SHARED / "expected").glob("*.json"))


@pytest.mark.skipif(not GOLDEN, reason=f"the shared reports are not beside the repository ({SHARED})")
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem[:3])
def test_the_shared_reports(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    document = read_text((SHARED / path.stem).read_text(encoding="utf-8"))
    found = {f.code: f.values.get("n") for f in look(document, find_sections(document, {})[0])}
    said = {f["code"]: f for f in expected["findings"] if f["code"].startswith("X-") and f["tier"] != "may"}
    assert found.keys() == said.keys()
    assert all(found[code] == said[code]["count"] for code in said if "count" in said[code])
