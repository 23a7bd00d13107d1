"""Which list page of a source names what: its further pages, its sub-columns, its documents. A part of state.db.

Lets an unchanged list page stand for the rows it held, counts what a source lists, and says what is due to be looked
at again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from pipelines.storing.state_db import Pending, StateDb

_SCHEMA = """
CREATE TABLE IF NOT EXISTS listings (
    source TEXT, page TEXT, url TEXT, key TEXT, kind TEXT, year INTEGER, said TEXT,
    PRIMARY KEY (source, page, url)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS listings_key ON listings (key);
"""

# What `seen` says of a document that is held and no longer stands there: NOT_THERE at first, since servers have bad nights;
# GONE once it was looked for again.
NOT_THERE, GONE = 404, 410
# … and of one that is listed as a report where a page came that is none, as sites under repair send: due in the next run.
NO_REPORT = 299
NOT_YET = 298  # the page of a unit and year that may still publish
FORBIDDEN = 0  # … and of one that robots.txt forbids: asked for again by its age, as robots.txt may change
FORMER = "former"  # a document that a list page named once; kept under a page without an address
# Also those that stand there again in a moment; `due` passes over what a page names.
_KEEP_IN_MIND = f"""INSERT OR IGNORE INTO listings
    SELECT l.source, '', l.url, l.key, '{FORMER}', l.year, l.said FROM listings l JOIN seen s ON s.url = l.url
    WHERE l.source = ? AND l.page = ? AND l.kind IN ('document', 'attachment') AND s.sha256 IS NOT NULL"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a list page. `key` is the address without what does not tell documents apart."""

    url: str
    key: str
    kind: str
    year: int | None = None
    said: dict = field(default_factory=dict)


class Listings:
    """The listings in `state`; shares its connection and its transactions."""

    def __init__(self, state: StateDb) -> None:
        self._state, self._db = state, state.connection
        for statement in _SCHEMA.split(";"):
            self._db.execute(statement)

    def replace(self, source: str, page: str, entries: list[Listed], pending: list[Pending]) -> bool:
        """A list page was read: its entries replace what it held (whether it held any is given back), and what is to be
        fetched joins the frontier.

        A document that we hold and that no longer stands there is kept in mind, to be looked at again by its address.
        """
        rows = [(source, page, e.url, e.key, e.kind, e.year, json.dumps(e.said, ensure_ascii=False)) for e in entries]
        with self._state.transaction():
            self._db.execute(_KEEP_IN_MIND, (source, page))
            held = self._db.execute("DELETE FROM listings WHERE source = ? AND page = ?", (source, page)).rowcount
            self._db.executemany("INSERT OR IGNORE INTO listings VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            self._state.push(source, pending)
        return held > 0

    def on(self, source: str, page: str) -> list[Listed]:
        """What a list page of a source named when it was last read."""
        query = "SELECT url, key, kind, year, said FROM listings WHERE source = ? AND page = ? ORDER BY url"
        rows = self._db.execute(query, (source, page)).fetchall()
        return [Listed(url, key, kind, year, json.loads(said)) for url, key, kind, year, said in rows]

    def has(self, source: str, page: str, kind: str, url: str) -> bool:
        """Whether a list page named such an entry when it was last read."""
        query = "SELECT 1 FROM listings WHERE source = ? AND page = ? AND url = ? AND kind = ?"
        return self._db.execute(query, (source, page, url, kind)).fetchone() is not None

    def address(self, key: str) -> str | None:
        """The address under which a document with this key is known, by whichever source listed it first."""
        found = self._db.execute("SELECT min(url) FROM listings WHERE key = ? AND kind = 'document'", (key,)).fetchone()
        return found[0]

    def count(self, source: str) -> int:
        """How many different documents a source lists."""
        query = "SELECT count(DISTINCT key) FROM listings WHERE source = ? AND kind = 'document'"
        return self._db.execute(query, (source,)).fetchone()[0]

    def answered(self, source: str, status: int) -> int:
        """How many different documents that a source lists were answered so when they were last asked for."""
        query = """SELECT count(DISTINCT l.key) FROM listings l JOIN seen s ON s.url = l.url
            WHERE l.source = ? AND l.kind = 'document' AND s.status = ?"""
        return self._db.execute(query, (source, status)).fetchone()[0]

    def of_kind(self, source: str, kind: str) -> list[str]:
        """The addresses that a source's list pages name as being of a kind."""
        query = "SELECT DISTINCT url FROM listings WHERE source = ? AND kind = ? ORDER BY url"
        return [url for (url,) in self._db.execute(query, (source, kind))]

    def newest_year(self, source: str) -> int | None:
        query = "SELECT max(year) FROM listings WHERE source = ? AND kind = 'document'"
        return self._db.execute(query, (source,)).fetchone()[0]

    def due(self, source: str, kind: str, before: str, doubted: str = "") -> list[tuple[Listed, str, bool]]:
        """Entries of a kind that were last asked for before that time (UTC), with when, the longest ago first; and those
        that were NOT_THERE or NOT_YET before `doubted`, or NO_REPORT, which is said of each."""
        is_doubtful = f"""(s.status = {NO_REPORT} OR (s.status = {NOT_YET} AND s.looked_at < ?4)
            OR (s.sha256 IS NOT NULL AND s.status = {NOT_THERE} AND s.looked_at < ?4))"""
        query = f"""SELECT l.url, l.key, l.kind, max(l.year), l.said, s.looked_at, {is_doubtful}
            FROM listings l JOIN seen s ON s.url = l.url
            WHERE l.source = ?1 AND l.kind = ?2
              AND (s.looked_at < ?3 OR {is_doubtful})
              AND (?2 != 'former' OR NOT EXISTS (
                SELECT 1 FROM listings o WHERE o.key = l.key AND o.source = ?1 AND o.kind IN ('document', 'attachment')))
            GROUP BY l.url ORDER BY s.looked_at, l.url"""
        rows = self._db.execute(query, (source, kind, before, doubted)).fetchall()
        return [(Listed(*entry, json.loads(said)), looked, bool(doubtful)) for *entry, said, looked, doubtful in rows]
