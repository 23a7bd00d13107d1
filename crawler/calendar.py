"""When a host may be asked: a daily window, and how old what is held may grow. Pure; days are those of Asia/Shanghai."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]|24):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """The minutes of a day in which a host may be asked, in Chinese time; one that ends before it begins runs over midnight."""

    begin: int
    end: int

    @classmethod
    def of(cls, text: str) -> Window:
        """From `22:00-06:00`; ValueError with the remedy for anything else."""
        found = _WINDOW.fullmatch(text.strip())
        if not found:
            raise ValueError(f'{text!r} is no window; write it as "22:00-06:00", in Chinese time')
        begin, begin_minute, end, end_minute = map(int, found.groups())
        window = cls(begin * 60 + begin_minute, end * 60 + end_minute)
        if window.begin == window.end or window.end > 24 * 60:
            raise ValueError(
                f"{text!r} is no window; it must end at another time than it begins, at 24:00 at the latest"
            )
        return window

    def holds(self, moment: datetime) -> bool:
        """Whether a moment (with its zone) lies in the window; its end does not."""
        there = moment.astimezone(CHINA)
        minute = there.hour * 60 + there.minute
        if self.begin < self.end:
            return self.begin <= minute < self.end
        return minute >= self.begin or minute < self.end

    def __str__(self) -> str:
        return f"{self.begin // 60:02}:{self.begin % 60:02}-{self.end // 60:02}:{self.end % 60:02}"


def day_of(moment: datetime) -> str:
    """The day a moment falls on in China, as an ISO date."""
    return moment.astimezone(CHINA).date().isoformat()


def stamp(moment: datetime) -> str:
    """A moment as the archive writes it: UTC, ISO 8601 with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_old(said: dict, year: int | None, today: date) -> bool:
    """Whether a document was published more than a year before `today`, by its row's date, else by its report's year.

    The report of a year is due by 31 March of the next (条例, article 49). One that says neither is taken as new.
    """
    try:
        published = date.fromisoformat(str(said.get("date") or "")[:10])
    except ValueError:
        if year is None:
            return False
        published = date(year + 1, 3, 31)
    return published < today - timedelta(days=365)


def given_up(said: dict, year: int | None, today: date) -> bool:
    """Whether the report that a unit's page for a year may still bring is no longer looked for in every run."""
    return bool(said.get("awaited")) and is_old(said, year, today)
