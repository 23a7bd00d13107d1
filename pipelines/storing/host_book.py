"""What state.db keeps of hosts: requests of a day, robots.txt for a day, and every refusal with its evidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from pipelines.storing.state_db import StateDb

_SCHEMA = """
CREATE TABLE IF NOT EXISTS host_days (host TEXT, day TEXT, asked INTEGER, PRIMARY KEY (host, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS robots (origin TEXT PRIMARY KEY, at TEXT, status INTEGER, media_type TEXT, body BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blocks (
    id INTEGER PRIMARY KEY, host TEXT, url TEXT, at TEXT, status INTEGER, signature TEXT, body_len INTEGER, body_sha1 TEXT);
"""
_DAYS_KEPT = 40  # days whose counts are kept; only today's is ever asked for, the others are for a person


@dataclass(frozen=True, slots=True)
class Block:
    """A refusal as it was met: `at` is UTC; `status` is 0 and the body's hash empty where there was no answer."""

    host: str
    url: str
    at: str
    status: int
    signature: str
    body_len: int
    body_sha1: str


@dataclass(frozen=True, slots=True)
class RobotsTxt:
    """A robots.txt as it was answered at `at` (UTC)."""

    at: str
    status: int
    media_type: str
    body: bytes


class HostBook:
    """The hosts in `state`; shares its connection and its transactions."""

    def __init__(self, state: StateDb) -> None:
        self._db = state.connection
        for statement in _SCHEMA.split(";"):
            self._db.execute(statement)

    def asked(self, host: str, day: str) -> int:
        """How many requests were sent to a host on a day (ISO date), over all runs."""
        found = self._db.execute("SELECT asked FROM host_days WHERE host = ? AND day = ?", (host, day)).fetchone()
        return found[0] if found else 0

    def count(self, host: str, day: str, requests: int) -> None:
        """Adds requests to a host's day."""
        statement = "INSERT INTO host_days VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET asked = asked + ?3"
        self._db.execute(statement, (host, day, requests))

    def forget_days(self, today: str) -> None:
        """Lets go of the counts of days long past."""
        self._db.execute("DELETE FROM host_days WHERE day < date(?, ?)", (today, f"-{_DAYS_KEPT} days"))

    def robots(self, origin: str, since: str) -> RobotsTxt | None:
        """The robots.txt of an origin (scheme and host), where it was answered at `since` (UTC) or later."""
        query = "SELECT at, status, media_type, body FROM robots WHERE origin = ? AND at >= ?"
        found = self._db.execute(query, (origin, since)).fetchone()
        return RobotsTxt(*found) if found else None

    def keep_robots(self, origin: str, robots: RobotsTxt) -> None:
        row = (origin, robots.at, robots.status, robots.media_type, robots.body)
        self._db.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?, ?)", row)

    def block(self, block: Block) -> None:
        columns = ", ".join(asdict(block))
        self._db.execute(f"INSERT INTO blocks ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", tuple(asdict(block).values()))

    def blocks(self, limit: int = 50) -> list[Block]:
        """The last refusals, newest first."""
        query = "SELECT host, url, at, status, signature, body_len, body_sha1 FROM blocks ORDER BY id DESC LIMIT ?"
        return [Block(*row) for row in self._db.execute(query, (limit,))]
