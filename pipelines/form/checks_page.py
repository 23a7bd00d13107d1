"""Writes docs/checks.md from checks.yml and findings.yml: `python -m pipelines.form.checks_page > docs/checks.md`."""

from __future__ import annotations

import sys

from pipelines.form.checks import RULES, Rule
from pipelines.form.editions import load
from pipelines.form.findings import catalogue

HEAD = """# Checks and findings

Generated from `pipelines/form/checks.yml` and `pipelines/form/findings.yml`; a test keeps it current. How often each check fires on consistent
reports, and on a change made for it: [checks-measured.md](checks-measured.md).

A check compares figures that the form itself relates. It never changes one. Each instance ends as

| status | meaning |
|---|---|
| pass | every figure is there and the relation holds |
| pass_blank_as_zero | it holds if the blank cells are counted as 0, and at least one figure is printed |
| fail | it cannot hold: all figures are there, or those that are there already exceed what they must add up to |
| not_assessable | figures are missing, refused, unparseable or not applicable, and the relation could still hold |

A blank cell counted as 0 can fail a check only beside a printed figure on the same side, and never if the blank is
itself a sum. A key that begins with `last.` is a figure of the same agency's report for the year before; such checks are
asked once the archive holds both, and `not_assessable` until then. A failed
instance is also a finding. `{row}` and `{column}` stand for each row or column in turn, `*` for any.

What needs more than one report (`last.` keys, X-IDENTICAL, P-PRIOR, R-ROLLUP, shared wording) is asked at the end of every crawl, import and rebuild, again for
each report that a change may matter to; the same reports give the same rows in any order. Two reports share wording if at least three fifths of what one of
them writes itself stand in the other: clauses that ten or more agencies write are left out, figures and the names of agency and place are masked. Compared are
reports of the same or the next year. `similar_reports` has the shares and the longest shared passage; a finding is made from four fifths on. It says that
the words are the same, not who wrote them first.

A check can be switched off: `checks.yml` in the data folder with `without: [P-NEW, X-CARRY]`, then `gongkai rebuild`. Its code then stands in the table
`checks_off` and on every report's page; no report of that archive was asked it. Findings that say how a document was read (S-, T-, G-, F-, A-) cannot be switched off.
"""
SIGNS = {
    "equal": "=",
    "at_least": "≥",
    "both_or_neither": "zero exactly where zero is",
    "only_with": "above 0 only with",
}


def _formula(rule: Rule) -> str:
    if isinstance(rule.relation, dict):
        words = {"natural": "whole, not negative", "integer": "whole"}
        return "; ".join(f"{number}: {words[relation]}" for number, relation in rule.relation.items())
    cases = rule.cases or ({"left": rule.left, "right": rule.right},)
    sides = ((" + ".join(case["left"]), " + ".join(case["right"]) or "0") for case in cases)
    return "; ".join(f"`{left}` {SIGNS[rule.relation]} `{right}`" for left, right in sides)


def _check(rule: Rule) -> str:
    only = rule.rows or rule.columns
    rows = f" ({', '.join(only)})" if only else ""
    scope = f"{rule.table}, each {rule.each}{rows}" if rule.each != "table" else f"{rule.table}, once"
    return f"| {rule.code} | {rule.severity} | {', '.join(rule.editions)} | {scope} | {_formula(rule)} | {rule.zh} | {rule.en} |"


def page() -> str:
    """The whole page as Markdown."""
    checks = [HEAD, "## Checks", "", "| code | severity | editions | instances | relation | 中文 | English |"]
    checks += ["|---|---|---|---|---|---|---|", *map(_check, RULES), ""]
    findings = ["## Other findings", "", "| code | severity | 中文 | English |", "|---|---|---|---|"]
    codes = [entry["code"] for entry in load("findings.yml")["findings"]]
    findings += [f"| {e.code} | {e.severity} | {e.zh} | {e.en} |" for e in map(catalogue().__getitem__, codes)]
    return "\n".join(checks + findings) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
