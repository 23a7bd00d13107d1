"""The arithmetic of tables two to four and of the table of 2014: every instance of every check of the edition each table is printed in."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.checking.relations import Side, add_up, compare, is_whole
from pipelines.form.agencies import lacks_rules
from pipelines.form.checks import Instance, instances
from pipelines.records import Cell, Check, CheckStatus, Finding, Report

TABLES = ("t2", "t3", "t4", "stat")
Outcome = tuple[Check, Finding | None]


def table_editions(report: Report) -> dict[str, str]:
    """The edition of each table as its cells say it."""
    return {cell.key.partition(".")[0]: cell.edition for cell in reversed(report.cells)}


def _single(instance: Instance, cells: dict[str, Cell]) -> Outcome | None:
    """A check of one cell; None where the cell carries no value to check."""
    cell = cells.get(instance.name)
    if cell is None or cell.value is None:
        return None
    passed = is_whole(instance.relation, cell.value)
    status = CheckStatus.PASS if passed else CheckStatus.FAIL
    outcome = Check(instance.rule.code, instance.name, status, None, cell.value, instance.keys)
    if passed:
        return outcome, None
    raw = cell.raw or str(cell.value)
    return outcome, Finding(instance.rule.code, instance.name, None, raw, instance.labels | {"raw": raw})


def _finding(instance: Instance, left: Side, right: Side, agency: str | None) -> Finding:
    values = instance.labels | {"left": left.text, "right": right.text, "agency": agency or ""}
    if left.blanks or right.blanks:
        values["blanks"] = left.blanks + right.blanks
    return Finding(instance.rule.code, instance.name, right.text, left.text, values)


def relate(instance: Instance, cells: dict[str, Cell], agency: str | None) -> Outcome:
    """One instance of a relation over `cells`, with its finding where it failed."""
    left, right = add_up(instance.left, cells), add_up(instance.right, cells)
    status = compare(instance.relation, left, right)
    if instance.rule.agencies == "without_rules" and not lacks_rules(agency):
        status = CheckStatus.NOT_ASSESSABLE
    decided = status is not CheckStatus.NOT_ASSESSABLE
    expected = right.known if decided or right.whole else None
    actual = left.known if decided or left.whole else None
    outcome = Check(instance.rule.code, instance.name, status, expected, actual, instance.keys)
    return outcome, _finding(instance, left, right, agency) if status is CheckStatus.FAIL else None


def check_arithmetic(report: Report) -> Iterator[Outcome]:
    """Every instance with its outcome, and a finding where it failed; in the order of the tables and of checks.yml."""
    cells = {cell.key: cell for cell in report.cells}
    editions = table_editions(report)
    for table in TABLES:
        for instance in instances(editions[table], table) if table in editions else ():
            if isinstance(instance.rule.relation, dict):
                if outcome := _single(instance, cells):
                    yield outcome
            else:
                yield relate(instance, cells, report.identity.agency)
