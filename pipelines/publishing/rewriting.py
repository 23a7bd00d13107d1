"""Statements of Datasette's pages, written so that SQLite answers them from what its indexes have in order. Pure; the rows are the same."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipelines.storing import facets, indexing

# The statement of a facet over filtered rows, as Datasette writes it.
_FACET = re.compile(
    r"(?P<rows>\bfrom \(.+\bwhere\b.+\)\s+)where (?P<column>\S+) is not null\s+group by (?P=column) ", re.DOTALL
)
# The same over reports with certain values, or over all.
_FILTER = r"[\"\[](?P<column>\w+)[\"\]] = :(?P<value>\w+)"
_FILTERS = re.sub(r"\?P<\w+>", "?:", rf"{_FILTER}(?: and {_FILTER})*")
_FACET_OF_REPORTS = re.compile(
    r"\s*select (?P<facet>\w+) as value, count\(\*\) as count from \(\s*"
    rf"select [\w, ]+ from reports\s*(?:where (?P<filters>{_FILTERS}))?\s*\)\s*"
    r"where (?P=facet) is not null\s+group by (?P=facet) order by count desc, value limit (?P<most>\d+)\s*"
)
_COUNT_OF_REPORTS = re.compile(rf"\s*select count\(\*\) from reports where (?P<filters>{_FILTERS})\s*")
# By which of several filters the groups of reports are found: the first of these that is there, the narrowest first.
_NARROW = ("county", "prefecture", "province", "year")
_NUMBERS = ("year", "agency_id")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_WHOLE_TABLE = re.compile(r"\s*select count\(\*\) from (\[?\w+\]?)\s*", re.IGNORECASE)
# A page of what a search box has found, where nothing is asked besides but values that the index has too, in the order of ids;
# the page after another begins behind its last id.
_SEARCH_BOX = re.compile(
    rf"(?P<select>select .+) from (?P<table>\w+) where (?:(?P<filters>{_FILTERS}) and )?"
    r"(?:row)?id in \(select rowid (?P<match>from (?P<index>\w+_fts) where (?P<within>\w+) match) escape_fts\((?P<query>:\w+)\)\)"
    r" (?P<behind>and \(\(id > (?P<last>:\w+)\)\))? ?order by id(?P<turn>(?: desc)?) limit (?P<most>\d+)\s*",
    re.DOTALL,
)
_IN_INDEX = {"sections": ("key",), "reports": indexing.FACETS}


def counted(sql: str, params: Mapping[str, object] | None) -> str | None:
    """A count or a facet of all reports, or of those of certain values, read from what storing has counted; else None.

    `params` are the statement's: a year written otherwise than it is kept (`02021`) is left to SQLite's own comparison.
    """
    facet = _FACET_OF_REPORTS.fullmatch(sql)
    asked = facet or _COUNT_OF_REPORTS.fullmatch(sql)
    if not asked:
        return None
    filters = re.findall(_FILTER, asked["filters"] or "")
    known = {column for column, _ in filters} | ({facet["facet"]} if facet else set())
    if not known <= set(facets.KNOWN) or not all(
        _as_kept(column, (params or {}).get(name)) for column, name in filters
    ):
        return None
    value = facet["facet"] if facet else None
    found = _of_several(filters, value) if len(filters) > 1 else _of_one(filters, value)
    return f"{found} order by count desc, value limit {facet['most']}" if facet else found


def _of_one(filters: list[tuple[str, str]], facet: str | None) -> str:
    """What is counted beside one value, or in all: of the facet's values, or without one the sum."""
    within, name = (filters[0][0], f":{filters[0][1]}") if filters else ("", "''")
    found = f"from {facets.TABLE} where [within] = '{within}' and within_value = {name} and facet = '{facet or within}'"
    return f"select value, reports as count {found}" if facet else f"select coalesce(sum(reports), 0) {found}"


def _of_several(filters: list[tuple[str, str]], facet: str | None) -> str:
    """The same beside several values: a sum over groups of reports that have everything alike, of which there are few."""
    asked = {column for column, _ in filters}
    table = next(table for table, columns in facets.GROUPS.items() if asked | {facet or "year"} <= {*columns})
    first = next((column for column in _NARROW if column in asked and table == "_report_groups"), None)
    # a column that is not to be searched by is no column to SQLite, which then takes no text for a number
    values = ((column, f"cast(:{name} as integer)" if column in _NUMBERS else f":{name}") for column, name in filters)
    where = " and ".join(f"{'' if column == first else '+'}[{column}] = {value}" for column, value in values)
    found = f"from {table} where {where}"
    if not facet:
        return f"select coalesce(sum(reports), 0) {found}"
    return f"select [{facet}] as value, sum(reports) as count {found} and +[{facet}] is not null group by +[{facet}]"


def _as_kept(column: str, value: object) -> bool:
    return column not in _NUMBERS or bool(_NUMBER.fullmatch(str(value)))


def by_filter(sql: str) -> str:
    """A facet's statement that SQLite answers from the filter's index, not by walking all rows in the facet's order.

    The unary plus keeps the facet's own index out: of 300,000 reports, eight facets of one year cost 0.1 s, not 2 s.
    """
    return _FACET.sub(r"\g<rows>where +\g<column> is not null group by +\g<column> ", sql)


def in_steps(sql: str) -> str:
    """The count of a whole table as a walk, which a limit of time can end.

    SQLite counts the pages of a whole table in one step, in which it hears nothing: fifty million cells took a minute.
    """
    whole = _WHOLE_TABLE.fullmatch(sql)
    return f"select count(*) from (select 1 from {whole[1]} limit -1)" if whole else sql


def by_hit(sql: str, params: Mapping[str, object] | None) -> str:
    """A page of a search box that ends with its last hit; `id in (…)` would have every hit of the index put in a list first.

    A frequent word in two million sections: 0.5 ms, not 590. Rows are filtered in the index too, where it has what they are
    filtered by: a pair that no row has cost 0.9 s. `params` are the statement's; see `counted`.
    """
    box = _SEARCH_BOX.fullmatch(sql)
    filters = re.findall(_FILTER, box["filters"] or "") if box else []
    if not box or (filters and box["within"] != box["index"]):  # one column of the index has not the values too
        return sql
    if not all(_is_in_index(box["table"], column, (params or {}).get(name)) for column, name in filters):
        return sql
    asked = "".join(f", '{column}', :{name}" for column, name in filters)
    # the id of the address is text: compared with the index's own it needs a cast, with the table's it has SQLite's
    behind = [f"(id > {box['last']}) and _hit > cast({box['last']} as integer)"] if box["behind"] else []
    # a value that the index holds folded is compared once more as it is
    where = " and ".join([*([box["filters"]] if filters else []), *behind])
    return (
        f"{box['select']} from (select rowid as _hit {box['match']} narrowed_fts({box['query']}{asked}))"
        f" cross join {box['table']} on {box['table']}.id = _hit {f'where {where}' if where else ''}"
        f" order by _hit{box['turn']} limit {box['most']}"
    )


def _is_in_index(table: str, column: str, value: object) -> bool:
    """Whether the search index of a table has this value of the column, just as a row that equals it."""
    return column in _IN_INDEX.get(table, ()) and _as_kept(column, value)
