"""Whose figures are compared: agencies, and places by one of three kinds of reports that are never mixed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from sqlite3 import Connection

from pipelines.publishing.answering import WrongQuestion
from pipelines.publishing.pages import places, rows
from pipelines.searching import fold

MOST = 10
_CANDIDATES = 24
_OFFERS = 12
_BETWEEN = re.compile(r"[\s,，、;；/]+")
# What stands for a place: its words, and the condition on `reports r`.
BASES = {
    "aggregate": (("地方的汇总报告（全市、全县）", "the report for the whole place (aggregate)"),
                  "r.scope = 'aggregate' AND r.kind IN ('government', 'office')"),  # a department's adds up its own branch only
    "government": (("本级政府自己的报告", "its government's own report"), "r.scope <> 'aggregate' AND r.kind IN ('government', 'office')"),
    "sum": (("所属各机关报告之和", "the sum over the agencies in it"),
            "(r.scope = 'own' OR r.level = 'township' AND r.scope <> 'aggregate')"),
}  # fmt: skip
_NAMED = "SELECT code FROM divisions WHERE name {} ORDER BY length(code), length(name), code LIMIT ?"
_AGENCIES = "SELECT id FROM agencies WHERE name {} ORDER BY length(name), id LIMIT ?"
_PROVINCES = "SELECT code FROM divisions WHERE parent IS NULL"
_OFFERED = """SELECT d.code FROM divisions d JOIN coverage_counts c ON c.division_code = d.code AND c.state IN ('published', 'late')
              WHERE d.parent IN ({}) AND c.year BETWEEN ? AND ? GROUP BY d.code HAVING count(DISTINCT c.year) > 1
              ORDER BY count(DISTINCT c.year) DESC, d.code LIMIT ?"""
_OFFERED_AGENCIES = """SELECT agency_id FROM (SELECT agency_id, year FROM reports WHERE year BETWEEN ? AND ? AND agency_id IS NOT NULL LIMIT 2000)
                       GROUP BY 1 ORDER BY count(DISTINCT year) DESC, 1 LIMIT ?"""
_AGENCY = "SELECT id, name, division_code, level, kind FROM agencies WHERE id = ?"


def chosen(connection: Connection, asked: Mapping[str, str]) -> list[dict]:
    """The places and agencies of the address (`places`, `agencies`: ids with commas). Raises WrongQuestion."""
    who = [_place(connection, code) for code in _listed(asked, "places")]
    who += [_agency(connection, number) for number in _listed(asked, "agencies")]
    if len(who) > MOST:
        raise WrongQuestion(
            f"At most {MOST} places and agencies are compared at once.", f"一次最多比较 {MOST} 个地方与机关。"
        )
    return who


def named(connection: Connection, typed: str) -> tuple[list[dict], str]:
    """The places and agencies that several names name without doubt (a single one is called exactly so), and the names left over."""
    sure, left = [], []
    for name in filter(None, _BETWEEN.split(typed)):
        codes, agencies = _called(connection, name) or _called(connection, fold(name)) or ([], [])
        if len(codes) + len(agencies) == 1:
            sure.append(_place(connection, codes[0]) if codes else _agency(connection, str(agencies[0])))
        else:
            left.append(name)
    return sure, " ".join(left)


def _called(connection: Connection, name: str) -> tuple[list[str], list[int]] | None:
    """The places and the agencies of exactly this name, two of each at most; None where there is none."""
    codes, agencies = (rows.ids(connection, sql.format("= ?"), name, 2) for sql in (_NAMED, _AGENCIES))
    return (codes, agencies) if codes or agencies else None


def offered(connection: Connection, first: int, last: int) -> list[dict]:
    """Some to begin with: cities with reports over these years, then counties; agencies where no place is known."""
    for above in (_PROVINCES, f"SELECT code FROM divisions WHERE parent IN ({_PROVINCES})"):
        if found := rows.of(connection, _OFFERED.format(above), first, last, _OFFERS):
            return [_place(connection, one["code"]) for one in found]
    return [
        _agency(connection, str(one["agency_id"]))
        for one in rows.of(connection, _OFFERED_AGENCIES, first, last, _OFFERS)
    ]


def candidates(connection: Connection, typed: str) -> list[dict]:
    """Places and agencies of a name, exact ones first, each with the places above it; a name in traditional characters or
    full width is looked for as the archive has it where none is written so."""
    folded = fold(typed)
    return _named_so(connection, typed) or (_named_so(connection, folded) if folded != typed else [])


def _named_so(connection: Connection, typed: str) -> list[dict]:
    found = []
    for sql, make in ((_NAMED, _place), (_AGENCIES, _agency)):
        ids = rows.ids(connection, sql.format("= ?"), typed, _CANDIDATES)
        ids += rows.ids(connection, sql.format("GLOB ?"), f"{_literal(typed)}*", _CANDIDATES)
        found += [make(connection, str(one)) for one in dict.fromkeys(ids)][:_CANDIDATES]
    return found or _anywhere(connection, typed)


def meant(connection: Connection, typed: str) -> list[tuple[dict, str]]:
    """The candidates of all that was typed as one name, else of each name in it: each with the names beside its own."""
    if found := candidates(connection, typed):
        return [(one, "") for one in found]
    names = typed.split()
    rest = {name: " ".join(other for other in names if other != name) for name in names}
    return [(one, rest[name]) for name in rest for one in candidates(connection, name)]


def _anywhere(connection: Connection, typed: str) -> list[dict]:
    """Names that have the words somewhere within: asked only where none begins with them."""
    found = []
    for sql, make in ((_NAMED, _place), (_AGENCIES, _agency)):
        ids = rows.ids(connection, sql.format(rows.WITHIN), rows.within(typed), _CANDIDATES)
        found += [make(connection, str(one)) for one in ids]
    return found


def _literal(typed: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in typed)


def _listed(asked: Mapping[str, str], name: str) -> list[str]:
    given = list(dict.fromkeys(filter(None, asked.get(name, "").split(","))))
    if not all(one.isascii() and one.isdecimal() and len(one) <= 18 for one in given):
        raise WrongQuestion(f"{name} is a list of ids with commas between them.", f"{name} 应是编号，几个之间用逗号。")
    return given


def _place(connection: Connection, code: str) -> dict:
    found = places.division(connection, code)
    if not found:
        raise WrongQuestion(f"There is no division with the code {code}.", f"没有代码为 {code} 的行政区划。")
    above = [one["name"] for one in found["chain"][:-1]]
    return {"kind": "place", "id": code, "name": found["name"], "above": above, "level": found["level"]}


def _agency(connection: Connection, number: str) -> dict:
    found = rows.of(connection, _AGENCY, int(number))
    if not found:
        raise WrongQuestion(f"There is no agency with the id {number}.", f"没有编号为 {number} 的机关。")
    place = places.division(connection, found[0]["division_code"] or "")
    above = [one["name"] for one in place["chain"]] if place else []
    return {"kind": "agency", "id": int(number), "name": found[0]["name"], "above": above, "level": found[0]["level"]}


def reports_of(connection: Connection, one: dict, basis: str, first: int, last: int) -> list[dict]:
    """The reports that stand for an agency, or for a place on a basis that is no sum, over the years with both ends."""
    columns = "r.id, r.agency, r.year, r.scope, r.kind, r.edition, r.status"
    if one["kind"] == "agency":
        sql = f"SELECT {columns} FROM reports r WHERE r.agency_id = ? AND r.year BETWEEN ? AND ? ORDER BY r.year, r.id"
    else:
        sql = f"""SELECT {columns} FROM reports r WHERE r.division_code = ? AND r.year BETWEEN ? AND ? AND {BASES[basis][1]}
                  ORDER BY r.year, r.kind <> 'government', r.id"""
    return rows.of(connection, sql, one["id"], first, last)


def held(connection: Connection, who: list[dict], first: int, last: int) -> dict[str, dict[str, set[int]]]:
    """For each basis the years each chosen place has reports for."""
    years: dict[str, dict[str, set[int]]] = {}
    for basis, (_, condition) in BASES.items():
        years[basis] = {}
        for place in (one["id"] for one in who if one["kind"] == "place"):
            where, values = within(place) if basis == "sum" else ("r.division_code = ?", [place])
            sql = f"SELECT DISTINCT r.year FROM reports r WHERE {where} AND +r.year BETWEEN ? AND ? AND {condition}"
            years[basis][place] = set(rows.ids(connection, sql, *values, first, last))
    return years


def best(held: dict[str, dict[str, set[int]]]) -> str:
    """The basis of one report that has most years and something of every place; the sum where there is none, for it says
    how much is lacking. Of equals the first."""
    single = {basis: by_place.values() for basis, by_place in held.items() if basis != "sum"}
    whole = {basis: sum(map(len, years)) for basis, years in single.items() if years and all(years)}
    return max(whole, key=whole.__getitem__) if whole else "sum" if held else "government"


def elsewhere(held: dict[str, dict[str, set[int]]], one: dict, year: int) -> list[str]:
    """The bases on which a place has a report of a year, for where the one that was asked for has none: else that reads as
    if the archive had nothing."""
    return [basis for basis, years in held.items() if year in years.get(one["id"], ())]


def within(code: str) -> tuple[str, list[str]]:
    """The condition for reports of a place and everything in it, and its values; with `+r.year` it is what the index is asked."""
    return "r.division_code >= ? AND r.division_code < ?", list(places.below(code))
