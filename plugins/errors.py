"""Answers to requests that cannot be met: one sentence in the language of the page, and nothing in the log but faults of ours."""

import errno
import json
import re
import sqlite3
import sys
from pathlib import Path

from datasette import hookimpl
from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError
from markupsafe import Markup

from pipelines.publishing.guarding import complaints
from pipelines.publishing.guarding.guard import INCOMPLETE, SLOW
from pipelines.publishing.guarding.unavailable import is_incomplete, refusal_for
from pipelines.publishing.language import say

_SENTENCES = {
    400: ("请求有误，未能回答。", "The request cannot be answered as it was put."),
    403: ("此项不公开。", "This is not published."),
    404: ("没有这一页。", "There is no such page."),
    500: ("本站出错，未能回答；错误已记录。", "The site failed to answer; the fault has been logged."),
}
_REPORT = re.compile(
    r"(?P<page>/archive/reports|/-/(?:source|cite|versions|text))/(?P<id>\d+)(?P<format>(?:/view|/picture)?(?:\.json)?)"
)


@hookimpl
def prepare_jinja2_environment(env):
    env.globals["complaint"] = _complaint


def _complaint(message):
    """What SQLite says of a statement, in the language of the page."""
    return say(*(complaints.in_two_languages(str(message)) or (message, message)))


@hookimpl
def handle_exception(datasette, request, exception):
    """In place of Datasette's own, which pipelines.publishing.site takes out."""
    return lambda: _answer(datasette, request, exception)


@hookimpl
def forbidden(datasette, request, message):
    return lambda: _page(datasette, request, 403, message)


async def _answer(datasette, request, exception):
    if refusal := refusal_for(exception):  # no page: it might need what is not to be had
        if refusal in (SLOW, INCOMPLETE):
            _log(request, exception)
        return _refused(refusal, request)
    if isinstance(exception, Base400) and exception.status == 404 and (place := await _moved(datasette, request)):
        return Response.redirect(datasette.urls.path(place))
    if isinstance(exception, Base400):
        en, zh = (*exception.args, "", "")[:2]
        zh, en = (zh, en) if zh else complaints.in_two_languages(str(en)) or ("", en)
        return await _page(datasette, request, exception.status, en, zh=zh)
    if isinstance(exception, DatasetteError):
        # without a status of its own it is about the parameters, such as a column to sort by that is none
        status = 400 if exception.status == 500 else exception.status
        if said := complaints.in_two_languages(str(exception.message)):
            return await _page(datasette, request, status, said[1], exception.error_dict, zh=said[0])
        said = Markup(exception.message) if exception.message_is_html else exception.message
        return await _page(datasette, request, status, said, exception.error_dict)
    if isinstance(exception, OSError) and exception.errno == errno.ENAMETOOLONG:
        return await _page(datasette, request, 404, "")
    if said := _wrong_parameter(request, exception):
        return await _page(datasette, request, 400, said[1], zh=said[0])
    _log(request, exception)
    return _refused(INCOMPLETE, request) if await _lacks(datasette) else await _page(datasette, request, 500, "")


def _refused(refusal, request):
    said, media_type = refusal.told(request.path)
    return Response(said, status=refusal.status, headers=dict(refusal.headers), content_type=media_type)


async def _lacks(datasette):
    """Whether a fault is the file's after all: it lacks what every archive has."""
    try:
        return "archive" in datasette.databases and await datasette.databases["archive"].execute_fn(is_incomplete)
    except sqlite3.Error:
        return False


def _log(request, exception):
    sys.stderr.write(f"gongkai serve: {request.method} {request.path[:200]}: {_fault(exception)}\n")


async def _moved(datasette, request):
    """Where a report's former id leads now: the report, or the capture where it is no longer read as one."""
    match = _REPORT.fullmatch(request.path)
    if not match or "archive" not in datasette.databases or len(match["id"]) > 18:
        return None
    query = "SELECT report_id, capture_id FROM former_ids WHERE id = ?"
    found = (await datasette.databases["archive"].execute(query, [int(match["id"])])).first()
    if not found or not any(found):
        return None
    report, capture = found
    query = f"?{request.query_string}" if request.query_string else ""
    if report:
        return f"{match['page']}/{report}{match['format']}{query}"
    return f"/archive/captures/{capture}{'.json' if match['format'].endswith('.json') else ''}"


def _wrong_parameter(request, exception):
    """What is wrong with the parameters, where Datasette does not look before it uses them, in both languages; None for a
    fault of ours."""
    if isinstance(exception, OverflowError):
        return "数字太大。", "A number is too large."
    if isinstance(exception, sqlite3.ProgrammingError) and "null character" in str(exception):
        return "网址里有空字符。", "The address has a null character."
    if isinstance(exception, sqlite3.ProgrammingError) and "pks" in request.url_vars:
        return "该表一行的地址不止这些部分。", "The address of a row of this table has more parts."
    if not isinstance(exception, ValueError | TypeError | LookupError | sqlite3.ProgrammingError):
        return None
    if not all(
        _is_list(given)
        for name in request.args
        if name.endswith(("__in", "__notin"))
        for given in request.args.getlist(name)
    ):
        return (
            "__in 后应是用逗号隔开的值，或 JSON 数组。",
            "__in takes values with commas between them, or a JSON array.",
        )
    if not all(map(_is_through, request.args.getlist("_through"))):
        return "_through 应是含 table、column、value 的 JSON。", "_through is JSON with table, column and value."
    if any(facet.startswith("{") for facet in request.args.getlist("_facet")):
        return "_facet 应是一列的名称。", "_facet is the name of a column."
    if not (request.args.get("_timelimit") or "0").isdecimal():
        return "_timelimit 应是毫秒数。", "_timelimit is a number of milliseconds."
    if not (request.args.get("_next") or "0").isdecimal():
        return "_next 不是本站页面给出的。", "_next is not one that a page of this site gave."
    return None


def _is_list(given):
    """Whether Datasette can take a list from it: JSON where it begins with a bracket."""
    if not given.startswith("["):
        return True
    try:
        return not any(isinstance(one, list | dict) for one in json.loads(given))
    except (ValueError, TypeError):
        return False


def _is_through(given):
    try:
        return {"table", "column", "value"} <= set(json.loads(given))
    except (ValueError, TypeError):
        return False


def _fault(exception):
    """An exception in one line: what, and where it arose."""
    trace = exception.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" ({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})" if trace else ""
    return " ".join(f"{type(exception).__name__}: {exception}"[:300].split()) + place


async def _page(datasette, request, status, detail, more=None, zh=""):
    """`detail` is the sentence in English (Datasette's own have no other), `zh` in Chinese."""
    title_zh, title_en = _SENTENCES.get(status, _SENTENCES[400])
    detail = "" if detail == str(status) else detail  # Datasette says "404" of a path that it does not know
    if request.path.endswith(".json"):
        said = {"ok": False, "error": str(detail) or title_en, "status": status, "title": say(title_zh, title_en)}
        return Response.json((more or {}) | said | ({"message": say(zh, str(detail))} if zh else {}), status=status)
    shown = {
        "status": status,
        "zh": title_zh,
        "en": title_en,
        "detail": say(zh or detail, detail),
        "in_english": not zh,
    }
    return Response.html(await datasette.render_template("error.html", shown, request=request), status=status)
