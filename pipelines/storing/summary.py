"""What an archive holds in a few numbers, for people who run it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.storing.verifying import open_to_read

_RECENT = 500  # as many as may have been stored in another order than they were kept


@dataclass(frozen=True, slots=True)
class Summary:
    """Reports by status, captures by outcome; the place from which captures may be unread, and those stored after it."""

    reports: dict[str, int]
    captures: dict[str, int]
    settled: tuple[str, int] | None
    recent: frozenset[int]


def summarise(path: Path) -> Summary:
    """The summary of the archive at `path`, opened to read only."""
    connection = open_to_read(path)
    try:
        reports = dict(connection.execute("SELECT status, count(*) FROM reports GROUP BY 1"))
        captures = dict(connection.execute("SELECT coalesce(outcome, 'unknown'), count(*) FROM captures GROUP BY 1"))
        query = "SELECT warc_file, warc_offset, id FROM captures ORDER BY 1 DESC, 2 DESC LIMIT ?"
        last = connection.execute(query, (_RECENT + 1,)).fetchall()
    finally:
        connection.close()
    settled = last[_RECENT][:2] if len(last) > _RECENT else None
    return Summary(reports, captures, settled, frozenset(row[2] for row in last))
