"""The five shared reports, real ones with their right readings, as printed and with every figure replaced."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from pipelines.records import Reading
from tests.builder.substitute import Golden, load, substitute
from tests.reads import plain_cells, read_bytes

SHARED = Path(__file__).resolve().parents[2] / "shared" / "reports"
REPORTS = sorted(SHARED.glob("*.txt"))

pytestmark = pytest.mark.skipif(not REPORTS, reason=f"the shared reports are not beside the repository ({SHARED})")


@pytest.fixture(params=REPORTS or [None], ids=lambda path: path.stem[:3] if path else "none")
def golden(request) -> Golden:
    return load(request.param)


@cache
def _reading(path: Path) -> Reading:
    return read_bytes(path.read_bytes(), f"file:///reports/{path.name}", "text/plain")


def reading_of(golden: Golden) -> Reading:
    return _reading(SHARED / golden.name)


def test_every_cell(golden: Golden) -> None:
    assert plain_cells(reading_of(golden).report) == golden.cells


@pytest.mark.parametrize("seed", range(4))
def test_every_cell_with_distinct_figures(golden: Golden, seed: int) -> None:
    text, cells = substitute(golden, seed)
    report = read_bytes(text.encode(), f"file:///reports/{seed}/{golden.name}", "text/plain").report
    assert plain_cells(report) == cells


def test_every_raw_stands_at_its_place(golden: Golden) -> None:
    reading = reading_of(golden)
    lines = reading.document.text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    for cell in reading.report.cells:
        if cell.value is None:
            continue
        assert reading.document.text[cell.place.start : cell.place.end] == cell.raw
        line, field = golden.evidence[cell.key]
        begin = starts[line - 1] + sum(len(text) + 1 for text in lines[line - 1].split("\t")[:field])
        assert begin <= cell.place.start <= begin + 1, cell.key


def test_how_each_cell_was_matched(golden: Golden) -> None:
    otherwise = golden.expected["cells"]["label_match_other_than_exact"]
    wanted = {key: otherwise.get(key, "exact") for key, (value, _) in golden.cells.items() if value is not None}
    assert {c.key: str(c.match) for c in reading_of(golden).report.cells if c.value is not None} == wanted


def test_edition_of_every_cell(golden: Golden) -> None:
    assert {cell.edition for cell in reading_of(golden).report.cells} == {golden.expected["report"]["era"]["value"]}


def test_identity(golden: Golden) -> None:
    said, identity = golden.expected["report"], reading_of(golden).report.identity
    assert (identity.title, identity.agency, identity.year) == (
        said["title"]["value"],
        said["agency"]["value"],
        said["year"]["value"],
    )
    assert identity.agency_stated == (said["agency"]["status"] == "stated")


def test_sections(golden: Golden) -> None:
    reading = reading_of(golden)
    wanted = [section for section in golden.expected["sections"] if section["body_start"] is not None]
    read = {section.key: section for section in reading.report.sections}
    assert [s.key for s in reading.report.sections if s.key not in ("preamble", "tail")] == [s["key"] for s in wanted]
    for section in wanted:
        found = read[section["key"]]
        text = reading.document.text[found.start : found.end]
        assert text == text.strip()
        assert found.heading == section["heading"]
        if "has_table" in section:
            assert _bare(text) == _bare(golden.text[section["body_start"] : section["body_end"]]), section["key"]
        else:
            assert (found.start, found.end) == (section["body_start"], section["body_end"]), section["key"]


def test_preamble(golden: Golden) -> None:
    wanted = golden.expected["structure"]["preamble"]
    read = {section.key: section for section in reading_of(golden).report.sections}
    if wanted:
        assert (read["preamble"].start, read["preamble"].end) == (wanted["body_start"], wanted["body_end"])
    else:
        assert "preamble" not in read


def test_findings_that_must_be_there(golden: Golden) -> None:
    wanted = {finding["code"] for finding in golden.expected["findings"] if finding["tier"] == "must"}
    assert wanted - {finding.code for finding in reading_of(golden).report.findings} == set()


def test_document_text_is_the_file(golden: Golden) -> None:
    assert reading_of(golden).document.text == golden.text


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
