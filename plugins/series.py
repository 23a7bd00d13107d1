"""Series and distributions of indicators: the pages, their JSON, and the file of a series."""

import csv
import io
import json

from datasette import hookimpl
from datasette.utils.asgi import Response

from pipelines.publishing import indicators, language, words
from pipelines.publishing.answering import CORS, answer, made
from pipelines.publishing.files.csv_files import BOM
from pipelines.publishing.files.file_names import disposition, joined
from pipelines.publishing.pages import distribution, series


@hookimpl
def register_routes():
    return [
        (r"/-/series(?P<format>\.json)?$", over_years),
        (r"/-/series\.csv$", file),
        (r"/-/distribution(?P<format>\.json)?$", spread),
        (r"/-/distribution\.csv$", spread_file),
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
        unit_word=words.unit_word,
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
        unit_word=words.unit_word,
    )


async def file(datasette, request):
    """`/-/series.csv` with the parameters of the page; for a spreadsheet with `_dl=1`. One figure a row, with its status."""
    page = await made(datasette, request, series.page)
    site = datasette.absolute_url(request, datasette.urls.instance()).rstrip("/")
    names = [page["indicator"]["id"], *(one["name"] for one in page["who"])][:4]
    years = f"{page['from']}-{page['to']}"
    return _csv(request, page, series.file_rows(page, language.say, site), names, years)


async def spread_file(datasette, request):
    """`/-/distribution.csv` with the parameters of the page: a range, or a reason for no figure, and its reports a row."""
    page = await made(datasette, request, distribution.page)
    names = ["distribution", page["indicator"]["id"], page["level"]]
    return _csv(request, page, distribution.file_rows(page, language.say), names, str(page["year"]))


def _csv(request, page, rows, names, years):
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    name = joined(names, [years], page["as_of"], "csv")
    headers = CORS | {"x-as-of": page["as_of"], "content-disposition": disposition(name).decode()}
    body = (BOM if request.args.get("_dl") else "") + buffer.getvalue()
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


def _drawn(charts):
    """For a template: the charts of a page, each with its data as JSON."""
    return lambda page: [
        chart | {"data": json.dumps(chart, ensure_ascii=False)} for chart in charts(page, language.say)
    ]
