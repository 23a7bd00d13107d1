"""Series and distributions of indicators: the pages, their JSON, and the file of a series."""

import json

from datasette import hookimpl

from pipelines.publishing import codes, indicators, language
from pipelines.publishing.answering import answer, made, site_of
from pipelines.publishing.files import page_files
from pipelines.publishing.pages import distribution, series


@hookimpl
def register_routes():
    return [
        (r"/-/series(?P<format>\.json)?$", over_years),
        (r"/-/series\.(?P<format>csv|xlsx)$", file),
        (r"/-/distribution(?P<format>\.json)?$", spread),
        (r"/-/distribution\.(?P<format>csv|xlsx)$", spread_file),
    ]


async def over_years(datasette, request):
    """`/-/series?indicator=&places=&agencies=&from=&to=&basis=&find=`; see pipelines.publishing.pages.series."""
    return await answer(
        datasette,
        request,
        "series.html",
        series.page,
        offered=indicators.offered(),
        drawn=_drawn(series.charts),
        said=series.said,
    )


async def spread(datasette, request):
    """`/-/distribution?indicator=&year=&level=&place=`; see pipelines.publishing.pages.distribution."""
    return await answer(
        datasette,
        request,
        "distribution.html",
        distribution.page,
        offered=indicators.offered(),
        drawn=_drawn(distribution.charts),
    )


async def file(datasette, request):
    """`/-/series.csv`, `.xlsx` with the parameters of the page; CSV for a spreadsheet with `_dl=1`. One figure a row, with its status."""
    page = await made(datasette, request, series.page)
    site = site_of(datasette, request)
    years, who = f"{page['from']}-{page['to']}", [one["name"] for one in page["who"]]
    rows = series.file_rows(page, language.say, site)
    about = _about(page, years) | ({"place": (" ".join(who),) * 2} if who else {})
    return page_files.response(request, rows, [language.word(page["indicator"]), *who[:3]], years, about, site)


async def spread_file(datasette, request):
    """`/-/distribution.csv`, `.xlsx` with the parameters of the page: a range, or a reason for no figure, and its reports a row."""
    page = await made(datasette, request, distribution.page)
    site = site_of(datasette, request)
    level, year = codes.said("level", page["level"]), str(page["year"])
    names = [language.say("分布", "distribution"), language.word(page["indicator"]), level]
    about = _about(page, year) | {"level": (level,) * 2}
    return page_files.response(request, distribution.file_rows(page, language.say), names, year, about, site)


def _about(page, years):
    indicator = page["indicator"]
    return {"as_of": page["as_of"], "table": (indicator["zh"], indicator["en"]), "year": (years, years)}


def _drawn(charts):
    """For a template: the charts of a page, each with its data as JSON."""
    return lambda page: [
        chart | {"data": json.dumps(chart, ensure_ascii=False)} for chart in charts(page, language.say)
    ]
