"""Places and agencies: the pages of coverage, and what the pages of a division and of an agency show."""

import json

from datasette import hookimpl

from pipelines.publishing import language
from pipelines.publishing.answering import NAME, answer, made, site_of
from pipelines.publishing.files import page_files
from pipelines.publishing.pages import agency, coverage, place
from pipelines.publishing.pages.series import said


@hookimpl
def register_routes():
    return [(r"/-/coverage(?P<format>\.json)?$", covered), (r"/-/coverage\.(?P<format>csv|xlsx)$", file)]


async def covered(datasette, request):
    """`/-/coverage?place=&year=`; see pipelines.publishing.pages.coverage."""
    return await answer(datasette, request, "coverage.html", coverage.page)


async def file(datasette, request):
    """`/-/coverage.csv`, `.xlsx` with the parameters of the page: a division, a year and a state a row; CSV for a spreadsheet with `_dl=1`."""
    page = await made(datasette, request, coverage.page)
    site = site_of(datasette, request)
    place = page["place"]["name"] if page["place"] else ""
    about = {"as_of": page["as_of"]} | ({"place": (place, place)} if place else {})
    names = [language.say("覆盖", "coverage"), place]
    return page_files.response(request, coverage.file_rows(page, language.say), names, "", about, site)


@hookimpl
def extra_template_vars(datasette, view_name, table, request):
    async def variables():
        if view_name != "row" or table not in ("divisions", "agencies") or NAME not in datasette.databases:
            return {}
        key = request.url_vars["pks"]
        if table == "divisions":
            return {"page": await datasette.databases[NAME].execute_fn(lambda connection: place.page(connection, key))}
        number = int(key) if key.isdecimal() and len(key) <= 18 else 0
        page = await datasette.databases[NAME].execute_fn(lambda connection: agency.page(connection, number))
        charts = agency.charts(page, language.say) if page else []
        drawn = [chart | {"data": json.dumps(chart, ensure_ascii=False)} for chart in charts]
        return {"page": page, "drawn": drawn, "said": said}

    return variables
