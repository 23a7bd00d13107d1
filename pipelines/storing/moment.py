"""The archive at one moment, to be read whole beside whatever writes into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipelines.storing.verifying import open_to_read


class Moment:
    """A view of the archive at `path` that does not change while it is open. Raises WrongSchema for any other file."""

    def __init__(self, path: Path) -> None:
        self._connection = open_to_read(path)
        self._connection.execute("BEGIN")

    def close(self) -> None:
        self._connection.close()

    def rows(self, relation: str, order: tuple[str, ...] = ()) -> tuple[list[str], Iterator[tuple]]:
        """The columns of a table or view, and all its rows one by one."""
        ordered = f" ORDER BY {', '.join(order)}" if order else ""
        cursor = self._connection.execute(f"SELECT * FROM [{relation}]{ordered}")
        return [column[0] for column in cursor.description], cursor
