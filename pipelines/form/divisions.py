"""The tree of administrative divisions, as data/reference/divisions.csv.gz holds it: look-ups by code and by name."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from pipelines.form.editions import load
from pipelines.form.labels import TRADITIONAL
from pipelines.records import Level

REFERENCE = Path(__file__).parents[2] / "data" / "reference" / "divisions.csv.gz"
_NUMBER = re.compile(r"\d{2,12}")
GENERIC = frozenset(load("agencies.yml")["generic"])
GENERIC_ZONE = re.compile(load("agencies.yml")["generic_zone"])
_ENDING = re.compile("[市县区旗州盟城会岛域]")  # every name of a city or county ends in one of these
_LETTER = re.compile("[\u4e00-\u9fff](?<![省市州盟区年月日])")
_SHORT = re.compile(r"(?:壮族|回族|维吾尔)?自治区$|省$|市$")


class Division(NamedTuple):
    """A place: its code (6 digits, townships 9), name, level, and the code of the place above ('' for provinces)."""

    code: str
    name: str
    level: Level
    parent: str

    @property
    def is_zone(self) -> bool:
        """Whether it is a functional zone or lies in one: the third pair of a statistical zone's code is 71 to 79."""
        return "71" <= self.code[4:6] <= "79"


class Divisions:
    """The whole tree. `by_code` gives a division, `by_name` the codes of all divisions of that name, in the characters of
    the table or as folded text has them (於潜镇, 于潜镇)."""

    def __init__(self, rows: Iterator[Division]) -> None:
        self.by_code: dict[str, Division] = {}
        self.by_name: dict[str, tuple[str, ...]] = {}
        for division in rows:
            self.by_code[division.code] = division
            for name in {division.name, division.name.translate(TRADITIONAL)}:
                self.by_name[name] = (*self.by_name.get(name, ()), division.code)
        self.longest_name = max(map(len, self.by_name))

    @classmethod
    def load(cls, path: Path | None = None) -> Divisions:
        """The tree in `path`, by default the committed one; read once in a process (some 0.2 s)."""
        return _load(path or REFERENCE)

    def chain(self, code: str) -> tuple[Division, ...]:
        """The division and what it lies in, upwards to its province."""
        found = []
        while code:
            found.append(self.by_code[code])
            code = found[-1].parent
        return tuple(found)

    def known(self, code: str | None) -> str | None:
        """`code` in the tree's own lengths, whatever zeros its source pads it with; None if there is no such place."""
        digits = (code or "").strip()
        if not _NUMBER.fullmatch(digits):
            return None
        digits = digits.ljust(12, "0")
        own = digits[:6] if digits[6:9] == "000" else digits[:9]
        return own if own in self.by_code and digits[len(own) :].strip("0") == "" else None

    @cached_property
    def short_names(self) -> dict[str, tuple[str, ...]]:
        """Provinces and cities without 省, 自治区, 市 (山东, 新疆, 烟台), as agencies' names sometimes begin."""
        short: dict[str, tuple[str, ...]] = {}
        for division in self.by_code.values():
            name = _SHORT.sub("", division.name)
            if division.level in (Level.PROVINCE, Level.PREFECTURE) and 2 <= len(name) < len(division.name):
                short[name] = (*short.get(name, ()), division.code)
        return short

    @cached_property
    def _told(self) -> dict[str, tuple[str, ...]]:
        """Names of cities and counties that running text can be trusted to mean, with their codes."""
        places = (d for d in self.by_code.values() if d.level in (Level.PREFECTURE, Level.COUNTY))
        return {d.name: self.by_name[d.name] for d in places if len(d.name) > 2 and d.name not in GENERIC}

    def written_out(self, codes: Iterable[str], text: str) -> tuple[str, ...]:
        """Those of `codes` whose name stands in `text` right behind that of the place above: 陇县城关镇."""
        return tuple(code for code in codes if self._is_written_out(self.by_code[code], text))

    def _is_written_out(self, place: Division, text: str) -> bool:
        above = self.by_code.get(place.parent)
        at = text.find(above.name + place.name) if above else -1
        if above and len(above.name) == 2:  # 我镇和县城关镇…: 和县 is no county there
            while at > 0 and _LETTER.match(text[at - 1]):
                at = text.find(above.name + place.name, at + 1)
        return at >= 0

    def places_in(self, text: str) -> frozenset[str]:
        """The codes of the cities and counties whose whole names stand in `text`, all of them where several share one."""
        longest = max(map(len, self._told))
        found: set[str] = set()
        for ending in _ENDING.finditer(text):
            end = ending.end()
            for start in range(max(0, end - longest), end - 2):
                found.update(self._told.get(text[start:end], ()))
        return frozenset(found)


def _rows(path: Path) -> Iterator[Division]:
    levels = {str(level): level for level in Level}
    lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
    for line in lines[1:]:
        code, name, level, parent = line.split(",")
        yield Division(code, name, levels[level], parent)


@cache
def _load(path: Path) -> Divisions:
    return Divisions(_rows(path))
