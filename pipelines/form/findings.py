"""Turns a finding into its severity and its sentences in Chinese and English, from findings.yml and checks.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter

from pipelines.form.checks import BLANKS, RULES
from pipelines.form.editions import load
from pipelines.records import Finding, Severity

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_LIST = {"zh": "、", "en": ", "}


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


def names_in(sentence: str) -> frozenset[str]:
    """The {names} of a sentence."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)


def needed_names(code: str) -> frozenset[str]:
    """The names a finding of this code must give in `values`: those outside [optional parts], in either language."""
    entry = catalogue()[code]
    return names_in(_OPTIONAL.sub("", entry.zh)) | names_in(_OPTIONAL.sub("", entry.en))


def _as_words(value: object, language: str) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return _LIST[language].join(_as_words(item, language) for item in value)
    text = str(value)
    return load("findings.yml")["words"].get(text, text) if language == "en" else text


def _fill(sentence: str, values: Mapping[str, object], language: str) -> str:
    """The sentence with its names filled; a name without a value shows as ?, optional parts with one are left out."""
    words = {name: _as_words(value, language) for name, value in values.items() if value is not None}
    kept = _OPTIONAL.sub(lambda part: part.group(1) if names_in(part.group(1)) <= words.keys() else "", sentence)
    filled = kept.format_map({name: words.get(name, "?") for name in names_in(kept)})
    return filled[:1].upper() + filled[1:] if language == "en" else filled


def describe(finding: Finding) -> tuple[Severity, str, str]:
    """Severity, Chinese and English sentence of a finding. KeyError for a code that the catalogue does not know."""
    entry = catalogue()[finding.code]
    zh, en = _fill(entry.zh, finding.values, "zh"), _fill(entry.en, finding.values, "en")
    if finding.values.get("blanks"):
        zh, en = zh + BLANKS["zh"], en + BLANKS["en"]
    return entry.severity, zh, en
