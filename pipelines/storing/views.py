"""The analysts' views: their SQL, put together from views.yml; plain SQLite, no registered functions."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import yaml

from pipelines.checking.prose import PAIRS
from pipelines.form import EDITIONS, form_cells
from pipelines.form.checks import RULES

_FILE = Path(__file__).with_name("views.yml")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NAME = re.compile(r"[a-z_]+")
_BASIS, _OPEN = "_basis", "_not_assessable"
# Where the figures of a report stand; a report of 2014 has none of these cells.
_OF_FIGURES = "reports r JOIN reports_wide w ON w.id = r.id"
_WITH_FIGURES = f"r.edition IN ({', '.join(repr(edition) for edition in EDITIONS)})"


@cache
def load() -> dict:
    """views.yml as plain data: head, words, views."""
    return yaml.load(_FILE.read_text(encoding="utf-8"), Loader=_LOADER)


def view_names() -> list[str]:
    return list(load()["views"])


def view_columns(name: str) -> list[str]:
    """The columns of a view, in order."""
    return list(_shown(load()["views"][name]))


def view_sql(name: str) -> str:
    """The SELECT behind a view. What is computed from other columns by their names stands one level up."""
    view = load()["views"][name]
    inner = f"SELECT {_listed(_read(view))} FROM {_source(view)}"
    if conditions := _conditions(view):
        inner += f" WHERE {' AND '.join(conditions)}"
    if "group" in view:
        inner += f" GROUP BY {view['group']}"
    sql = f"SELECT {_listed(_shown(view))} FROM ({inner})" if view.keys() & {"then", "rates"} else inner
    return _filled(sql)


def derived_words(name: str) -> dict[str, dict[str, str]]:
    """The words of the columns that every rate of a view brings: its basis, and its operands without a value."""
    view = load()["views"][name]
    words = load()["words"] | view.get("words", {})
    said = {}
    for rate in view.get("rates", {}):
        zh, en = words[rate]["zh"], words[rate]["en"]
        said[rate + _BASIS] = {
            "zh": f"{zh}：依据",
            "en": f"{en}: basis",
            "about_zh": "各操作数中最弱的数值依据：as_reported 报告所印，total_from_parts 总计由各项相加，blank_as_zero 空白由所印合计推定为零，unknown 有操作数无可靠的数。",
            "about_en": "The weakest basis of its operands: as_reported, total_from_parts, blank_as_zero (a printed sum makes it 0) or unknown (an operand has no defensible number).",
        }
        said[rate + _OPEN] = {
            "zh": f"{zh}：无数的操作数",
            "en": f"{en}: operands without a value",
            "about_zh": "该比率的操作数中没有数值的格数；大于零则比率为空。",
            "about_en": "How many cells that the rate needs have no value; above 0 the rate is empty.",
        }
    return said


def create_views(connection: sqlite3.Connection) -> None:
    """Create every view in the archive, replacing those of the same name; the caller owns the transaction."""
    for name in view_names():
        connection.execute(f'DROP VIEW IF EXISTS "{name}"')
        connection.execute(f'CREATE VIEW "{name}" AS {view_sql(name)}')


def _plain(view: dict) -> dict[str, str]:
    """The columns that are read from the tables as they are, and the figures: name → expression."""
    figures = {name: _figure(patterns) for name, patterns in view.get("figures", {}).items()}
    return (load()["head"] if view.get("head") else {}) | view.get("columns", {}) | figures


def _read(view: dict) -> dict[str, str]:
    """All that the inner SELECT gives: the plain columns, and for each rate what is known of its operands."""
    read = _plain(view)
    for rate, about in view.get("rates", {}).items():
        keys = _merged(view["figures"], about.get("of", view["figures"]))
        read[rate + _BASIS] = _weakest(_worst({key for some in keys.values() for key in some}), about)
        open_ = {edition: [f"({effective(key)} IS NULL)" for key in some] for edition, some in keys.items()}
        read[rate + _OPEN] = _by_edition({edition: _added(some) for edition, some in open_.items()})
    return read


def _shown(view: dict) -> dict[str, str]:
    """The columns of the view: name → what the outer SELECT makes of the inner one's columns."""
    shown = {name: f'"{name}"' for name in _plain(view)}
    if not view.keys() & {"then", "rates"}:
        return shown
    then = view.get("then", {})
    shown |= then
    for rate, about in view.get("rates", {}).items():
        top, n = (
            _NAME.sub(lambda name: f"({then[name[0]]})" if name[0] in then else name[0], about[x]) for x in ("top", "n")
        )
        shown[rate] = f"({top}) * 1.0 / nullif({n}, 0)"
        basis = f'"{rate + _BASIS}"'
        open_ = " + ".join([f'"{rate + _OPEN}"', *(f'("{name}" IS NULL)' for name in about.get("beside", {}))])
        shown[rate + _BASIS] = f"CASE WHEN {open_} > 0 THEN 'unknown' ELSE coalesce({basis}, 'as_reported') END"
        shown[rate + _OPEN] = open_
    return shown


