"""Replaces Datasette's CSV: always all rows, the same rows as the page, and for a page's link a file for spreadsheets."""

import asyncio
import json
import re
import sqlite3
from urllib.parse import parse_qsl, urlencode

from datasette import hookimpl
from datasette.utils import tilde_decode
from datasette.utils.asgi import Response

from pipelines.publishing.files import csv_files
from pipelines.publishing.as_of import as_of

# Parameters of the page that say nothing about which rows: the file leaves them out when it asks for the statement.
_NOT_ROWS = re.compile(r"_(dl|stream|size|header|shape|labels|facet\w*|nofacet|nocount|nosuggest|trace|ttl)$")


@hookimpl
def register_routes():
    return [(r"/(?P<database>archive)(/(?P<table>[^/\.]+))?\.csv$", whole_file)]


async def whole_file(datasette, request, send, receive):
    """`.csv` of a table, view, canned query or statement. `_dl=1`: for a spreadsheet; `_header=zh|en`; `_size=N`."""
    if request.args.get("_next"):
        return Response.text("A file holds all rows; leave _next out.", status=400)
    size = request.args.get("_size") or "max"
    if not (size == "max" or size.isdecimal()):
        return Response.text("_size is a number of rows, or max.", status=400)
    page = await datasette.client.get(_page_path(request))
    if page.status_code != 200:
        return Response.text(_why(page), status=page.status_code)
    database = datasette.get_database(request.url_vars["database"])
    if not (statement := page.json().get("query")):
        return Response.text("Give a statement with sql=, or the name of a table.", status=400)
    sql = csv_files.without_page(statement["sql"]) if request.url_vars["table"] else statement["sql"]
    if size != "max":
        sql = f"SELECT * FROM ({sql.rstrip().rstrip(';')}) LIMIT {int(size)}"
    seconds = csv_files.MAX_SECONDS if request.url_vars["table"] else csv_files.MAX_SECONDS_OWN
    try:
        columns, rows = await asyncio.to_thread(csv_files.rows, database.path, sql, statement["params"] or {}, seconds)
    except sqlite3.Error as error:
        return Response.text(f"The rows could not be read: {error}.", status=400)
    await _send(request, database, columns, rows, send, receive)


def _page_path(request):
    table = request.url_vars["table"]
    kept = [
        (name, value)
        for name, value in parse_qsl(request.query_string, keep_blank_values=True)
        if not _NOT_ROWS.match(name)
    ]
    # one row is enough to learn the statement; a query of its own is run as the page would run it
    kept += [("_size", "0"), ("_nofacet", "1"), ("_nocount", "1")] if table else []
    return f"/{request.url_vars['database']}{f'/{table}' if table else ''}.json?{urlencode(kept)}"


def _why(page):
    try:
        return str(page.json().get("error") or page.json().get("title") or "The rows could not be read.")
    except json.JSONDecodeError:
        return "The rows could not be read."


async def _send(request, database, columns, rows, send, receive):
    table = request.url_vars["table"] and tilde_decode(request.url_vars["table"])
    spreadsheet = bool(request.args.get("_dl"))
    header = csv_files.headers(table, columns, request.args.get("_header"))
    pieces = csv_files.text(header, rows, spreadsheet=spreadsheet)
    first = await asyncio.to_thread(next, pieces)
    await send(
        {"type": "http.response.start", "status": 200, "headers": _headers(table or "query", database, spreadsheet)}
    )
    gone = asyncio.ensure_future(_disconnected(receive))
    try:
        piece = first
        while piece is not None and not gone.done():
            await send({"type": "http.response.body", "body": piece.encode(), "more_body": True})
            piece = await asyncio.to_thread(next, pieces, None)
        # After an error in between this is not reached, and the client sees that the file is not whole.
        await send({"type": "http.response.body", "body": b""})
        await asyncio.to_thread(pieces.close)
    except (asyncio.CancelledError, sqlite3.Error):
        return  # the site is stopping, or the rows have: the connection breaks, for the answer has no end
    finally:
        gone.cancel()


async def _disconnected(receive):
    while (await receive())["type"] != "http.disconnect":
        pass


def _headers(name, database, spreadsheet):
    kind = "text/csv" if spreadsheet else "text/plain"
    headers = [(b"content-type", f"{kind}; charset=utf-8".encode()), (b"x-as-of", as_of(database.path).encode())]
    if spreadsheet:
        file_name = f"{name}-{as_of(database.path)[:10]}.csv"
        headers.append((b"content-disposition", f'attachment; filename="{file_name}"'.encode()))
    return headers
