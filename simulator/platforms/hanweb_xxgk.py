"""大汉's disclosure module: rows by POST to search.jsp as an HTML fragment; and its annual-report page of area × year.

Flavours: search, annual (xxgkAnnualReport.jsp, which has no list: the page of one unit and year names the others).
"""

from __future__ import annotations

from ..prefecture.articles import article as typed
from ..prefecture.asked import Answer, Asked, page
from ..prefecture.model import Item, Site
from . import lists

PLATFORM, CONTAINER = "hanweb_xxgk", '<div id="zoom">{}</div>'
COLUMN, AREA, NUMBER = 315154, "11371300MB28553560", "A00010"
MODULE = "/module/xxgk/xxgkAnnualReport.jsp"


def source(site: Site) -> dict[str, object]:
    if site.flavour == "annual":
        newest = site.rows(0)[0]
        years = sorted({item.year for item in site.rows(0)})
        return {"url": f"{MODULE}?area={_area(newest)}&fbtime={newest.year}", "years": years}
    return {"url": f"/col/col{COLUMN}/index.html?number={NUMBER}&vc_xxgkarea={AREA}&jh=264"}


def article(site: Site, item: Item) -> str:
    if site.flavour == "annual":
        return f"{MODULE}?area={_area(item)}&fbtime={item.year}"
    return f"/art/{lists.slashed(item)}/art_{COLUMN}_{item.id}.html?xxgkhide=1"


def _area(item: Item) -> str:
    """A unit's code, the same for all its years."""
    return f"001008003{sum(map(ord, item.agency.name if item.agency else '')) % 10**6:06d}"


def answer(site: Site, asked: Asked) -> Answer | None:
    if site.flavour == "annual":
        return _annual(site, asked)
    if asked.path == f"/col/col{COLUMN}/index.html":
        hidden = f'<input type="hidden" id="vc_xxgkarea" value="{AREA}"><div id="div{COLUMN}"></div>'
        script = (
            f"var infotypeId='{NUMBER}', jdid='3', area='{AREA}', divid='div{COLUMN}';"
            f"jQuery.post('/module/xxgk/search.jsp?texttype=&fbtime=&vc_all=&currpage=1&sortfield=compaltedate:0',"
            f"{{infotypeId:'{NUMBER}',jdid:'3',area:'{AREA}',divid:'div{COLUMN}',currpage:1}}, fill);"
        )
        return lists.shell(site, hidden, script)
    if asked.path != "/module/xxgk/search.jsp" or asked.method != "POST" or asked.form.get("area") != AREA:
        return None
    return _fragment(site, asked)


def _fragment(site: Site, asked: Asked) -> Answer:
    from . import target

    pages = site.pages(asked.day)
    at = int(asked.form.get("currpage") or asked.query.get("currpage") or 1)
    held = pages[at - 1] if 1 <= at <= len(pages) else []
    lines = "".join(
        f'<tr class="tr_main_value_odd"><td>{n}</td><td><a class="bt_link" href="{target(site, i)}" title="{i.title}">{i.title[:22]}…</a></td>'
        f"<td>{i.published}</td></tr>"
        for n, i in enumerate(held, 1)
    )
    return page(f"<table>{lines}</table><div>共({len(pages)})页 第{at}页</div>")


def _annual(site: Site, asked: Asked) -> Answer | None:
    """The report of one unit and year, with links to the other units and years; what is not there is a page without a report."""
    if asked.path != MODULE:
        return None
    items = site.rows(asked.day)
    item = next(
        (i for i in items if _area(i) == asked.query.get("area") and str(i.year) == asked.query.get("fbtime")), None
    )
    menu = _menu(items, asked)
    if item is None:
        return lists.shell(site, f"{menu}<p>暂无年度报告</p>")
    made = typed(site, item, CONTAINER, "")
    return made.but(body=made.body.replace(b"</body>", f"{menu}</body>".encode()))


def _menu(items: list[Item], asked: Asked) -> str:
    units = {_area(i): i.agency.name for i in items if i.agency}
    year = asked.query.get("fbtime", "")
    links = "".join(f'<li><a href="{MODULE}?area={area}&fbtime={year}">{name}</a></li>' for area, name in units.items())
    years = "".join(
        f'<a href="{MODULE}?area={asked.query.get("area", "")}&fbtime={y}">{y}年</a>'
        for y in sorted({i.year for i in items})
    )
    return f'<ul class="units">{links}</ul><div class="years">{years}</div>'
