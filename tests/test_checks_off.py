"""Checks switched off in DATA/checks.yml: not asked, with a trace; a mistake is one sentence and exit code 2."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing

import pytest

from pipelines.checking import check
from pipelines.checking.switching import without
from tests import processes
from tests.builder import build
from tests.test_checks import consistent, counting, report_of


def gongkai(*arguments: object) -> subprocess.CompletedProcess:
    return processes.run(*arguments)


def ask(data, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(data / "archive.db")) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def report(tmp_path):
    """A report whose figures are all different, so that every row sum fails."""
    path = tmp_path / "report.html"
    path.write_bytes(build(1).body)
    return path


def test_what_is_off_is_not_asked_and_leaves_a_trace(report, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "checks.yml").write_text("without: [T3-ROWSUM, X-CARRY]\n")
    assert gongkai("import", report, "--data", data).returncode == 0
    assert [code for (code,) in ask(data, "SELECT code FROM checks_off ORDER BY 1")] == ["T3-ROWSUM", "X-CARRY"]
    codes = {code for (code,) in ask(data, "SELECT code FROM findings UNION SELECT code FROM checks")}
    assert "T3-ROWSUM" not in codes and "T3-BALANCE" in codes
    [(errors, said)] = ask(
        data,
        "SELECT errors, (SELECT count(*) FROM findings f WHERE f.report_id = r.id AND severity = 'error') FROM reports r",
    )
    assert errors == said > 0
    (data / "checks.yml").unlink()
    refused = gongkai("import", report, "--data", data)
    assert refused.returncode == 2 and "run `gongkai rebuild`" in refused.stderr and refused.stderr.count("\n") == 1
    assert gongkai("rebuild", "--data", data).returncode == 0
    assert ask(data, "SELECT * FROM checks_off") == []
    assert ask(data, "SELECT count(*) FROM findings WHERE code = 'T3-ROWSUM'")[0][0] > 0
    assert gongkai("check", "--data", data).returncode == 0


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("without: [P-NWE]", "there is no check 'P-NWE'"),
        ("without: [T-CELL-REFUSED]", "cannot be switched off"),
        ("without: P-NEW", "must be a list of codes"),
        ("on: [P-NEW]", "must be a list of codes"),
        ("without: [", "is no YAML"),
    ],
)
def test_a_mistake_is_one_sentence(report, tmp_path, written, said):
    (tmp_path / "checks.yml").write_text(written)
    refused = gongkai("import", report, "--data", tmp_path)
    assert refused.returncode == 2 and said in refused.stderr and refused.stderr.count("\n") == 1


def test_without_takes_out_checks_and_findings_and_nothing_else():
    values = consistent("f2021", counting()) | {"t3.granted.total": 1}
    asked = check(report_of("f2021", values))
    left = without(asked, frozenset({"T3-ROWSUM"}))
    assert {c.code for c in asked.checks} - {c.code for c in left.checks} == {"T3-ROWSUM"}
    assert {f.code for f in asked.findings} - {f.code for f in left.findings} == {"T3-ROWSUM"}
    assert (left.cells, without(asked, frozenset())) == (asked.cells, asked)
