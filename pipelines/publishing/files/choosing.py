"""Which reports a file is about: places with all below them, years, level, kind, agencies, findings, a search, or single reports.

A selection knows its SQL and its address; it knows no names (files/archive.py looks them up).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from pipelines.form.findings import catalogue
from pipelines.publishing import words
from pipelines.publishing.sentences import Sentence
from pipelines.searching import match_expression

MOST = 200  # values of one kind in one selection
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
_BETWEEN = re.compile(r"[\s,，、;；]+")
_BELOW = """r.division_code IN (WITH RECURSIVE below(code) AS (SELECT value FROM json_each(?)
 UNION SELECT d.code FROM divisions d JOIN below b ON d.parent = b.code) SELECT code FROM below)"""
_IN = "(SELECT value FROM json_each(?))"


class WrongOrder(Sentence, ValueError):
    """What is asked for cannot be given as it was put: one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What must hold of a report; an empty part asks nothing. Years are ranges with both ends."""

    places: tuple[str, ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    levels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    agencies: tuple[int, ...] = ()
    findings: tuple[str, ...] = ()
    search: str = ""
    reports: tuple[int, ...] = ()

    @classmethod
    def asked(cls, asked: Mapping[str, str]) -> Selection:
        """From the parameters of an address or the options of the command; raises WrongOrder."""
        return cls(
            _listed(asked, "place", re.compile(r"\d{2,12}"), ("行政区划代码", "a division code")),
            years(asked.get("year", "")) or _from_to(asked),
            _known(asked, "level", words.value_words()["level"]),
            _known(asked, "kind", words.value_words()["kind"]),
            tuple(map(int, _listed(asked, "agency", re.compile(r"\d{1,18}"), ("机关编号", "an agency's id")))),
            _known(asked, "finding", catalogue()),
            asked.get("q", "").strip(),
            tuple(map(int, _listed(asked, "report", re.compile(r"\d{1,18}"), ("报告编号", "a report's id")))),
        )

    @property
    def parameters(self) -> dict[str, str]:
        """The selection as parameters of an address."""
        given = {
            "place": ",".join(self.places),
            "year": ",".join(year_range(pair) for pair in self.years),
            "level": ",".join(self.levels),
            "kind": ",".join(self.kinds),
            "agency": ",".join(map(str, self.agencies)),
            "finding": ",".join(self.findings),
            "q": self.search,
            "report": ",".join(map(str, self.reports)),
        }
        return {name: value for name, value in given.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.parameters)

    def where(self) -> tuple[str, list]:
        """A condition on `reports r` and its values."""
        clauses: list[str] = []
        values: list = []
        for column, wanted in (
            ("r.id", self.reports),
            ("r.agency_id", self.agencies),
            # the plus keeps their own indexes out: places, agencies or the index that has all these columns are cheaper
            ("+r.level", self.levels),
            ("+r.kind", self.kinds),
        ):
            if wanted:
                clauses.append(f"{column} IN {_IN}")
                values.append(json.dumps(wanted))
        if self.places:
            clauses.append(_BELOW)
            values.append(json.dumps(self.places))
        if self.years:
            clauses.append(f"({' OR '.join(['+r.year BETWEEN ? AND ?'] * len(self.years))})")
            values += [year for pair in self.years for year in pair]
        if self.findings:
            clauses.append(f"r.id IN (SELECT report_id FROM findings WHERE code IN {_IN})")
            values.append(json.dumps(self.findings))
        if self.search:
            clauses.append("r.id IN (SELECT rowid FROM reports_fts WHERE reports_fts MATCH ?)")
            values.append(match_expression(self.search))
        return " AND ".join(clauses) or "1", values


def years(text: str) -> tuple[tuple[int, int], ...]:
    """`2021-2023,2019` as ranges. Raises WrongOrder."""
    found = []
    for part in filter(None, _BETWEEN.split(text)):
        match = _YEARS.fullmatch(part)
        if not match or int(match[2] or match[1]) < int(match[1]):
            raise WrongOrder(
                f"year is a year or a range such as 2021-2023, several with commas between them; not {part}.",
                f"year 应是年度或 2021-2023 这样的范围，几个之间用逗号，而不是 {part}。",
            )
        found.append((int(match[1]), int(match[2] or match[1])))
    if len(found) > MOST:
        raise WrongOrder(f"year takes at most {MOST} values at once.", f"year 一次最多 {MOST} 个。")
    return tuple(found)


def year_range(pair: tuple[int, int]) -> str:
    return str(pair[0]) if pair[0] == pair[1] else f"{pair[0]}-{pair[1]}"


def _from_to(asked: Mapping[str, str]) -> tuple[tuple[int, int], ...]:
    """The form's two lists of years; one of them alone is open at its other end, and two in the wrong order are put right."""
    ends = [asked.get(name, "").strip() for name in ("from", "to")]
    if not any(ends):
        return ()
    if not all(re.fullmatch(r"\d{4}|", end) for end in ends):
        raise WrongOrder("from and to are years, such as 2021.", "from 与 to 应是年度，如 2021。")
    first, last = int(ends[0] or 1900), int(ends[1] or 2999)
    return ((min(first, last), max(first, last)),)


def _listed(asked: Mapping[str, str], name: str, pattern: re.Pattern[str], what: tuple[str, str]) -> tuple[str, ...]:
    given = tuple(filter(None, _BETWEEN.split(asked.get(name, ""))))
    if wrong := [value for value in given if not (value.isascii() and pattern.fullmatch(value))]:
        raise WrongOrder(
            f"{name} is {what[1]}, several with commas between them; not {wrong[0]}.",
            f"{name} 应是{what[0]}，几个之间用逗号，而不是 {wrong[0]}。",
        )
    if len(given) > MOST:
        raise WrongOrder(f"{name} takes at most {MOST} values at once.", f"{name} 一次最多 {MOST} 个。")
    return tuple(dict.fromkeys(given))


def _known(asked: Mapping[str, str], name: str, known) -> tuple[str, ...]:
    given = tuple(dict.fromkeys(filter(None, _BETWEEN.split(asked.get(name, "")))))
    if wrong := [value for value in given if value not in known]:
        raise WrongOrder(
            f"There is no {name} {wrong[0]}; known are {', '.join(list(known)[:12])}{' …' if len(known) > 12 else ''}.",
            f"{name} 没有 {wrong[0]}；可用：{'、'.join(list(known)[:12])}{'……' if len(known) > 12 else ''}。",
        )
    return given
