"""The truth of the invented county 望汐县: who reports, for which year, with which figures, listed in which column.

Everything here is decided from the seed before any page is rendered; pages only show it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from . import figures as invented
from .form import edition_of

COUNTY = "望汐县"
DEPARTMENTS = (
    "财政局", "审计局", "民政局", "教育和体育局", "自然资源局", "住房和城乡建设局",
    "交通运输局", "农业农村局", "卫生健康局", "市场监督管理局",
)  # fmt: skip
TOWNS = (
    "石桥镇", "柳林镇", "白塔镇", "永安镇", "新市镇", "双河乡", "青山乡", "云台乡", "龙泉镇", "城关街道办事处",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agency:
    name: str
    level: str
    kind: str


@dataclass(slots=True)
class SimReport:
    """A report as it is meant to be found. `template` names the page it is typed into; `docx` is a direct file, and
    `shell` a page that holds nothing but the link to one.
    """

    id: int
    agency: Agency
    year: int
    title: str
    published: str
    column: str
    template: str
    figures: invented.Figures
    flaw: str | None = None
    subcolumn: str = ""
    revision: int = 0
    withdrawn: bool = False

    @property
    def edition(self) -> str:
        return edition_of(self.year)

    @property
    def path(self) -> str:
        month, day = self.published[:7].replace("-", ""), self.published.replace("-", "")
        name = f"P0{day}{self.id:012d}.docx" if self.template == "docx" else f"t{day}_{self.id}.html"
        return f"{self.column}{self.subcolumn}{month}/{name}"

    @property
    def attachment(self) -> str:
        """Where the file of a shell lies."""
        return f"{self.path.rpartition('/')[0]}/P0{self.published.replace('-', '')}{self.id:012d}.docx"


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A row of the column that is no annual report: its title, and what it leads to."""

    column: str
    title: str
    published: str
    id: int
    kind: str = "article"  # article, soft_404, dead, other_host, forbidden
    subcolumn: str = ""

    @property
    def path(self) -> str:
        if self.kind == "forbidden":
            return f"/neibu/{self.published[:7].replace('-', '')}/t{self.published.replace('-', '')}_{self.id}.html"
        stem = f"{self.published[:7].replace('-', '')}/t{self.published.replace('-', '')}_{self.id}.html"
        return f"{self.column}{self.subcolumn}{stem}"


@dataclass(frozen=True, slots=True)
class Column:
    """A disclosure column: `pager` call or variables, `charset` of its pages, sub-columns as (directory, name)."""

    name: str
    path: str
    title: str
    publisher: str
    level: str
    pager: str = "call"
    charset: str = "utf-8"
    per_page: int = 8
    subcolumns: tuple[tuple[str, str], ...] = ()


COLUMNS = (
    Column("wangxi-xian", "/zfxxgk/zfxxgknb/", "政府信息公开年报", f"{COUNTY}人民政府", "county"),
    Column("wangxi-xiangzhen", "/zfxxgk/xznb/", "乡镇（街道）信息公开年报", f"{COUNTY}人民政府", "township", "variables", "gb18030"),
    Column(
        "wangxi-bumen", "/bmxxgk/nb/", "部门信息公开年度报告", f"{COUNTY}人民政府办公室", "county",
        subcolumns=tuple((f"{year}nb/", f"{year}年") for year in (2022, 2021, 2020, 2019)),
    ),
    Column(
        "wangxi-danwei", "/xxgk/gknb/", "政府信息公开工作年度报告", f"{COUNTY}人民政府办公室", "county",
        subcolumns=(("xzf/", "县政府"), ("xbm/", "县直部门"), ("xzjd/", "乡镇（街道）")),
    ),
)  # fmt: skip
PAGES = ("trs_editor", "word", "ueditor", "layout", "plain")


@dataclass(slots=True)
class County:
    """The whole truth: columns, reports, look-alikes, and links to a report from a second place."""

    seed: int
    columns: tuple[Column, ...]
    reports: list[SimReport] = field(default_factory=list)
    look_alikes: list[LookAlike] = field(default_factory=list)
    again: dict[str, list[SimReport]] = field(default_factory=dict)

    def listed(self, column: Column, subcolumn: str) -> list[SimReport | LookAlike]:
        """The rows of one list, newest first; withdrawn reports are no longer listed."""
        rows = [r for r in self.reports if (r.column, r.subcolumn) == (column.path, subcolumn) and not r.withdrawn]
        rows += [a for a in self.look_alikes if (a.column, a.subcolumn) == (column.path, subcolumn)]
        return sorted(rows, key=lambda row: (row.published, row.id), reverse=True)

    def truth(self) -> list[dict[str, object]]:
        """What a crawl of the whole county should hold, as plain data."""
        return [
            {"agency": r.agency.name, "year": r.year, "title": r.title, "path": r.path, "published_on": r.published,
             "edition": r.edition, "template": r.template, "figures": dict(r.figures), "flaw": r.flaw}
            for r in self.reports if not r.withdrawn
        ]  # fmt: skip


