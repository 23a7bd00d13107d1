"""Where a report comes from: the captured bytes, safe to look at, and the text with a figure's place marked."""

import asyncio
import json
from pathlib import Path
from urllib.parse import urlsplit

from datasette import hookimpl
from datasette.utils.asgi import NotFound, Response

from pipelines.archive import Archive, ArchiveError, Outsized
from pipelines.publishing.cutting import brief
from pipelines.records import Capture

# Nothing that a site put into a page may run, load or be taken for one of our pages.
_HARMLESS = {
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
_MOST_DIGITS = 18
_FIELDS = ("id", "url", "fetched_at", "status", "media_type", "sha256", "warc_file", "warc_offset")


@hookimpl
def register_routes():
    return [(r"/-/capture/(?P<id>[0-9]+)$", captured_bytes), (r"/-/text/(?P<id>[0-9]+)$", text_of_report)]


async def captured_bytes(datasette, request):
    """The bytes of a capture as received: text as plain text, everything else as a file to keep."""
    database = datasette.get_database("archive")
    row = (await database.execute("SELECT * FROM captures WHERE id = ?", [_number(request.url_vars["id"])])).first()
    if row is None:
        raise NotFound("There is no such capture.", "没有这份存档。")
    capture = Capture(*(row[name] for name in _FIELDS))
    archive = Archive(Path(database.path).parent, read_only=True)
    try:
        body = await asyncio.to_thread(archive.body, capture)
    except (ArchiveError, Outsized) as error:
        return Response.text(str(error), status=404)
    headers = dict(_HARMLESS)
    if (charset := _charset(capture.media_type, body)) and not request.args.get("_dl"):
        return Response(body, content_type=f"text/plain; charset={charset}", headers=headers)
    headers["content-disposition"] = f'attachment; filename="{_file_name(capture)}"'
    return Response(body, content_type="application/octet-stream", headers=headers)


def _charset(media_type, body):
    """The charset to show bytes as text with; None if they are no text. Only for looking at, never for reading figures."""
    kind = (media_type or "").partition(";")[0].strip().lower()
    if (kind and not kind.startswith("text/") and kind != "application/xhtml+xml") or b"\0" in body[:4096]:
        return None
    for charset in ("utf-8", "gb18030"):
        try:
            body.decode(charset)
            return charset
        except UnicodeDecodeError:
            continue
    return "utf-8"


def _file_name(capture):
    suffix = Path(urlsplit(capture.url).path).suffix
    return f"{capture.id}{suffix if suffix[1:].isascii() and suffix[1:].isalnum() else ''}"


async def text_of_report(datasette, request):
    """The linear text a report was read from, with one place marked: `?key=` of a cell, or `?start=&end=`."""
    database = datasette.get_database("archive")
    report_id = _number(request.url_vars["id"])
    joined = "SELECT d.text, r.title, r.agency, r.year, r.id FROM reports r JOIN documents d"
    joined += " ON d.capture_id = r.capture_id AND d.member = coalesce(r.member, '') WHERE r.id = ?"
    row = (await database.execute(joined, [report_id])).first()
    if row is None:
        raise NotFound("There is no text of this report.", "没有这份报告的文字。")
    start, end = await _place(database, report_id, request.args)
    text = row["text"]
    return Response.html(
        await datasette.render_template(
            "text_of_report.html",
            {
                "report": brief(dict(row)),
                "before": text[:start],
                "marked": text[start:end],
                "after": text[end:],
                "key": request.args.get("key"),
                "placed": end > 0,
            },
            request=request,
        )
    )


async def _place(database, report_id, args):
    if key := args.get("key"):
        sql = "SELECT place FROM cells WHERE report_id = ? AND key = ?"
        cell = (await database.execute(sql, [report_id, key])).first()
        return json.loads(cell["place"])["text"] if cell and cell["place"] else (0, 0)
    given = [args.get(name) or "" for name in ("start", "end")]
    start, end = map(_number, given) if all(value.isdecimal() for value in given) else (0, 0)
    return (start, end) if start < end else (0, 0)


def _number(digits):
    """The whole number that an address gives; raises NotFound if it is larger than any id or place (SQLite's limit)."""
    if len(digits) > _MOST_DIGITS:
        raise NotFound("The number is too large.", "数字太大。")
    return int(digits)
