"""Reports that share wording: the pairs of a place and a year, and two texts side by side with what they share marked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from sqlite3 import Connection

from pipelines.checking.copying import names_of
from pipelines.publishing.answering import NothingThere, WrongQuestion, number, one_of
from pipelines.publishing.pages import places, rows
from pipelines.publishing.pages.shared_wording import keys_of, masked, shared

PAGE = 40
KINDS = ("other", "same")
_SIGNED = 1 << 64
_TEXTS = """SELECT text FROM sections WHERE report_id = ? AND key NOT IN ('proactive', 'requests', 'disputes', 'tail', 'annex')
            ORDER BY position"""
_SHARES = "SELECT containment FROM similar_reports WHERE report_id = ? AND other_id = ?"
_PAIRS = """SELECT s.report_id, s.other_id, s.containment AS share, t.containment AS other_share, s.passage
            FROM {pairs} JOIN similar_reports t ON t.report_id = s.other_id AND t.other_id = s.report_id
            JOIN reports b ON b.id = s.other_id WHERE {where} AND (s.report_id, s.other_id) > (?, ?) ORDER BY 1, 2 LIMIT ?"""
_OF_ALL = "similar_reports s CROSS JOIN reports a ON a.id = s.report_id CROSS"
_OF_REPORTS = "reports a CROSS JOIN similar_reports s ON s.report_id = a.id"


def page(connection: Connection, asked: Mapping[str, str]) -> dict:
    """Asked: `place` (a division's code), `year`, `kind` (other agencies, or the same agency in other years), `next`."""
    known = {name: number(asked, name) for name in ("year", "agency")} | {"kind": one_of(asked, "kind", KINDS)}
    division = places.division(connection, asked["place"]) if "place" in asked else None
    if "place" in asked and not division:
        raise NothingThere(
            f"There is no division {asked['place'][:40]}.", f"没有代码为 {asked['place'][:40]} 的行政区划。"
        )
    found = _pairs(connection, known, division, _start(asked.get("next")))
    heads = {
        head["id"]: head
        for head in rows.heads(connection, {pair[n] for pair in found for n in ("report_id", "other_id")})
    }
    shown = [{**pair, "a": heads[pair["report_id"]], "b": heads[pair["other_id"]]} for pair in found[:PAGE]]
    last = shown[-1] if len(found) > PAGE else None
    return {
        "filters": {name: value for name, value in known.items() if value is not None}
        | ({"place": division["code"]} if division else {}),
        "place": division,
        "pairs": shown,
        "next": last and f"{last['report_id']}-{last['other_id']}",
        "choices": {"years": rows.years(connection), "provinces": places.provinces(connection)},
    }


def _start(given: str | None) -> tuple[int, int]:
    if given is None:
        return -1, -1
    one, _, other = given.partition("-")
    if not all(each.isdecimal() and len(each) <= 18 for each in (one, other)):
        raise WrongQuestion("next is not one that a page of this site gave.", "next 不是本站页面给出的。")
    return int(one), int(other)


def _pairs(connection: Connection, known: Mapping, division: dict | None, start: tuple[int, int]) -> list[dict]:
    """A page of pairs, each once: seen from the report with the smaller id, or from the one that the filter is about."""
    conditions, values = [], []
    for name, column in (("year", "year"), ("agency", "agency_id")):
        if known[name] is not None:
            conditions.append(f"{{}}.{column} = ?")
            values.append(known[name])
    if division:
        conditions.append("{0}.division_code >= ? AND {0}.division_code < ?")
        values += places.below(division["code"])
    of_a, of_b = (" AND ".join(conditions).format(*[side] * len(conditions)) for side in "ab")
    of_kind = {"same": "b.agency_id = a.agency_id", "other": "coalesce(b.agency_id != a.agency_id, 1)", None: "1"}
    once = f"(s.report_id < s.other_id OR NOT coalesce({of_b}, 0))" if of_b else "s.report_id < s.other_id"
    where = " AND ".join(filter(None, (of_a, of_kind[known["kind"]], once)))
    sql = _PAIRS.format(pairs=_OF_REPORTS if of_a else _OF_ALL, where=where)
    return rows.of(connection, sql, *values, *values, *start, PAGE + 1)


def pair(connection: Connection, asked: Mapping[str, str]) -> dict:
    """Asked: `one` and `other`, the ids of two reports; any two may be asked for, also those that share little."""
    wanted = [number(asked, name) for name in ("one", "other")]
    heads = rows.heads(connection, wanted)
    if len(heads) != len(wanted):
        raise NothingThere("There are no two such reports.", "没有这样的两份报告。")
    texts = ["\n".join(rows.ids(connection, _TEXTS, report)) for report in wanted]
    names = [_names(connection, head) for head in heads]
    template = _template(connection, set().union(*map(keys_of, texts, names)))
    ready = [masked(text, known, template) for text, known in zip(texts, names, strict=True)]
    one, other, passages = shared(*ready, *texts)
    shares = [rows.ids(connection, _SHARES, *pair) for pair in (wanted, wanted[::-1])]
    return {
        "a": heads[0],
        "b": heads[1],
        "texts": [one, other],
        "passages": passages,
        "shares": [share[0] if share else None for share in shares],
        "template_known": bool(connection.execute("SELECT 1 FROM _template LIMIT 1").fetchone()),
    }


def _names(connection: Connection, head: Mapping) -> list[str]:
    """The names that are masked in a report: those the archive's comparison took, or the agency's and its places'."""
    kept = rows.ids(connection, "SELECT names FROM _wording WHERE report_id = ?", head["id"])
    return (
        json.loads(kept[0])
        if kept
        else list(names_of(head["agency"], (head["province"], head["prefecture"], head["county"])))
    )


def _template(connection: Connection, keys: set[int]) -> set[int]:
    """Those of the hashes that are template wording in this archive; it keeps them as signed numbers."""
    signed = [key - _SIGNED if key >= _SIGNED // 2 else key for key in keys]
    found = rows.ids(connection, f"SELECT key FROM _template WHERE key IN ({', '.join('?' * len(signed))})", *signed)
    return {key % _SIGNED for key in found}
