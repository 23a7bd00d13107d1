"""Files to take away: the page on which one is chosen, the files themselves, and the codebook that explains them."""

from dataclasses import asdict

from datasette import hookimpl
from datasette.utils.asgi import Response

from pipelines.publishing import language
from pipelines.publishing.answering import CORS, answer, archive, as_json, asked_of, site_of
from pipelines.publishing.as_of import as_of
from pipelines.publishing.files import codebook, csv_files, datapackage, sending
from pipelines.publishing.files.file_names import disposition, joined
from pipelines.publishing.files.order import Order
from pipelines.publishing.files.writing import Making
from pipelines.publishing.pages import exporting


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
    path, site = archive(datasette).path, site_of(datasette, request)
    header = {"header": language.current()}  # asked here: the page is made in a thread that knows no request
    return await answer(
        datasette,
        request,
        "export.html",
        lambda connection, asked: exporting.page(connection, header | asked, path, site),
        choices=exporting.choices(),
    )


async def file(datasette, request, send, receive):
    """`/-/export.csv`, `.xlsx`, `.parquet`, `.zip` with the parameters of the page; `bom=0|1`, and `_dl=1` for a spreadsheet."""
    path, site = archive(datasette).path, site_of(datasette, request)
    asked, extension = asked_of(request), request.url_vars["format"]

    def opening():
        return Making(path, Order.asked(asked, extension, site))

    if refusal := await sending.answer(request, opening, send, receive):
        return Response.text(refusal.sentence, status=refusal.status, headers=refusal.headers)


async def explain(datasette, request):
    """`/-/codebook`, also as .json and .csv (`bom=1` for spreadsheets)."""
    moment = as_of(archive(datasette).path)
    extension = request.url_vars.get("format")
    if extension == ".csv":
        return _codebook_csv(request, moment)
    entries = {kind: [entry for entry in codebook.entries() if entry.kind == kind] for kind in codebook.KINDS}
    if extension == ".json":
        parts = {kind: [asdict(entry) for entry in some] for kind, some in entries.items()}
        return as_json({"as_of": moment, "parts": parts}, request)
    shown = {"parts": entries, "names": codebook.KINDS, "columns_of": _by(entries["column"], "table")}
    shown |= {"cells_of": _by(entries["form_cell"], "edition")}
    return Response.html(await datasette.render_template("codebook.html", shown, request=request))


def _by(entries, part):
    found = {}
    for entry in entries:
        found.setdefault(getattr(entry, part), []).append(entry)
    return found


def _codebook_csv(request, moment):
    bom = bool(request.args.get("_dl")) or request.args.get("bom") == "1"
    body = csv_files.whole(codebook.HEADER, codebook.rows(codebook.entries()), bom=bom)
    name = joined(["codebook"], [], moment, "csv")
    headers = CORS | {"x-as-of": moment, "content-disposition": disposition(name).decode()}
    return Response(body, content_type=sending.MEDIA_TYPES["csv"], headers=headers)


async def package(datasette, request):
    """`/-/datapackage.json`: every table and view at its address, as a Frictionless Data Package."""
    site, moment = site_of(datasette, request), as_of(archive(datasette).path)
    return as_json(datapackage.descriptor(datapackage.whole_archive(site), moment, site), request)