def invent_county(seed: int) -> County:
    """The county of this seed: 52 reports in four columns, with their look-alikes."""
    county = County(seed, COLUMNS)
    rng = random.Random(seed)
    for column, subcolumn, agency, year in _plan():
        n = len(county.reports)
        before = next((r for r in county.reports if r.agency == agency and r.year == year - 1), None)
        # some clerks do not look up what was carried out the year before
        last = before.figures if before and n % 10 != 3 else None
        county.reports.append(_report(rng, n, column, subcolumn, agency, year, last))
    county.look_alikes.extend(_look_alikes())
    county.again["/xxgk/gknb/xzf/"] = [r for r in county.reports if r.agency.kind == "government" and r.year >= 2023][
        :2
    ]
    return county


def _plan():
    """Which agency reports for which year in which list."""
    government = Agency(f"{COUNTY}人民政府", "county", "government")
    departments = [Agency(f"{COUNTY}{name}", "county", "department") for name in DEPARTMENTS]
    towns = [_town(name) for name in TOWNS]
    main, towns_column, by_year, by_unit = (column.path for column in COLUMNS)
    yield from ((main, "", government, year) for year in range(2019, 2025))
    yield from ((main, "", departments[0], year) for year in range(2019, 2025))
    yield from ((main, "", departments[1], year) for year in range(2019, 2023))
    yield from ((towns_column, "", town, year) for town in towns[:6] for year in (2021, 2022))
    yield from ((by_year, f"{year}nb/", agency, year) for agency in departments[2:5] for year in range(2019, 2023))
    yield from ((by_unit, "xbm/", agency, year) for agency in departments[5:7] for year in (2023, 2024))
    yield from ((by_unit, "xzjd/", town, year) for town in towns[6:] for year in (2023, 2024))


def _town(name: str) -> Agency:
    if name.endswith("街道办事处"):
        return Agency(f"{COUNTY}{name}", "township", "subdistrict")
    return Agency(f"{COUNTY}{name}人民政府", "township", "government")


def _report(
    rng: random.Random,
    n: int,
    column: str,
    subcolumn: str,
    agency: Agency,
    year: int,
    last: invented.Figures | None,
) -> SimReport:
    flaw = _flaw(n)
    return SimReport(
        id=530_000 + n * 17,
        agency=agency,
        year=year,
        title=_title(n, agency, year),
        published=f"{year + 1}-{rng.choice(('01', '03')) if agency.level == 'county' else '01'}-{rng.randrange(10, 29)}",
        column=column,
        subcolumn=subcolumn,
        template="docx" if n in (20, 33, 47) else "shell" if n == 30 else PAGES[n % len(PAGES)],
        figures=invented.invent(rng, edition_of(year), busy=n % 3 != 2, flaw=flaw, last=last),
        flaw=flaw,
    )


def _flaw(n: int) -> str | None:
    if n % 6 == 4:
        return "blanks"
    if n % 12 == 5:
        return "blank_totals"
    return "wrong_total" if n % 9 == 7 else None


def _title(n: int, agency: Agency, year: int) -> str:
    wordings = (
        f"{agency.name}{year}年政府信息公开工作年度报告",
        f"{agency.name}{year}年度政府信息公开工作报告",
        f"{year}年{agency.name}政府信息公开工作年度报告",
        f"{agency.name}{year}年信息公开年报",
    )
    return wordings[0 if n % 4 else (n // 4) % len(wordings)]


def _look_alikes() -> list[LookAlike]:
    """Rows that stand in such columns and must not be taken, or cannot be had."""
    main, towns, by_year, by_unit = (column.path for column in COLUMNS)
    rows = (
        (main, f"{COUNTY}人民政府信息公开指南", "2023-05-06", "article", ""),
        (main, f"【图解】{COUNTY}2023年政府信息公开工作年度报告", "2024-03-20", "article", ""),
        (main, f"{COUNTY}人民政府2022年政府信息公开工作年度报告解读", "2023-03-30", "article", ""),
        (main, f"{COUNTY}2022年法治政府建设年度报告", "2023-03-11", "article", ""),
        (main, f"{COUNTY}人民政府门户网站2023年政府网站工作年度报表", "2024-01-19", "article", ""),
        (main, f"{COUNTY}各部门2021年度政府信息公开工作年度报告公布情况", "2022-02-08", "article", ""),
        (main, f"{COUNTY}信访局2020年年度工作报告", "2021-01-22", "soft_404", ""),
        (main, f"{COUNTY}水利局2019年年度工作报告", "2020-01-17", "dead", ""),
        (main, f"{COUNTY}气象局2022年政府信息公开工作年度报告", "2023-01-16", "other_host", ""),
        (main, f"{COUNTY}人民武装部2023年政府信息公开工作年度报告", "2024-01-15", "forbidden", ""),
        (towns, "关于报送2022年政府信息公开工作年度报告的通知", "2022-12-20", "article", ""),
        (towns, f"{COUNTY}石桥镇2022年法治政府建设工作情况报告", "2023-01-18", "article", ""),
        (by_year, f"{COUNTY}图书馆事业单位法人2021年度报告书", "2022-03-28", "article", "2021nb/"),
        (by_unit, f"{COUNTY}2024年政务公开工作要点", "2024-04-30", "article", "xbm/"),
    )  # fmt: skip
    return [LookAlike(c, title, date, 910_000 + 3 * n, kind, sub) for n, (c, title, date, kind, sub) in enumerate(rows)]
