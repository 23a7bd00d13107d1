"""Which checks a data folder has switched off (`DATA/checks.yml`), and the trace of it in the archive.

An archive is made with one set of checks: after a change of the file it has to be rebuilt, so that no report was asked
what another was not.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from pipelines.checking.switching import may_be_off
from pipelines.form.findings import catalogue
from pipelines.storing.connection import Connected

FILE = "checks.yml"


class WrongSwitch(Exception):
    """checks.yml cannot be followed; one sentence for a person, with the remedy."""


def switched_off(data: Path) -> frozenset[str]:
    """The codes that `data`/checks.yml lists under `without`; none without the file. Raises WrongSwitch."""
    path = data / FILE
    if not path.exists():
        return frozenset()
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WrongSwitch(f"{path} is no YAML ({' '.join(str(error).split())}).") from error
    codes = said.get("without") if isinstance(said, dict) and set(said) == {"without"} else None
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise WrongSwitch(f"{path} must be a list of codes under `without:`, as `without: [P-NEW, X-CARRY]`.")
    for code in codes:
        _require(path, code)
    return frozenset(codes)


def _require(path: Path, code: str) -> None:
    may = may_be_off(code)
    if may is None:
        raise WrongSwitch(f"{path}: there is no check {code!r}; docs/checks.md lists those there are.")
    if not may:
        raise WrongSwitch(f"{path}: {code} is no check, it says how a document was read, and cannot be switched off.")


def keep_trace(db: Connected, off: frozenset[str]) -> None:
    """Writes the checks that are off into an archive without reports, or compares them with those of one that has some."""
    held = {code for (code,) in db.query("SELECT code FROM checks_off")}
    if held == off:
        return
    if db.query("SELECT 1 FROM reports LIMIT 1"):
        names = ", ".join(sorted(held ^ off))
        raise WrongSwitch(f"{FILE} has changed since archive.db was made ({names}); run `gongkai rebuild`.")
    with db.transaction():
        db.connection.execute("DELETE FROM checks_off")
        rows = [(code, *_plain(code)) for code in sorted(off)]
        db.connection.executemany("INSERT INTO checks_off VALUES (?, ?, ?)", rows)


def _plain(code: str) -> tuple[str, str]:
    """What the check would have said, without figures: its names and optional parts left as they are in the catalogue."""
    entry = catalogue()[code]
    return entry.zh, entry.en
