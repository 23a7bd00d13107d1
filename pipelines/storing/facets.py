"""How many reports have each value of a facet, in all, beside one value of another facet, and beside several: what a page of
reports shows.

Kept by triggers, so that the table is right at every commit, in a crawl too; counting reports anew for a page costs a
second in a large archive.
"""

from __future__ import annotations

FACETS = ("year", "level", "kind", "province", "prefecture", "county", "status", "edition")
KNOWN = (*FACETS, "scope")  # that reports may be narrowed by, or counted
TABLE = "_report_counts"
# How many reports have all of the same values, and of those that are not names of places within a province, of which there
# are a twentieth as many: facets beside several values are summed up from these.
GROUPS = {
    "_report_kinds": tuple(name for name in KNOWN if name not in ("prefecture", "county")),
    "_report_groups": KNOWN,
}


def _value(side: str) -> str:
    cases = " ".join(f"WHEN '{name}' THEN o.[{name}]" for name in KNOWN)
    return f"CASE {side}.column1 {cases} ELSE '' END"


def _listed(*more: str) -> str:
    return f"(VALUES {', '.join(f'({name!r})' for name in (*more, *KNOWN))})"


_FROM = f"reports o CROSS JOIN {_listed('')} a CROSS JOIN {_listed()} b"
_PAIRS = f"SELECT a.column1, CAST({_value('a')} AS TEXT), b.column1, {_value('b')}"
_KNOWN = f"{_value('a')} IS NOT NULL AND {_value('b')} IS NOT NULL"
_ALIKE = f"(SELECT {', '.join(KNOWN)}, count(*) AS reports FROM reports GROUP BY {', '.join(KNOWN)})"
# All rows of the table, from nothing but the reports. Where `within` is empty, all reports are counted.
COUNTED = f"{_PAIRS}, sum(o.reports) FROM {_FROM.replace('reports', _ALIKE)} WHERE {_KNOWN} GROUP BY 1, 2, 3, 4"


def _key(row: str, names: tuple[str, ...]) -> str:
    return f"json_array({_of(row, names)})"


def _of(row: str, names: tuple[str, ...]) -> str:
    return ", ".join(f"{row}.{name}" for name in names)


# All rows of each table of groups, from nothing but the reports.
GROUPED = {
    table: f"SELECT {_key('o', names)}, {_of('o', names)}, count(*) FROM reports o GROUP BY {_of('o', names)}"
    for table, names in GROUPS.items()
}


def statements() -> list[str]:
    """What makes the triggers, and the index by which they find what no report has any more.

    `INSERT OR REPLACE` fires the trigger of a row that it deletes on some connections only (recursive_triggers), so that
    a row is taken out before another comes in its place.
    """
    changes = f"UPDATE OF {', '.join(KNOWN)}"
    made = {
        "replaced": ("BEFORE INSERT", "DELETE FROM reports WHERE id = NEW.id;"),
        "added": ("AFTER INSERT", _in("NEW")),
        "taken": ("BEFORE DELETE", _out("OLD")),
        "changing": (f"BEFORE {changes}", _out("OLD")),
        "changed": (f"AFTER {changes}", _in("NEW")),
    }
    return [
        f"CREATE INDEX {TABLE}_of_none ON {TABLE}(reports) WHERE reports = 0",
        *(f"CREATE TRIGGER {TABLE}_{name} {when} ON reports BEGIN {body} END" for name, (when, body) in made.items()),
    ]


def _by(row: str, more: int) -> str:
    pairs = f"{_PAIRS}, {more} FROM {_FROM} WHERE o.id = {row}.id AND {_KNOWN}"
    return f"INSERT INTO {TABLE} {pairs} ON CONFLICT DO UPDATE SET reports = reports + excluded.reports;"


def _in(row: str) -> str:
    ones = (
        f"INSERT INTO {table} VALUES ({_key(row, names)}, {_of(row, names)}, 1) "
        "ON CONFLICT DO UPDATE SET reports = reports + 1;"
        for table, names in GROUPS.items()
    )
    return " ".join([_by(row, 1), *ones])


def _out(row: str) -> str:
    ones = (
        f"UPDATE {table} SET reports = reports - 1 WHERE alike = {_key(row, names)}; "
        f"DELETE FROM {table} WHERE alike = {_key(row, names)} AND reports = 0;"
        for table, names in GROUPS.items()
    )
    return " ".join([_by(row, -1), f"DELETE FROM {TABLE} WHERE reports = 0;", *ones])
