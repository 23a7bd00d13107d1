"""Makes ids into links: a report, a capture's bytes, an agency's reports, a figure's place in its source."""

import json
import re
from urllib.parse import quote

from datasette import hookimpl
from markupsafe import Markup, escape

from pipelines.publishing.cutting import ADDRESS, cut

_COMMON = re.compile(r"(?<=年)?度?(?:政府)?信息公开(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)$")


@hookimpl
def render_cell(row, value, column, table, database, datasette):
    label = None
    if isinstance(value, dict):  # Datasette found its label in the other table
        value, label = value["value"], value["label"]
    if value is None or database != "archive":
        return None
    if isinstance(value, str) and len(value) > ADDRESS and value.lstrip().lower().startswith(("http://", "https://")):
        return escape(cut(value))  # Datasette would put all of it into a link, which no server takes
    if not (path := _target(row, value, column, table)):
        return None
    # the agency's name stands beside its id in reports
    shown = value if label is None or (table, column) == ("reports", "agency_id") else short(label)
    said = f"{cut(label)} · {value}" if label is not None else value
    if (table, column) == ("cells", "place"):
        shown = "–".join(map(str, json.loads(value).get("text", ()))) or value
    # put together by ourselves: Markup.format costs 50 µs, and a page has a hundred links
    return Markup(f'<a href="{escape(datasette.urls.path(path))}" title="{escape(said)}">{escape(shown)}</a>')


def short(title: str) -> str:
    """A report's title without the words that all titles have: as a rule the agency and the year."""
    return cut(_COMMON.sub("", title) or title)


def _plain(value):
    """An id without its label, which Datasette puts beside it where it shows labels."""
    return value["value"] if isinstance(value, dict) else value


def _target(row, value, column, table):
    if column in ("report_id", "previous_report_id", "other_id"):
        return f"/archive/reports/{value}"
    if column == "capture_id":
        return f"/archive/captures/{value}"
    if column == "agency_id":
        return f"/archive/agencies/{value}"
    if column == "division_code":
        return f"/archive/divisions/{value}" if value else None
    if table == "captures" and column == "warc_offset":
        return f"/-/capture/{_plain(row['id'])}"
    if table == "cells" and column == "place":
        return f"/-/source/{_plain(row['report_id'])}?key={quote(row['key'])}"
    if table == "mentions" and column == "start":
        return f"/-/source/{_plain(row['report_id'])}?start={row['start']}&end={row['end']}"
    if table == "sections" and column == "start":
        return f"/-/text/{_plain(row['report_id'])}?start={row['start']}&end={row['end']}#here"
    return None
