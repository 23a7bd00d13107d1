"""What can be followed over years and places: single cells of the form, rates, series across its editions, and groups.

An indicator has an id for addresses: `group.denied`, `t3.granted.total`, `v_carry_over.carry_rate`, `series.granted`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from pipelines.publishing import words
from pipelines.publishing.yaml_files import loaded
from pipelines.storing import views
from pipelines.storing.schema import wide_cells

_FILE = Path(__file__).with_suffix(".yml")
_TABLES = {"t3": ("表三：申请", "Table three: requests"), "t4": ("表四：复议诉讼", "Table four: reviews and lawsuits"),
           "t2": ("表二：主动公开", "Table two: proactive disclosure"), "stat": ("2014—2018 年统计表", "Table of 2014 to 2018")}  # fmt: skip
# What a series across the editions is called.
SERIES = {
    "requests_received": ("收到申请", "Requests received"), "granted": ("同意（予以）公开", "Granted"),
    "partially_granted": ("部分公开", "Granted in part"), "denied": ("不予公开", "Denied"),
    "unavailable": ("无法提供", "Not available"), "other_handling": ("其他处理", "Other handling"),
    "results_total": ("办理结果总计", "Results"), "reviews": ("行政复议", "Reviews"), "lawsuits": ("行政诉讼", "Lawsuits"),
    "normative_docs_issued": ("规范性文件制发", "Normative documents issued"),
    "normative_docs_stock": ("规范性文件存量", "Normative documents in stock"),
    "proactive_total": ("主动公开信息数", "Items disclosed proactively"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """One figure of a report: a cell (`key`), a column of a view, or a series. `top` and `n` are a rate's, as its view has them."""

    id: str
    kind: str
    zh: str
    en: str
    unit: str | None = None
    view: str = ""
    column: str = ""
    top: str = ""
    n: str = ""

    @property
    def is_rate(self) -> bool:
        return bool(self.n)


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a page follows: one member, or several; `whole` where they are parts of one sum."""

    id: str
    zh: str
    en: str
    members: tuple[Member, ...]
    whole: bool = False


@cache
def groups() -> dict[str, dict]:
    """indicators.yml as plain data."""
    return loaded(_FILE)


@cache
def find(name: str) -> Indicator | None:
    """The indicator with an id; None for an unknown one."""
    first, _, rest = name.partition(".")
    if first == "group" and rest in groups():
        about = groups()[rest]
        members = tuple(member for pattern in about["of"] for member in _members(pattern))
        return Indicator(name, about["zh"], about["en"], _shortened(members), bool(about.get("whole")))
    members = _members(name) if "*" not in name else []
    return Indicator(name, members[0].zh, members[0].en, tuple(members)) if members else None


@cache
def offered() -> list[tuple[tuple[str, str], list[tuple[str, str, str]]]]:
    """All indicators for a list to choose from: (words of the part, [(id, zh, en)])."""
    parts = [(("成组", "In groups"), [(f"group.{name}", one["zh"], one["en"]) for name, one in groups().items()])]
    rates = [_rate(view, rate) for view in views.view_names() for rate in _rates(view)]
    parts.append((("比率", "Rates"), [(one.id, one.zh, one.en) for one in rates]))
    series = [(f"series.{name}", zh, en) for name, (zh, en) in SERIES.items()]
    parts.append((("跨版本的系列（2014 年起）", "Series across the editions of the form (from 2014)"), series))
    for table, pair in _TABLES.items():
        cells = [(key, c.label_zh, c.label_en) for key, c in wide_cells().items() if c.form_table == table]
        parts.append((pair, cells))
    return parts


def _rates(view: str) -> dict:
    """The rates of a view that has one row for each report."""
    about = views.load()["views"][view]
    return {} if "from" in about else about.get("rates", {})


def _members(pattern: str) -> list[Member]:
    first, _, rest = pattern.partition(".")
    if first == "series" and rest in SERIES:
        return [Member(pattern, "series", *SERIES[rest], column=rest)]
    if first in views.load()["views"]:
        return _of_view(first, rest)
    return [
        Member(key, "cell", cell.label_zh, cell.label_en, cell.unit)
        for key, cell in wide_cells().items()
        if fnmatchcase(key, pattern)
    ]


def _of_view(view: str, column: str) -> list[Member]:
    if column in _rates(view):
        return [_rate(view, column)]
    if column not in views.load()["views"][view].get("figures", {}) or "from" in views.load()["views"][view]:
        return []
    about = words.columns(view)[column]
    return [Member(f"{view}.{column}", "view", about.zh, about.en, "件", view, column)]


def _rate(view: str, rate: str) -> Member:
    about, formula = words.columns(view)[rate], views.load()["views"][view]["rates"][rate]
    return Member(f"{view}.{rate}", "view", about.zh, about.en, None, view, rate, formula["top"], formula["n"])


def _shortened(members: tuple[Member, ...]) -> tuple[Member, ...]:
    """Members called by what tells them apart: their row, where all cells are of one column, or their column."""
    cells = [member for member in members if member.kind == "cell"]
    for index in (1, 0):
        parts = {member.id.split(".")[1 + index] for member in cells}
        if len(parts) == 1 and len(cells) > 1:
            return tuple(_part(member, 1 - index) if member.kind == "cell" else member for member in members)
    return members


def _part(member: Member, which: int) -> Member:
    zh, en = member.zh.rpartition(" / "), member.en.rpartition(": ")
    return Member(member.id, member.kind, zh[2 * which], en[2 * which], member.unit)
