"""Places and agencies: the pages of coverage, and what the pages of a division and of an agency show."""

import csv
import io
import json

from datasette import hookimpl
from datasette.utils.asgi import Response

from pipelines.publishing import language
from pipelines.publishing.answering import CORS, NAME, answer, made
from pipelines.publishing.files.csv_files import BOM
from pipelines.publishing.files.file_names import disposition, joined
from pipelines.publishing.pages import agency, coverage, place
from pipelines.publishing.pages.series import said


@hookimpl
def register_routes():
    return [(r"/-/coverage(?P<format>\.json)?$", covered), (r"/-/coverage\.csv$", file)]


async def covered(datasette, request):
    """`/-/coverage?place=&year=`; see pipelines.publishing.pages.coverage."""
    return await answer(datasette, request, "coverage.html", coverage.page)


async def file(datasette, request):
    """`/-/coverage.csv` with the parameters of the page: a division, a year and a state a row; for a spreadsheet with `_dl=1`."""
    page = await made(datasette, request, coverage.page)
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(coverage.file_rows(page, language.say))
    names = ["coverage", *([page["place"]["name"]] if page["place"] else [])]
    name = joined(names, [], page["as_of"], "csv")
    headers = CORS | {"x-as-of": page["as_of"], "content-disposition": disposition(name).decode()}
    body = (BOM if request.args.get("_dl") else "") + buffer.getvalue()
    return Response(body, content_type="text/csv; charset=utf-8", headers=headers)


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
