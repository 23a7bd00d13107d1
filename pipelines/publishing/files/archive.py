"""The archive as a file sees it: one moment, opened read-only, with the reports of a selection in their order.

A rebuild that puts a new file in its place meanwhile changes nothing: what is open is read to its end.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from pipelines.publishing import words
from pipelines.publishing.as_of import as_of
from pipelines.publishing.files.choosing import Selection, WrongOrder, year_range
from pipelines.publishing.opening import read_only
from pipelines.storing.schema import require

MAX_SECONDS = (
    900  # a whole archive of 300,000 reports as cells takes longer from a site: there, choose years or a place
)
_PARENTS = """WITH RECURSIVE up(code, name, parent, depth) AS (
 SELECT code, name, parent, 0 FROM divisions WHERE code = ?
 UNION ALL SELECT d.code, d.name, d.parent, u.depth + 1 FROM divisions d JOIN up u ON d.code = u.parent)
 SELECT name FROM up ORDER BY depth DESC"""


class Opened:
    """A read-only view of the archive at `path` that does not change, with a time limit for all that is read (None: none).

    Raises sqlite3.Error or WrongSchema at once where it is no archive, and sqlite3.Error when the time is over.
    """

    def __init__(self, path: Path, seconds: float | None = MAX_SECONDS) -> None:
        self.as_of = as_of(path)
        self.connection = read_only(path)
        try:
            self.connection.execute("PRAGMA temp_store = MEMORY")
            if seconds is not None:
                give_up_at = time.monotonic() + seconds
                self.connection.set_progress_handler(lambda: time.monotonic() > give_up_at, 100_000)
            require(self.connection, Path(path))
            self.connection.execute("BEGIN")
        except BaseException:
            self.connection.close()
            raise

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def choose(self, selection: Selection, most: int = -1) -> int:
        """Put the reports of a selection (the first `most`) into the temporary table `chosen`, by place, agency, year; gives how many."""
        where, values = selection.where()
        self.connection.execute("DROP TABLE IF EXISTS temp.chosen")
        self.connection.execute("CREATE TEMP TABLE chosen (position INTEGER PRIMARY KEY, id INTEGER)")
        order = "r.division_code, r.agency_id, r.year"  # that of an index
        try:
            done = self.connection.execute(f"INSERT INTO chosen (id) SELECT r.id FROM reports r WHERE {where} ORDER BY {order} LIMIT {int(most)}", values)  # fmt: skip
        except sqlite3.OperationalError as error:
            raise WrongOrder(f"The reports could not be chosen: {error}.", f"未能选出报告：{error}。") from error
        self.connection.execute("CREATE UNIQUE INDEX temp.chosen_id ON chosen(id)")
        return done.rowcount

    def rows(self, sql: str, values: tuple = ()) -> Iterator[tuple]:
        return self.connection.execute(sql, values)

    def one(self, sql: str, values: tuple = ()) -> object:
        return self.connection.execute(sql, values).fetchone()[0]


def named(connection: sqlite3.Connection, selection: Selection) -> dict[str, tuple[str, str]]:
    """The selection in words: part → its words in both languages. Raises WrongOrder for a place or an agency that is not there."""
    level, kind = (words.value_words()[name] for name in ("level", "kind"))
    said = {
        "place": [_place(connection, code) for code in selection.places],
        "year": [year_range(pair) for pair in selection.years],
        "level": [(level[value], value) for value in selection.levels],
        "kind": [(kind[value], value) for value in selection.kinds],
        "agency": [_agency(connection, number) for number in selection.agencies],
        "finding": list(selection.findings),
        "q": [f"“{selection.search}”"] if selection.search else [],
        "report": [str(number) for number in selection.reports],
    }
    return {name: (_joined(parts, 0, "、"), _joined(parts, 1, ", ")) for name, parts in said.items() if parts}


def _joined(parts: list, which: int, between: str) -> str:
    return between.join(part[which] if isinstance(part, tuple) else part for part in parts)


def place_path(connection: sqlite3.Connection, code: str) -> list[str]:
    """The names of a place and of those above it, from the top; empty for a code that is none."""
    return [name for (name,) in connection.execute(_PARENTS, [code])]


def _place(connection: sqlite3.Connection, code: str) -> tuple[str, str]:
    path = place_path(connection, code)
    if not path:
        raise WrongOrder(f"There is no place with the code {code}.", f"没有代码为 {code} 的地方。")
    return f"{''.join(path)}（{code}）及其下级", f"{' '.join(path)} ({code}) and all below it"


def _agency(connection: sqlite3.Connection, number: int) -> str:
    found = connection.execute("SELECT name FROM agencies WHERE id = ?", [number]).fetchone()
    if not found:
        raise WrongOrder(f"There is no agency {number}.", f"没有编号为 {number} 的机关。")
    return found[0] or str(number)


def place_code(connection: sqlite3.Connection, name: str) -> str:
    """The code of a place by its code or its name. Raises WrongOrder where none or several have the name."""
    if name.isdecimal():
        return name
    codes = [
        code
        for (code,) in connection.execute("SELECT code FROM divisions WHERE name = ? ORDER BY code LIMIT 9", [name])
    ]
    if not codes:
        raise WrongOrder(
            f"There is no place called {name}; give its full name or its code.",
            f"没有叫 {name} 的地方；请写全名或代码。",
        )
    if len(codes) > 1:
        said = [f"{code} {''.join(place_path(connection, code))}" for code in codes[:8]]
        raise WrongOrder(
            f"Several places are called {name}: {', '.join(said)}{' …' if len(codes) > 8 else ''}; give the code.",
            f"叫 {name} 的地方不止一处：{'、'.join(said)}{'……' if len(codes) > 8 else ''}；请给代码。",
        )
    return codes[0]
