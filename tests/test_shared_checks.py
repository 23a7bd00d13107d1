"""The five shared reports: the outcome of every check and the division of every agency, as their right readings say."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pipelines.form.findings import describe, needed_names
from pipelines.form.resolving import resolve
from pipelines.reader import read_capture
from pipelines.records import Level, Reading

SHARED = Path(__file__).resolve().parents[2] / "shared" / "reports"
REPORTS = sorted(SHARED.glob("*.txt"))

pytestmark = pytest.mark.skipif(not REPORTS, reason=f"the shared reports are not beside the repository ({SHARED})")


@cache
def reading_of(path: Path) -> Reading:
    [reading] = read_capture(path.read_bytes(), url=f"file:///reports/{path.name}", media_type="text/plain")
    return reading


def expected_of(path: Path) -> dict:
    return json.loads((SHARED / "expected" / f"{path.name}.json").read_text(encoding="utf-8"))


@pytest.fixture(params=REPORTS or [None], ids=lambda path: path.stem[:3] if path else "none")
def path(request) -> Path:
    return request.param


def test_every_check_of_the_tables(path):
    counted = Counter((check.code, check.status.value) for check in reading_of(path).report.checks)
    for code, outcome in expected_of(path)["checks"]["table"].items():
        found = {status: counted[code, status] for status in ("pass", "fail", "not_assessable")}
        assert found == {status: outcome[status] for status in found}, code
        assert sum(found.values()) == outcome["instances"], code


def test_the_division_and_what_is_stated_of_it(path):
    division, reading = expected_of(path)["division"], reading_of(path)
    resolution = resolve(reading.report.identity.agency, text=reading.document.text)
    assert resolution.code == division["township"]["code"]
    assert (resolution.county, resolution.prefecture) == (division["county"]["name"], division["prefecture"]["name"])
    assert resolution.province == division["province"]["name"]
    assert resolution.stated[Level.COUNTY] == (division["county"]["status"] == "stated")


def test_every_finding_can_be_said(path):
    for finding in reading_of(path).report.findings:
        assert needed_names(finding.code) <= finding.values.keys() | {"expected", "actual"}
        assert not set("{}[]?") & set("".join(describe(finding)[1:])), finding
