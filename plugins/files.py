"""Tables, views and statements as CSV, XLSX and Parquet, in place of Datasette's CSV: always all rows, the same as the page."""

import json
import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from datasette import hookimpl
from datasette.utils import tilde_decode
from datasette.utils.asgi import Response

from pipelines.publishing.answering import site_of
from pipelines.publishing.files import sending
from pipelines.publishing.files.archive import MAX_SECONDS
from pipelines.publishing.files.order import Order
from pipelines.publishing.files.statement import MAX_SECONDS_OWN, MakingStatement, Statement, without_page
from pipelines.publishing.language import say

# Parameters of the page that say nothing about which rows: the file leaves them out when it asks for the statement.
_NOT_ROWS = re.compile(r"_(dl|bom|stream|size|header|shape|labels|facet\w*|nofacet|nocount|nosuggest|trace|ttl)$")
_PLAIN = "text/plain; charset=utf-8"


@hookimpl
def register_routes():
    return [(r"/(?P<database>archive)(/(?P<table>[^/\.]+))?\.(?P<format>csv|xlsx|parquet)$", whole_file)]


async def whole_file(datasette, request, send, receive):
    """`.csv`, `.xlsx` or `.parquet` of a table, view, canned query or statement. `_dl=1`: for a spreadsheet; `_bom=0|1`;
    `_header=zh|en`; `_size=N`."""
    if request.args.get("_next"):
        return Response.text(say("文件含全部行，请去掉 _next。", "A file holds all rows; leave _next out."), status=400)
    size = request.args.get("_size") or "max"
    if not (size == "max" or size.isascii() and size.isdecimal() and len(size) <= 18):
        return Response.text(say("_size 应是行数或 max。", "_size is a number of rows, or max."), status=400)
    page = await datasette.client.get(_page_path(request))
    if page.status_code != 200:
        return Response.text(_why(page), status=page.status_code)
    if not (found := page.json().get("query")):
        return Response.text(
            say("请用 sql= 给出查询，或给出表名。", "Give a statement with sql=, or the name of a table."), status=400
        )
    statement, order = _statement(request, found, size), _order(datasette, request)
    path = datasette.get_database(request.url_vars["database"]).path
    seconds = MAX_SECONDS if request.url_vars["table"] else MAX_SECONDS_OWN
    media = {} if order.spreadsheet or order.format != "csv" else {"media_type": _PLAIN}
    refusal = await sending.answer(
        request, lambda: MakingStatement(path, statement, order, seconds), send, receive, **media
    )
    if refusal:
        return Response.text(refusal.sentence, status=refusal.status, headers=refusal.headers)


def _statement(request, found, size):
    table = request.url_vars["table"]
    sql = without_page(found["sql"]) if table else found["sql"]
    if size != "max":
        sql = f"{sql if table else _inner(sql)} LIMIT {int(size)}"
    return Statement(sql, found["params"] or {}, table and tilde_decode(table), _kept(request))


def _inner(sql):
    """A statement of somebody's own, which may have a limit already, as part of another."""
    return f"SELECT * FROM ({sql.rstrip().rstrip(';')})"


def _order(datasette, request):
    """How the file is written; which rows it has stands in the statement."""
    spreadsheet = bool(request.args.get("_dl")) or request.args.get("_bom") == "1"
    order = Order(header=request.args.get("_header") or "names", format=request.url_vars["format"])
    return replace(
        order,
        site=site_of(datasette, request),
        spreadsheet=spreadsheet,
        bom=spreadsheet and request.args.get("_bom") != "0",
    )


def _kept(request):
    pairs = parse_qsl(request.query_string, keep_blank_values=True)
    return [(name, value) for name, value in pairs if not _NOT_ROWS.match(name)]


def _page_path(request):
    table = request.url_vars["table"]
    # one row is enough to learn the statement; a query of its own is run as the page would run it
    kept = _kept(request) + ([("_size", "0"), ("_nofacet", "1"), ("_nocount", "1")] if table else [])
    return f"/{request.url_vars['database']}{f'/{table}' if table else ''}.json?{urlencode(kept)}"


def _why(page):
    try:
        said = page.json()
        en = said.get("error") or said.get("title") or say("未能读取。", "The rows could not be read.")
        return say(said.get("message") or str(en), str(en))
    except json.JSONDecodeError:
        return say("未能读取。", "The rows could not be read.")
