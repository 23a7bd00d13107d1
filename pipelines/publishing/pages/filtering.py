"""What a page of rows is filtered by, in words: Datasette's own conditions, whose names it has in English only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipelines.publishing import codes
from pipelines.publishing.language import say, word
from pipelines.publishing.words import Words

# Datasette's keys of a condition (datasette/filters.py) in both languages.
CONDITIONS = {
    "exact": ("等于", "is"),
    "not": ("不等于", "is not"),
    "contains": ("含有", "contains"),
    "endswith": ("结尾是", "ends with"),
    "startswith": ("开头是", "starts with"),
    "gt": ("大于", "greater than"),
    "gte": ("不小于", "at least"),
    "lt": ("小于", "less than"),
    "lte": ("不大于", "at most"),
    "like": ("符合 LIKE", "matches LIKE"),
    "notlike": ("不符合 LIKE", "does not match LIKE"),
    "glob": ("符合 GLOB", "matches GLOB"),
    "in": ("是其中之一", "is one of"),
    "notin": ("不是其中任何一个", "is none of"),
    "arraycontains": ("数组含有", "array contains"),
    "arraynotcontains": ("数组不含", "array does not contain"),
    "date": ("日期是", "is of the date"),
    "isnull": ("没有值", "has no value"),
    "notnull": ("有值", "has a value"),
    "isblank": ("空白", "is blank"),
    "notblank": ("不空白", "is not blank"),
}
_WITHOUT_VALUE = ("isnull", "notnull", "isblank", "notblank")


def condition(key: str, shown: str) -> str:
    """The words of a condition, `shown` where Datasette has one that is new to us."""
    return word(CONDITIONS.get(key, (shown, shown)))


def told(
    selections: Iterable[tuple[str, str, object]], known: Mapping[str, Words], table: str | None = None
) -> list[str]:
    """Every filter of a page of `table` as (column, condition, value) in one phrase each; `known` are the words of the columns."""
    phrases = []
    for column, key, value in selections:
        named = word(known[column]) if column in known else column
        shown = "" if key in _WITHOUT_VALUE else f" {codes.said(column, value, table)}"
        phrases.append(f"{named} {condition(key, key)}{shown}")
    return phrases


def sorted_by(column: str | None, falling: str | None, known: Mapping[str, Words]) -> str:
    """What the rows are sorted by in words; empty where it is their own order."""
    if not (name := column or falling):
        return ""
    named = word(known[name]) if name in known else name
    return say(f"按{named}{'由大到小' if falling else '由小到大'}", f"by {named}, {'falling' if falling else 'rising'}")
