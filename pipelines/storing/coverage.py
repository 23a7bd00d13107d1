"""Which agency's report of which year is due, and what is known of it where the archive holds none. Pure but for the date.

Due are the years of a source for the agency whose column it is, and the years between an agency's first and last
report. The report of a year is due by 31 March of the next (条例, article 49).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.records import Kind, Level, RunOutcome

BELOW_COUNTY = (Level.TOWNSHIP, Level.VILLAGE, Level.UNKNOWN)
# What a run that ended so says of a report that is not here. A run that was stopped or failed says nothing.
_SAYS = {
    **dict.fromkeys((RunOutcome.OK, RunOutcome.UNCHANGED, RunOutcome.PARTIAL), "not_found"),
    **dict.fromkeys((RunOutcome.EMPTY, RunOutcome.STALE), "not_found"),
    **dict.fromkeys((RunOutcome.GONE, RunOutcome.UNREACHABLE), "unreachable"),
    RunOutcome.BLOCKED: "blocked",
    **dict.fromkeys((RunOutcome.LAYOUT_CHANGED, RunOutcome.ROBOTS_DENIED), "not_looked"),
}
LOOKED = frozenset(_SAYS)
_LEAST_KNOWN_FIRST = ("not_looked", "blocked", "unreachable", "not_found")


@dataclass(frozen=True, slots=True)
class Column:
    """A source as coverage sees it: its years, and how and on which day its last whole run ended."""

    id: str
    years: tuple[int, ...] = ()
    newest_year: int | None = None
    outcome: RunOutcome | None = None
    day: str | None = None

    @classmethod
    def of(cls, source: Mapping) -> Column:
        """From what the state keeps of a source; one kept by an earlier version says less."""
        looked = source.get("looked") or {}
        outcome = RunOutcome(looked["outcome"]) if looked else None
        return cls(
            source["id"], tuple(source.get("years") or ()), source.get("newest_year"), outcome, looked.get("day")
        )

    def due(self, first_report: int | None, newest: int) -> list[int]:
        """The years due of its publisher: those it names, or from its first report (or the one expected) to `newest`."""
        if self.years:
            return sorted(year for year in self.years if year <= newest)
        known = [year for year in (first_report, self.newest_year) if year is not None]
        return list(range(min([*known, newest]), newest + 1))

    def says(self, year: int, today: str) -> tuple[str, str]:
        """State and day of a year whose report is not here; a year that the source leaves out was not looked for."""
        if self.outcome is None or (self.years and year not in self.years):
            return "not_looked", self.day or today
        return _SAYS[self.outcome], self.day or today


def newest_due(today: str) -> int:
    """The newest year whose deadline has passed on `today` (ISO date)."""
    return int(today[:4]) - (1 if today[5:10] > "03-31" else 2)


def published_state(known: Mapping[str, object]) -> str:
    """`late` for a government of a county or above whose page is dated after 31 March of the next year."""
    on, year = known["published_on"], known["year"]
    owed = known["kind"] == Kind.GOVERNMENT and known["level"] not in BELOW_COUNTY
    return "late" if owed and on and str(on)[:10] > f"{year + 1}-03-31" else "published"


def gaps(years: Iterable[int]) -> set[int]:
    """The years between the first and the last that are not among them."""
    held = set(years)
    return set(range(min(held), max(held))) - held if held else set()


def absent(
    asked: Iterable[tuple[int, int, Column | None]], held: set[tuple[int, int]], today: str
) -> list[tuple[int, int, str, str]]:
    """Rows of `coverage` for each agency and year that is asked for and not held.

    Where several sources would have it, the one of which least is known decides: not found means that all were read.
    """
    said = defaultdict(list)
    for agency, year, column in asked:
        if (agency, year) not in held:
            said[agency, year].append(column.says(year, today) if column else ("not_looked", today))
    return [
        (*key, *min(states, key=lambda s: (_LEAST_KNOWN_FIRST.index(s[0]), s[1])))
        for key, states in sorted(said.items())
    ]
