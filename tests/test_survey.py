"""The builder shows what the survey of real reports found: every item is mapped to a feature, and every feature exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.builder import DAMAGES, EDITIONS, KINDS, LAYOUTS, build, variants
from tests.reads import plain_cells, read_bytes

BUILDER = Path(__file__).with_name("builder")
SURVEY = Path(__file__).resolve().parents[2] / "shared" / "field" / "reports-in-the-wild.md"
FEATURES = {
    "layout": LAYOUTS,
    "damage": DAMAGES,
    "edition": EDITIONS,
    "numbers": KINDS,
    "label": dict(variants.labels()),
}
MAP = yaml.safe_load((BUILDER / "survey.yml").read_text("utf-8"))
ITEMS = [(part, item) for part, items in MAP.items() for item in items]


@pytest.mark.parametrize(("part", "item"), ITEMS)
def test_every_item_is_covered(part: str, item: str) -> None:
    features = MAP[part][item]
    assert features
    for kind, name in (feature.split(" ", 1) for feature in features):
        assert name in FEATURES[kind], f"{part}, {item}: no {kind} {name}"


@pytest.mark.skipif(not SURVEY.exists(), reason=f"the survey is not beside the repository ({SURVEY})")
def test_every_item_of_the_survey_is_mapped() -> None:
    text = SURVEY.read_text("utf-8")
    codes = re.findall(r"^\| ([A-Z+-]+) \|", text.split("Layout codes")[1].split("## 1.")[0], re.M)
    assert set(codes) == set(MAP["layout codes"])
    kinds = re.findall(r"^\| ([^|]+?) \|", text.split("### 5.4")[1].split("### 5.5")[0], re.M)
    assert {kind for kind in kinds if kind not in ("kind", "---")} == set(MAP["5.4 cell values"])
    bullets = re.findall(r"^\* ([^:(`]+?) ?[:(`]", text.split("### 5.5")[1].split("## 6.")[0], re.M)
    assert set(bullets) == set(MAP["5.5 row and cell damage"])


@pytest.mark.parametrize("number", range(len(variants.titles())))
def test_a_report_under_any_title_is_one(number: int) -> None:
    """Whatever the title's wording: it is a report, its cells are right, and year and agency are right or left open."""
    built = build(number, damage="titles_varied")
    reading = read_bytes(built.body, built.url, built.media_type)
    assert reading.report is not None, reading.note
    identity = reading.report.identity
    assert identity.year in (built.truth.year, None)
    assert {k: v for k, (v, _) in plain_cells(reading.report).items()} == {
        key: cell.value for key, cell in built.truth.cells.items()
    }


@pytest.mark.parametrize(("label", "variant"), list(variants.labels()))
def test_every_variant_of_a_label_alone(label: str, variant: str) -> None:
    """No wording of the survey misplaces a figure, and all but the ones cut beyond proof are read."""
    edition = "f2019" if label in _labels_of_2019() else "f2021"
    built = build(5, edition=edition, layout="html", damage=None)
    worded = variant.replace("|", "<br>").replace('"', "&quot;")
    body = built.body.decode().replace(f">{label}</td>", f">{worded}</td>").encode()
    assert body != built.body
    report = read_bytes(body, built.url, built.media_type).report
    wrong = [k for k, (v, _) in plain_cells(report).items() if v not in (built.truth.cells[k].value, None)]
    unread = [k for k, (v, _) in plain_cells(report).items() if v is None]
    assert (wrong, unread) == ([], [])


def _labels_of_2019() -> set[str]:
    return {"本年新制作数量", "本年新公开数量", "上一年项目数量", "本年增/减", "处理决定数量", "规范性文件"}
