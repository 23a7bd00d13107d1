"""Writes docs/checks.md from checks.yml and findings.yml: `python -m pipelines.form.checks_page > docs/checks.md`."""

from __future__ import annotations

import sys

from pipelines.form.checks import RULES, Rule
from pipelines.form.editions import load
from pipelines.form.findings import catalogue

HEAD = """# Checks and findings

Generated from `pipelines/form/checks.yml` and `pipelines/form/findings.yml`; a test keeps it current.

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
