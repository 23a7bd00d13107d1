"""Makes ids into links: a report, a capture's bytes, an agency's reports, a cell's place in the text."""

from urllib.parse import quote

import markupsafe
from datasette import hookimpl


@hookimpl
def render_cell(row, value, column, table, database, datasette):
    if isinstance(value, dict):  # Datasette found its label in the other table and links by it, unless there is none
        value = value["value"] if value["label"] is None else None
    if value is None or database != "archive":
        return None
    path = _target(row, value, column, table)
    return markupsafe.Markup('<a href="{}">{}</a>').format(datasette.urls.path(path), value) if path else None


def _target(row, value, column, table):
    if column in ("report_id", "previous_report_id", "other_id"):
        return f"/archive/reports/{value}"
    if column == "capture_id":
        return f"/archive/captures/{value}"
    if column == "agency_id":
        return f"/archive/reports?agency_id={value}"
    if table == "captures" and column == "warc_offset":
        return f"/-/capture/{row['id']}"
    if table == "cells" and column == "place":
        return f"/-/text/{row['report_id']}?key={quote(row['key'])}#here"
    if table in ("sections", "mentions") and column == "start":
        return f"/-/text/{row['report_id']}?start={row['start']}&end={row['end']}#here"
    return None
