"""Turns a finding into its severity and its sentences in Chinese and English, from findings.yml and checks.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from string import Formatter

from pipelines.form.checks import BLANKS, RULES
from pipelines.form.editions import ALL_EDITIONS, form_cells, load
from pipelines.records import Finding, Severity

# Codes that need more than one report; everything of theirs is made anew when one of the reports changes.
RELATED: tuple[str, ...] = (
    *(rule.code for rule in RULES if rule.over_years),
    *("X-IDENTICAL", "P-PRIOR", "R-ROLLUP", "C-NEAR-DUPLICATE", "C-AS-LAST-YEAR", "C-OTHER-AGENCY"),
)
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_LIST = {"zh": "、", "en": ", "}
_KEYS = {"key", "keys"}
_WORDS = {"t", "n"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A code of the catalogue: how grave it is, and its sentences with {names} and [optional parts]."""

    code: str
    severity: Severity
    zh: str
    en: str


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every code a finding may have, the checks' codes included; a code given twice is an error."""
    entries = [Entry(e["code"], Severity(e["severity"]), e["zh"], e["en"]) for e in load("findings.yml")["findings"]]
    entries += [Entry(rule.code, rule.severity, rule.zh, rule.en) for rule in RULES]
    by_code = {entry.code: entry for entry in entries}
    if len(by_code) != len(entries):
        raise ValueError("a code stands twice in findings.yml and checks.yml")
    return by_code


@lru_cache(maxsize=4096)
def names_in(sentence: str) -> frozenset[str]:
    """The {names} of a sentence."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)


def needed_names(code: str) -> frozenset[str]:
    """The names a finding of this code must give in `values`: those outside [optional parts], in either language."""
    entry = catalogue()[code]
    return names_in(_OPTIONAL.sub("", entry.zh)) | names_in(_OPTIONAL.sub("", entry.en))


@cache
def _labels() -> dict[str, tuple[str, str]]:
    """The Chinese and English label of every cell and row of the form, by their keys (`t3.granted.total`, `t3.granted`)."""
    labels: dict[str, tuple[str, str]] = {}
    for cell in (cell for edition in ALL_EDITIONS for cell in form_cells(edition)):
        # the key of the cell, too, in the table of 2014, which has one column
        row = f"{cell.form_table}.{cell.row_key}"
        labels.setdefault(row, (cell.label_zh.rpartition(" / ")[0], cell.label_en.rpartition(": ")[0]))
        labels.setdefault(cell.key, (cell.label_zh, cell.label_en))
    return labels


def _as_words(name: str, value: object, language: str) -> str:
    """A value as its sentence shows it: keys by their labels, tables and sections by their English names."""
    if name == "differences":
        said = (f"{_as_words('key', key, language)} {_shown(here)}/{_shown(there)}" for key, here, there in value)
        return _LIST[language].join(said)
    if isinstance(value, list | tuple):
        return _LIST[language].join(_as_words(name, item, language) for item in value)
    text = str(value)
    if name in _KEYS:
        return _labels().get(text, (text, text))[language == "en"]
    return load("findings.yml")["words"].get(text, text) if language == "en" and name in _WORDS else text


def _shown(value: int | float | None) -> str:
    return "–" if value is None else str(value)


def _fill(sentence: str, values: Mapping[str, object], language: str) -> str:
    """The sentence with its names filled; a name without a value shows as ?, optional parts with one are left out."""
    given = {name for name, value in values.items() if value is not None}
    kept = sentence
    if "[" in sentence:
        kept = _OPTIONAL.sub(lambda part: part.group(1) if names_in(part.group(1)) <= given else "", sentence)
    words = {name: _as_words(name, values[name], language) if name in given else "?" for name in names_in(kept)}
    filled = kept.format_map(words)
    return filled[:1].upper() + filled[1:] if language == "en" else filled


def describe(finding: Finding) -> tuple[Severity, str, str]:
    """Severity, Chinese and English sentence of a finding. KeyError for a code that the catalogue does not know."""
    entry = catalogue()[finding.code]
    values = {"expected": finding.expected, "actual": finding.actual} | finding.values
    zh, en = _fill(entry.zh, values, "zh"), _fill(entry.en, values, "en")
    if finding.values.get("blanks"):
        zh, en = zh + BLANKS["zh"], en + BLANKS["en"]
    return entry.severity, zh, en
