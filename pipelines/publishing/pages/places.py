"""Places as pages ask for them: a division with what it lies in, its parts, and everything below it as a range of codes."""

from __future__ import annotations

from sqlite3 import Connection

from pipelines.publishing.pages import rows

_TREE = """WITH RECURSIVE up(code, name, level, parent, depth) AS (
    SELECT code, name, level, parent, 0 FROM divisions WHERE code = ?
    UNION ALL SELECT d.code, d.name, d.level, d.parent, up.depth + 1 FROM divisions d JOIN up ON d.code = up.parent)
    SELECT code, name, level FROM up ORDER BY depth DESC"""
_PARTS = "SELECT code, name, level FROM divisions WHERE parent IS ? ORDER BY code"


def division(connection: Connection, code: str) -> dict | None:
    """A division with the names of what it lies in (`chain`, from the province down to itself); None for an unknown code."""
    chain = rows.of(connection, _TREE, code)
    return chain[-1] | {"chain": chain} if chain else None


def parts(connection: Connection, code: str) -> list[dict]:
    """The divisions directly within one."""
    return rows.of(connection, _PARTS, code or None)


def provinces(connection: Connection) -> list[dict]:
    """Every province; they lie in nothing."""
    return parts(connection, "")


def is_province(code: str) -> bool:
    return len(code) == 6 and code.endswith("0000")


def below(code: str) -> tuple[str, str]:
    """A place and everything in it as a range of division codes (first, after the last): pairs of zeros at the end say the level."""
    stem = code
    while len(code) == 6 and len(stem) > 2 and stem.endswith("00"):
        stem = stem[:-2]
    return stem, stem + ":"  # the character after 9
