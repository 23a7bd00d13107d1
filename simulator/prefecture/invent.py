"""Invents the prefecture from a seed, before any page is rendered: its sites, who reports where, and what the figures are."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import count, cycle

from .. import figures as invented
from ..county import DEPARTMENTS, TOWNS, Agency
from ..form import edition_of
from .model import DEAD, LOOK_ALIKE, Item, Site, Sub
from .plan import PLAN, Planned

NAME = "澜汀市"
_COUNTIES = [f"{a}{b}县" for a in "青白石沙柳云泽岭桐" for b in "渚洲川原汀溪泊浦"]
_LURES = (
    "{0}人民政府门户网站2024年政府网站工作年度报表",
    "{0}2024年法治政府建设年度报告",
    "{0}图书馆事业单位法人2024年度报告书",
    "【图解】{0}2024年政府信息公开工作年度报告",
)
_METAS = ("complete", "missing", "empty", "swapped", "wrong_date", "full_width")


def invent(seed: int, names: set[str] | None = None, plan: tuple[Planned, ...] = PLAN) -> list[Site]:
    """The sites of the prefecture, or those named; the same seed gives the same site whoever stands beside it."""
    made = []
    for n, planned in enumerate(plan):
        rng = random.Random(f"{seed} {planned.name}")
        site = _site(n, planned, _COUNTIES[n], rng)
        if names is None or site.name in names:
            made.append(site)
    return made


def _site(n: int, planned: Planned, county: str, rng: random.Random) -> Site:
    site = Site(
        name=planned.name,
        family=planned.family,
        flavour=planned.flavour,
        publisher=f"{county}人民政府",
        level="county",
        per_page=planned.per_page,
        beyond=planned.beyond,
        charset=planned.charset,
        subs=tuple(Sub(slug, title) for slug, title in planned.subs),
        meta=_METAS[n % len(_METAS)],
        catalogue=n % 5,
        elsewhere=list(planned.elsewhere),
        hidden=planned.hidden,
        ends=planned.ends,
    )
    ids = count(4_000_000 + n * 17_000, 17)
    site.items.extend(_reports(planned, county, rng, ids))
    site.items.extend(_lures(planned, county, site, ids))
    return site


def _reports(planned: Planned, county: str, rng: random.Random, ids) -> list[Item]:
    """Agencies in turn, each for its years; the shapes of the plan in turn."""
    agencies = [_agency(county, name) for name in (*DEPARTMENTS, *TOWNS)]
    shapes, subs = cycle(planned.shapes), cycle([slug for slug, _ in planned.subs] or [""])
    years = (2021, 2022, 2023, 2024, 2025)
    return [
        report(
            rng,
            next(ids),
            agencies[n // 2 % len(agencies)],
            years[(n // 2 + n % 2 * 2) % 5],
            next(shapes),
            next(subs),
            n,
        )
        for n in range(planned.reports)
    ]


def report(
    rng: random.Random, number: int, agency: Agency, year: int, shape: str, column: str = "", n: int = 0
) -> Item:
    """One report with invented figures; every fourth clerk leaves zeros blank."""
    flaw = "blanks" if n % 4 == 3 else None
    return Item(
        id=number,
        title=f"{agency.name}{year}年政府信息公开工作年度报告",
        published=f"{year + 1}-01-{rng.randrange(10, 29)}",
        kind=DEAD if shape == "dead" else "report",
        shape="article" if shape == "dead" else shape,
        agency=agency,
        year=year,
        figures=invented.invent(rng, edition_of(year), busy=n % 3 != 2, flaw=flaw, last=None),
        flaw=flaw,
        column=column,
    )


def corrected(item: Item, day: int) -> Item:
    """The same report with one figure corrected from a day on."""
    key = "t2.normative_docs.issued" if item.edition == "f2021" else "t2.licensing.decisions"
    return replace(item, edited=day, corrected=item.figures | {key: (item.figures[key] or 0) + 1})


def _lures(planned: Planned, county: str, site: Site, ids) -> list[Item]:
    """One look-alike on each site that has a list, in turn of their kinds; as new as its reports."""
    if not planned.lures:
        return []
    number = next(ids)
    title = _LURES[number // 17_000 % len(_LURES)].format(county)
    return [Item(number, title, "2025-01-19", LOOK_ALIKE, column=site.subs[0].slug if site.subs else "")]


def _agency(county: str, name: str) -> Agency:
    if name.endswith("街道办事处"):
        return Agency(f"{county}{name}", "township", "subdistrict")
    town = name.endswith(("镇", "乡"))
    return Agency(
        f"{county}{name}{'人民政府' if town else ''}",
        "township" if town else "county",
        "government" if town else "department",
    )
