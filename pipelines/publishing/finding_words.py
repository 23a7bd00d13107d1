"""What every code of a finding means to a reader, in both languages: its own sentence, and the words of its group."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.form.findings import catalogue
from pipelines.publishing.yaml_files import loaded

_WORDS = Path(__file__).with_name("finding_words.yml")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_NAME = re.compile(r"\{[^{}]*\}")
_BRACKETED = re.compile(r" ?[（(]\{[^{}]*\} ?(?:元|件|yuan)?[）)]")
# What stands for a name where the sentence reads well with it; "…" stands for the others.
_ZH, _EN = {"{t}": "某表", "{year}": "当", "{last_year}": "上"}, {"{last_year}": "the year before"}
SEVERITIES = {"error": ("错误", "error"), "warn": ("警告", "warning"), "info": ("提示", "note")}
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Explained:
    """A code: its sentence, its group's name, what that means, what it does not mean, what a reader can do. Pairs are (zh, en)."""

    code: str
    severity: str
    sentence: Pair
    group: str
    title: Pair
    means: Pair
    does_not_mean: Pair
    to_do: Pair


@cache
def explained() -> dict[str, Explained]:
    """Every code of the catalogue, group by group. KeyError for a group that names a code nobody makes."""
    found = {}
    for group in loaded(_WORDS):
        pairs = [(group[f"{name}zh"], group[f"{name}en"]) for name in ("", "means_", "not_", "do_")]
        for code in group["codes"]:
            entry = catalogue()[code]
            found[code] = Explained(
                code, str(entry.severity), (_plain(entry.zh, _ZH), _plain(entry.en, _EN)), group["name"], *pairs
            )
    return found


def _plain(sentence: str, called: dict[str, str]) -> str:
    """The sentence without what is filled in for one report: what may be left out is, and so are figures in brackets."""
    return _NAME.sub(lambda name: called.get(name[0], "…"), _BRACKETED.sub("", _OPTIONAL.sub("", sentence)))