def _source(view: dict) -> str:
    return f"{_OF_FIGURES} {view.get('from', '')}".strip() if "figures" in view else view["from"]


def _conditions(view: dict) -> list[str]:
    conditions = [_WITH_FIGURES] if "figures" in view else []
    return [*conditions, f"({view['where']})"] if "where" in view else conditions


@cache
def keys_of(patterns: str | tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The cells that patterns of keys mean, by edition of the form, in its order."""
    patterns = (patterns,) if isinstance(patterns, str) else patterns
    return {
        edition: tuple(
            cell.key for pattern in patterns for cell in form_cells(edition) if fnmatchcase(cell.key, pattern)
        )
        for edition in EDITIONS
    }


def _merged(figures: dict, names: Iterable[str]) -> dict[str, list[str]]:
    """The cells behind several figures, each once, by edition."""
    found: dict[str, list[str]] = {edition: [] for edition in EDITIONS}
    for name in names:
        for edition, keys in keys_of(_frozen(figures[name])).items():
            found[edition] += [key for key in keys if key not in found[edition]]
    return found


def _frozen(patterns: str | list[str]) -> str | tuple[str, ...]:
    return patterns if isinstance(patterns, str) else tuple(patterns)


def _figure(patterns: str | list[str]) -> str:
    return _by_edition(
        {edition: _added(list(map(effective, keys))) for edition, keys in keys_of(_frozen(patterns)).items()}
    )


def effective(key: str) -> str:
    """What a cell counts as: its printed value, else what the report's own sums decide for a blank."""
    decided = f"SELECT x.value FROM resolved_cells x WHERE x.report_id = r.id AND x.key = '{key}'"
    return f"coalesce(w.[{key}], ({decided}))"


def _worst(keys: Iterable[str]) -> str:
    """The weakest basis among the operands that are not printed; by their names blank_as_zero comes before the other."""
    listed = ", ".join(f"'{key}'" for key in sorted(keys))
    return f"(SELECT min(x.value_basis) FROM resolved_cells x WHERE x.report_id = r.id AND x.key IN ({listed}))"


def _weakest(basis: str, rate: dict) -> str:
    """The basis of a rate over its own cells, or over them and what stands beside them."""
    several = [basis, *rate.get("beside", {}).values()]
    return f"(SELECT min(column1) FROM (VALUES {', '.join(f'({one})' for one in several)}))" if several[1:] else basis


def _by_edition(expressions: dict[str, str]) -> str:
    if len(set(expressions.values())) == 1:
        return next(iter(expressions.values()))
    cases = " ".join(f"WHEN '{edition}' THEN {expression}" for edition, expression in expressions.items())
    return f"CASE r.edition {cases} END"


def _added(expressions: list[str]) -> str:
    return f"({' + '.join(expressions)})"


def _listed(columns: dict[str, str]) -> str:
    return ", ".join(f'{expression} AS "{name}"' for name, expression in columns.items())


def _filled(sql: str) -> str:
    severities = ", ".join(sorted({f"('{rule.code}', '{rule.severity.value}')" for rule in RULES}))
    pairs = {
        f"('{pair.measure}', '{key}')"
        for pair in PAIRS
        for some in keys_of((*pair.keys, *pair.else_keys)).values()
        for key in some
    }
    filled = sql.replace("{check_severities}", f"VALUES {severities}")
    return filled.replace("{prose_pairs}", f"VALUES {', '.join(sorted(pairs))}")
