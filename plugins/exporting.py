"""Files to take away: the page on which one is chosen, the files themselves, and the codebook that explains them."""

import asyncio
import csv
import io
import sqlite3
from dataclasses import asdict, astuple

from datasette import hookimpl
from datasette.utils.asgi import NotFound, Response

from pipelines.publishing.answering import CORS, NAME, answer, as_json, asked_of
from pipelines.publishing.as_of import as_of
from pipelines.publishing.files import codebook, datapackage
from pipelines.publishing.files.choosing import WrongOrder
from pipelines.publishing.files.csv_files import BOM
from pipelines.publishing.files.file_names import disposition, joined
from pipelines.publishing.files.order import Order
from pipelines.publishing.files.sending import send_file
from pipelines.publishing.files.turns import RETRY_SECONDS, TURNS, NoTurn
from pipelines.publishing.files.writing import Making
from pipelines.publishing.pages import exporting

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}


@hookimpl
def register_routes():
    return [
        (r"/-/export(?P<format>\.json)?$", choose),
        (r"/-/export\.(?P<format>csv|xlsx|parquet|zip)$", file),
        (r"/-/codebook(?P<format>\.json|\.csv)?$", explain),
        (r"/-/datapackage\.json$", package),
    ]


async def choose(datasette, request):
    """`/-/export?place=&year=&level=&kind=&agency=&finding=&q=&report=&form=&header=&status=`; see pages.exporting."""
    path, site = _archive(datasette).path, site_of(datasette, request)
    return await answer(
        datasette,
        request,
        "export.html",
        lambda connection, asked: exporting.page(connection, asked, path, site),
        choices=exporting.choices(),
    )


async def file(datasette, request, send, receive):
    """`/-/export.csv`, `.xlsx`, `.parquet`, `.zip` with the parameters of the page; `bom=0|1`, and `_dl=1` for a spreadsheet."""
    path = _archive(datasette).path
    asked = asked_of(request)
    extension = request.url_vars["format"]
    try:
        with TURNS.taken(client_of(request)):
            order = Order.asked(asked, extension, site_of(datasette, request))
            making = await asyncio.to_thread(Making, path, order)
            try:
                headers = file_headers(making.name, extension, making.archive.as_of)
                headers.append((b"x-reports", str(making.reports).encode()))
                if request.method == "HEAD":
                    return await _headers_only(send, headers)
                return await send_file(making.write, headers, send, receive)
            finally:
                making.close()
    except NoTurn as why:
        return busy(why)
    except (WrongOrder, OverflowError) as why:
        return refused(str(why))
    except sqlite3.OperationalError as why:
        return refused(f"The rows could not be read: {why}.（未能读取，请缩小范围。）")


async def _headers_only(send, headers):
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def file_headers(name, extension, moment):
    """The headers of a file that is sent while it is made."""
    headers = {"content-type": MEDIA_TYPES[extension], "x-as-of": moment, "cache-control": "no-cache"} | CORS
    return [(n.encode(), v.encode()) for n, v in headers.items()] + [(b"content-disposition", disposition(name))]


def busy(why):
    """Too many files at once: 429 or 503 with Retry-After."""
    return Response.text(str(why), status=why.status, headers={"retry-after": str(RETRY_SECONDS)})


def refused(sentence):
    return Response.text(sentence, status=400)


def client_of(request):
    return (request.scope.get("client") or ("",))[0]


def site_of(datasette, request):
    """What the addresses in a file begin with: scheme and host of the request."""
    return datasette.absolute_url(request, datasette.urls.instance()).rstrip("/")


def _archive(datasette):
    if NAME not in datasette.databases:
        raise NotFound("There is no archive")
    return datasette.databases[NAME]


async def explain(datasette, request):
    """`/-/codebook`, also as .json and .csv (`bom=1` for spreadsheets)."""
    moment = as_of(_archive(datasette).path)
    extension = request.url_vars.get("format")
    if extension == ".csv":
        return _codebook_csv(request, moment)
    entries = {kind: [entry for entry in codebook.entries() if entry.kind == kind] for kind in codebook.KINDS}
    if extension == ".json":
        parts = {kind: [asdict(entry) for entry in some] for kind, some in entries.items()}
        return as_json({"as_of": moment, "parts": parts}, request)
    shown = {"parts": entries, "names": codebook.KINDS}
    return Response.html(await datasette.render_template("codebook.html", shown, request=request))


def _codebook_csv(request, moment):
    page = request.args.get("_dl") or request.args.get("bom") == "1"
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(codebook.HEADER)
    writer.writerows(astuple(entry) for entry in codebook.entries())
    name = joined(["codebook"], [], moment, "csv")
    headers = CORS | {"x-as-of": moment, "content-disposition": disposition(name).decode()}
    return Response((BOM if page else "") + buffer.getvalue(), content_type=MEDIA_TYPES["csv"], headers=headers)


async def package(datasette, request):
    """`/-/datapackage.json`: every table and view at its address, as a Frictionless Data Package."""
    site, moment = site_of(datasette, request), as_of(_archive(datasette).path)
    return as_json(datapackage.descriptor(datapackage.whole_archive(site), moment, site), request)
