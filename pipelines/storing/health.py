"""How a source fares, judged by how its last runs ended: good, suspect, down, or never crawled. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pipelines.records import RunOutcome
from pipelines.storing.state_db import Run

WELL = (RunOutcome.OK, RunOutcome.UNCHANGED)
SAYS_NOTHING = (None, RunOutcome.STOPPED)  # still under way, killed, or stopped in order
# A column that was not had at all; any of the others had something and may only need a look.
NOT_HAD = (RunOutcome.GONE, RunOutcome.BLOCKED, RunOutcome.UNREACHABLE, RunOutcome.ROBOTS_DENIED, RunOutcome.EMPTY)
MOST_BAD = 3  # so many bad runs in a row and a source is down: one or two may be a night's trouble


class State(StrEnum):
    GOOD = "good"
    SUSPECT = "suspect"
    DOWN = "down"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Health:
    """`last_good_on` is the day of the last good run (Asia/Shanghai), None for none; `bad_runs` those after it."""

    health: State
    last_good_on: str | None
    bad_runs: int
    note: str | None = None


def judge(runs: Iterable[Run]) -> Health:
    """The health of one source from its runs, newest first."""
    telling = [run for run in runs if run.outcome not in SAYS_NOTHING]
    bad = next((n for n, run in enumerate(telling) if run.outcome in WELL), len(telling))
    good = telling[bad] if bad < len(telling) else None
    note = f"{telling[0].outcome.value}: {telling[0].note or ''}".rstrip(": ") if bad else None
    return Health(_state(telling, bad, good), _day(good.ended_at) if good else None, bad, note)


def _state(telling: list[Run], bad: int, good: Run | None) -> State:
    if not telling:
        return State.NEVER
    if not bad:
        return State.GOOD
    lost = bad >= MOST_BAD or (good is None and telling[0].outcome in NOT_HAD)
    return State.DOWN if lost or telling[0].outcome is RunOutcome.GONE else State.SUSPECT


def judge_all(sources: Iterable[str], runs: Iterable[Run]) -> Mapping[str, Health]:
    """The health of every source by id; `runs` of all of them, newest first."""
    of_source: dict[str, list[Run]] = {source: [] for source in sources}
    for run in runs:
        of_source.setdefault(run.source, []).append(run)
    return {source: judge(history) for source, history in of_source.items()}


def with_health(sources: list[dict], runs: Iterable[Run]) -> Iterator[dict]:
    """What the state keeps of each source, with its health by the columns of the archive's table `sources`."""
    health = judge_all((source["id"] for source in sources), runs)
    for source in sources:
        found = health[source["id"]]
        yield source | {"health": found.health.value, "last_good_on": found.last_good_on, "bad_runs": found.bad_runs}


def _day(at: str | None) -> str | None:
    return at and (datetime.fromisoformat(at) + timedelta(hours=8)).date().isoformat()
