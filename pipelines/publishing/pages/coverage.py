"""Who published, by place and year, from the counts that storing keeps: the country as tiles, any place as a table of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from sqlite3 import Connection

from pipelines.publishing.answering import NothingThere, WrongQuestion, number
from pipelines.publishing.pages import places, rows

STATES = {
    "published": ("已发布", "published"),
    "late": ("迟发", "published late"),
    "not_found": ("查过而未找到", "looked for and not found"),
    "unreachable": ("网站连不上", "site not reachable"),
    "blocked": ("网站拒绝访问", "site blocks us"),
    "not_looked": ("没有查过", "not looked for"),
}
ABOUT = {
    "published": ("本库有这份报告。", "The archive holds the report."),
    "late": ("本库有这份报告，发布日期在次年 3 月 31 日之后（县级以上政府）。", "The archive holds the report; it is dated after 31 March of the next year (governments of a county and above)."),
    "not_found": ("查过该机关的专栏，没有找到；不能证明没有发布。", "Its column was read and the report was not there; no proof that none was published."),
    "unreachable": ("专栏打不开。", "Its column could not be opened."),
    "blocked": ("网站不允许程序访问。", "The site does not let programs in."),
    "not_looked": ("没有查过；这不等于没有发布。", "Nobody looked; that does not mean that none was published."),
}  # fmt: skip
HERE = ("published", "late")
_YEARS, _MOST_YEARS = 8, 30
_COUNTS = (
    """SELECT year, state, agencies, as_of FROM coverage_counts WHERE division_code = ? AND year BETWEEN ? AND ?"""
)
_SHORT = {"内蒙古自治区": "内蒙古", "黑龙江省": "黑龙江"}


def page(connection: Connection, asked: Mapping[str, str]) -> dict:
    """Asked: place (a division's code; the country without one) and year (the newest with a report). Raises NothingThere and WrongQuestion."""
    place = places.division(connection, asked["place"]) if "place" in asked else None
    if "place" in asked and not place:
        raise NothingThere("There is no division of that code.", "没有这个代码的行政区划。")
    newest = rows.ids(connection, "SELECT max(year) FROM coverage_counts WHERE year < 9999")[0] or 0
    wanted = number(asked, "year")
    first = min(wanted or newest, newest - _YEARS + 1)
    if newest - first >= _MOST_YEARS:
        raise WrongQuestion(f"year is from {newest - _MOST_YEARS + 1} on.", f"year 从 {newest - _MOST_YEARS + 1} 起。")
    parts = places.parts(connection, place["code"] if place else "")
    lines = [
        part | {"short": short(part["name"]), "years": counts(connection, part["code"], first, newest)}
        for part in parts
    ]
    unplaced = {} if place else counts(connection, "", first, newest)
    whole = counts(connection, place["code"], first, newest) if place else _added([*lines, {"years": unplaced}])
    year = wanted or max((year for year, one in whole.items() if one["here"]), default=newest)
    return {
        "place": place, "year": year, "years": list(range(first, newest + 1)) if newest else [],
        "parts": [line for line in lines if line["years"] or not place],
        "empty_parts": [part for part in lines if place and not part["years"]],
        "whole": whole, "unplaced": unplaced,
        "state_words": STATES, "state_about": ABOUT,
    }  # fmt: skip


def counts(connection: Connection, code: str, first: int, last: int) -> dict[int, dict]:
    """Year → agencies due, here (published or late), the share of both, every state, and the oldest moment they were seen."""
    found: dict[int, dict] = {}
    for year, state, agencies, as_of in connection.execute(_COUNTS, [code, first, last]):
        one = found.setdefault(year, {"due": 0, "here": 0, "states": {}, "as_of": as_of})
        one["due"] += agencies
        one["here"] += agencies if state in HERE else 0
        one["states"][state] = agencies
        one["as_of"] = min(one["as_of"], as_of)
    return {year: one | {"share": share(one["here"], one["due"])} for year, one in sorted(found.items())}


def share(here: int, due: int) -> str:
    """The shade of a share: none where nothing is due, else which fifth of it is here."""
    return "none" if not due else str(min(here * 5 // due, 4))


def short(name: str) -> str:
    """A province's name as a tile has room for it."""
    return _SHORT.get(name, name[:2])


def _added(lines: list[dict]) -> dict[int, dict]:
    whole: dict[int, dict] = {}
    for line in lines:
        for year, one in line["years"].items():
            into = whole.setdefault(year, {"due": 0, "here": 0, "states": {}, "as_of": one["as_of"]})
            into["due"] += one["due"]
            into["here"] += one["here"]
            into["as_of"] = min(into["as_of"], one["as_of"])
            for state, n in one["states"].items():
                into["states"][state] = into["states"].get(state, 0) + n
    return {year: one | {"share": share(one["here"], one["due"])} for year, one in sorted(whole.items())}


def file_rows(made: dict, say) -> Iterator[tuple]:
    """The rows of the file, its header first: a division, a year and a state each."""
    yield tuple(say(zh, en) for zh, en in (("行政区划代码", "division code"), ("行政区划", "division"), ("年度", "year"),
                ("状态", "state"), ("机关数", "agencies"), ("截至", "as of")))  # fmt: skip
    for part in made["parts"]:
        for year, one in part["years"].items():
            for state, n in one["states"].items():
                yield part["code"], part["name"], year, say(*STATES[state]), n, one["as_of"]
