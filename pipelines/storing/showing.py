"""What the published tables show of a report: its rows as they stand, others in their place, or none. The caller's transaction.

Where one reading takes another's place, only the rows that differ are written: a corrected report, or a page and its
attachment, share nearly all of them, and every row stands in several indexes.
"""

from __future__ import annotations

import sqlite3
from functools import cache

from pipelines.storing.indexing import Waiting, index, index_again
from pipelines.storing.rows import REPORT_TABLES, Rows
from pipelines.storing.schema import INTERNAL, TABLES, Table, wide_table

ALL: dict[str, Table] = TABLES | INTERNAL | {"reports_wide": wide_table()}
_OF_REPORT = {name: "id" if name in ("reports", "reports_wide") else "report_id" for name in REPORT_TABLES}


def order(table: str) -> str:
    """The key of a table, as ORDER BY wants it."""
    return ", ".join(f"[{column}]" for column in ALL[table].pk)


def insert(connection: sqlite3.Connection, table: str, rows: list[tuple]) -> None:
    if rows:
        connection.executemany(ALL[table].insert, rows)


def shown(connection: sqlite3.Connection, report: int) -> Rows:
    """The rows of a report as they stand in the tables, each table in key order."""
    return {
        table: connection.execute(
            f"SELECT * FROM [{table}] WHERE [{column}] = ? ORDER BY {order(table)}", (report,)
        ).fetchall()
        for table, column in _OF_REPORT.items()
    }


def show(connection: sqlite3.Connection, waiting: Waiting, rows: Rows, was: Rows | None) -> None:
    """Puts the rows of a report into the tables, and into what is `waiting` for the index, in place of those that `was` says
    stand there."""
    for table in REPORT_TABLES:
        replace_rows(connection, table, was[table] if was else [], rows[table])
    if was:
        index_again(waiting, was, rows)
    else:
        index(waiting, rows)


def hide(connection: sqlite3.Connection, waiting: Waiting, report: int, was: Rows) -> None:
    """Takes out the rows of a report, which are those that `was` says."""
    index(waiting, was, remove=True)
    for table, column in _OF_REPORT.items():
        connection.execute(f"DELETE FROM [{table}] WHERE [{column}] = ?", (report,))


def replace_rows(connection: sqlite3.Connection, table: str, was: list[tuple], rows: list[tuple]) -> None:
    """Puts rows of a table in place of those that `was`; only what differs is written."""
    if not was:
        insert(connection, table, rows)
        return
    stand, key = set(was), _places_of_key(table)
    left = {tuple(row[place] for place in key) for row in was} - {tuple(row[place] for place in key) for row in rows}
    if left:
        where = " AND ".join(f"[{column}] = ?" for column in ALL[table].pk)
        connection.executemany(f"DELETE FROM [{table}] WHERE {where}", sorted(left))
    insert(connection, table, [row for row in rows if row not in stand])


@cache
def _places_of_key(table: str) -> tuple[int, ...]:
    columns = list(ALL[table].columns)
    return tuple(columns.index(column) for column in ALL[table].pk)
