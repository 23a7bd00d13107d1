"""Two reports' official tables, figure beside figure: one form where the editions agree, else what compares and what does not. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipelines.form.editions import form_cells
from pipelines.publishing.indicators import SERIES
from pipelines.publishing.official_tables import TITLES, TITLES_EN

Row = Mapping[str, object]
ANOTHER_FORM = (
    "另一份报告所用的表格版本没有这一格，不能并列相比。",
    "The edition of the form that the other report uses has no such cell; the two cannot be set beside each other.",
)
NO_SUCH_TABLE = (
    "另一份报告所属年度没有这张表。",
    "The other report belongs to a year whose form has no such table.",
)


def tables(a: Sequence[Row], b: Sequence[Row]) -> list[dict]:
    """Every official table that either report has cells of, with its pairs of cells; `one_form` where both print one edition."""
    by_table = [_by_table(cells) for cells in (a, b)]
    return [
        _table(name, *(cells.get(name, {}) for cells in by_table))
        for name in TITLES
        if any(name in c for c in by_table)
    ]


def series(a: Sequence[Row], b: Sequence[Row]) -> list[dict]:
    """The measures that run across the editions, as far as both reports have one; no difference where they do not compare."""
    others = {row["series"]: row for row in b}
    found = []
    for row in a:
        if row["series"] in others:
            pair = {"a": row["value"], "b": others[row["series"]]["value"], "comparable": row["comparable"]}
            pair["difference"] = None if row["comparable"] == "no" else _difference(pair["a"], pair["b"])
            named = {"series": row["series"], "label": SERIES[row["series"]]}
            found.append(named | {"note": (row["note_zh"], row["note_en"])} | pair)
    return found


def _by_table(cells: Sequence[Row]) -> dict[str, dict[str, Row]]:
    found: dict[str, dict[str, Row]] = {}
    for cell in cells:
        found.setdefault(str(cell["key"]).partition(".")[0], {})[str(cell["key"])] = cell
    return found


def _table(name: str, a: dict[str, Row], b: dict[str, Row]) -> dict:
    editions = [_edition(cells) for cells in (a, b)]
    pairs = [_pair(key, a[key], b[key]) for key in _in_order(name, editions) if key in a and key in b]
    alone = [_alone(key, side, cells[key]) for side, cells, other in (("a", a, b), ("b", b, a))
             for key in _in_order(name, editions) if key in cells and key not in other]  # fmt: skip
    return {
        "table": name,
        "title": (TITLES[name], TITLES_EN[name]),
        "editions": editions,
        "one_form": None not in editions and editions[0] == editions[1],
        "pairs": pairs,
        "differing": sum(pair["differs"] for pair in pairs),
        "apart": alone,
        "reason": (ANOTHER_FORM if all(editions) else NO_SUCH_TABLE) if alone else None,
    }


def _edition(cells: Mapping[str, Row]) -> str | None:
    return next((str(cell["edition"]) for cell in cells.values()), None)


def _in_order(name: str, editions: list[str | None]) -> dict[str, tuple[str, str]]:
    """The keys of the table in the order of the form, with the label of each."""
    known = (cell for edition in editions if edition for cell in form_cells(edition, name))
    return {cell.key: (cell.label_zh, cell.label_en) for cell in known}


def _pair(key: str, a: Row, b: Row) -> dict:
    """`differs`: another figure, or one of the two is absent, or absent in another way."""
    known = [_shown(cell) for cell in (a, b)]
    return {
        "key": key,
        "label": _label(key, a),
        "a": known[0],
        "b": known[1],
        "difference": _difference(a["value"], b["value"]),
        "differs": a["value"] != b["value"] if None not in (a["value"], b["value"]) else a["status"] != b["status"],
    }


def _alone(key: str, side: str, cell: Row) -> dict:
    return {"key": key, "label": _label(key, cell), "side": side} | _shown(cell)


def _label(key: str, cell: Row) -> tuple[str, str]:
    return _in_order(key.partition(".")[0], [str(cell["edition"])])[key]


def _shown(cell: Row) -> dict:
    """What stands in the cell: a figure is a number; without one, its status says why."""
    return {name: cell[name] for name in ("value", "status", "raw")} | {"placed": bool(cell["place"])}


def _difference(a: object, b: object) -> int | float | None:
    """b less a, rounded to what either prints; None where one of the two is no figure."""
    return None if a is None or b is None else round(b - a, 6)


def differing(found: Sequence[dict]) -> Iterator[dict]:
    """Every pair that differs, of all tables."""
    return (pair for table in found for pair in table["pairs"] if pair["differs"])
