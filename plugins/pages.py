"""Gives our templates what they show: the home page's ways in, a report's page, and on every page the archive's date."""

from functools import partial
from urllib.parse import parse_qsl, unquote, urlencode

from datasette import hookimpl
from datasette.utils.asgi import Response

from pipelines.publishing import report_page, words
from pipelines.publishing.as_of import as_of
from pipelines.publishing.cutting import ADDRESS, brief, cut
from pipelines.publishing.metadata import queries
from pipelines.publishing.opening import at_one_moment
from pipelines.publishing.pages import home, rows

NAME = "archive"
_OF_REPORT = {
    "cells": "key",
    "sections": "position",
    "findings": "position",
    "statistics": "position",
    "checks": "code, instance",
    "mentions": "start, end",
    "versions": "version",
}

_SIMILAR = """SELECT s.other_id, s.containment, s.passage, r.agency, r.year, r.title FROM similar_reports s
              JOIN reports r ON r.id = s.other_id WHERE s.report_id = ? ORDER BY s.containment DESC, s.other_id"""
_CAPTURE = "SELECT c.* FROM captures c JOIN reports r ON r.capture_id = c.id WHERE r.id = ?"
_WITHDRAWN = "SELECT (SELECT withdrawn_on FROM v_withdrawn_reports WHERE report_id = ?)"
_OF_THE_PAGE = {"_next", "_size", "_facet", "_facet_size", "_hide_sql", "_show_sql", "_nocount"}


@hookimpl
def extra_template_vars(datasette, view_name, table, request, columns):
    async def variables():
        if NAME not in datasette.databases:
            return {}
        database = datasette.databases[NAME]
        found = {"as_of": as_of(database.path), "column_words": _column_words(table, columns)}
        found |= {"value_words": words.value_words(), "relation_words": words.relations(), "query_words": queries()}
        if view_name == "row" and table == "reports":
            found["page"] = await _report(database, request)
        elif view_name in ("table", "database") and request:
            found["url_csv"] = _file_link(request)
        return found

    return variables


@hookimpl
def prepare_jinja2_environment(env):
    env.globals["brief"] = lambda row: brief(dict(row))
    env.globals["longest_address"] = ADDRESS
    env.filters["cut"] = cut


@hookimpl
def register_routes():
    return [(r"/$", home_page)]


async def home_page(datasette, request):
    """In place of Datasette's own, which asks of every table whether it may be shown: 300 ms of copying metadata."""
    found = None
    if NAME in datasette.databases:  # its totals are no line that may be missing
        unhurried = partial(datasette.databases[NAME].execute, custom_time_limit=datasette.sql_time_limit_ms)
        found = await home.page(unhurried)
    return Response.html(await datasette.render_template("index.html", {"home": found}, request=request))


def _column_words(table, columns):
    """Words of the columns of a table, or of a query's result as far as they are those of any table."""
    if table in words.relations():
        return words.columns(table)
    known = {name: word for relation in words.relations() for name, word in words.columns(relation).items()}
    return {column: known[column] for column in columns or [] if column in known}


async def _report(database, request):
    report_id = int(request.url_vars["pks"]) if request.url_vars["pks"].isdecimal() else 0
    return await database.execute_fn(lambda connection: _of_report(connection, report_id))


def _of_report(connection, report_id):
    with at_one_moment(connection):
        parts = {
            name: rows.of(connection, f"SELECT * FROM [{name}] WHERE report_id = ? ORDER BY {order}", report_id)
            for name, order in _OF_REPORT.items()
        }
        capture = next(iter(rows.of(connection, _CAPTURE, report_id)), None)
        found = {
            "versions": parts.pop("versions"),
            "similar": rows.of(connection, _SIMILAR, report_id),
            "checks_off": rows.ids(connection, "SELECT code FROM checks_off ORDER BY 1"),
            "capture": capture,
            "withdrawn_on": rows.ids(connection, _WITHDRAWN, report_id)[0],
        }
    url = capture["url"] if capture else ""
    found["file_name"] = unquote(url.rpartition("/")[2]) if url.startswith("file:") else None
    return report_page.page(**parts) | found


def _file_link(request):
    """The page's link to its rows as a file: all of them, for a spreadsheet."""
    kept = [pair for pair in parse_qsl(request.query_string, keep_blank_values=True) if pair[0] not in _OF_THE_PAGE]
    return f"{request.path}.csv?{urlencode([*kept, ('_dl', '1')])}"
